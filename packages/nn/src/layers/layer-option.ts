/** A layer as an option of another layer; in JSON its own object. */
import { ArgumentError } from '@inkgrad/tensor';
import { checkLayer, isLayer } from '../define/define-layer.ts';
import type { Check } from '../define/field.ts';
import type { Layer } from '../define/layer.ts';
import { describe, isRecord } from '../define/names.ts';

/** A layer, made by its function or read from JSON. */
export const layerOption: Check<Layer> = {
  schema: { $ref: '#/$defs/layer' },
  complete: (where, name, value, known = []) => {
    if (typeof value === 'object' && value !== null && isLayer(value)) return value;
    if (isRecord(value) && known.some(({ kind }) => kind === 'layer')) {
      return checkLayer(`${where} ${name}`, value, known);
    }
    throw new ArgumentError(where, name, 'a layer', describe(value));
  },
};
