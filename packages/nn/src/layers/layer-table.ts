/** The built-in kinds of layers. Adding one is a file in this folder and a line here. */
import { definitionOf } from '../define/define-layer.ts';
import type { Layer } from '../define/layer.ts';
import { type Definable, fromData, ofKind, type Registry } from '../define/registry.ts';
import { activation } from './activation.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';

export const builtInLayers: readonly Definable<Layer>[] = [activation, dense, dropout, flatten];

/** A layer as it is, or made from plain data. @throws ArgumentError, UnknownNameError */
export function checkLayer(where: string, value: unknown, registry: Registry = []): Layer {
  if (typeof value === 'object' && value !== null && definitionOf(value) !== undefined) return value as Layer;
  return fromData(where, 'layer type', 'type', [...ofKind<Layer>(registry, 'layer'), ...builtInLayers], value);
}
