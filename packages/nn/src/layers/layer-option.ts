/** A layer as an option of another layer; in JSON its own object. */
import { ArgumentError } from '@inkgrad/tensor';
import type { Definable } from '../define/definable.ts';
import { isLayer } from '../define/define-layer.ts';
import type { Check } from '../define/field.ts';
import type { Layer } from '../define/layer.ts';
import { describe, isRecord } from '../define/names.ts';
import { fromData } from '../define/registry.ts';

/** A layer, made by its function or read from JSON. */
export const layerOption: Check<Layer> = {
  schema: { $ref: '#/$defs/layer' },
  complete: (where, name, value, known = []) => {
    if (typeof value === 'object' && value !== null && isLayer(value)) return value;
    const layers = known.filter(({ kind }) => kind === 'layer') as unknown as readonly Definable<Layer>[];
    if (isRecord(value) && layers.length > 0)
      return fromData(`${where} ${name}`, 'layer type', 'type', layers, value, known);
    throw new ArgumentError(where, name, 'a layer', describe(value));
  },
};
