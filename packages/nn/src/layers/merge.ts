/** What the layers that join several inputs element by element have in common: one shape that all broadcast to. */
import type { Tensor } from '@inkgrad/tensor';
import { defineLayer, type LayerFactory } from '../define/define-layer.ts';
import { type Spec, specText } from '../define/spec.ts';
import { LayerShapeError } from '../errors.ts';

type NoFields = Record<never, never>;

/** A layer that joins two inputs or more, whose axes agree or are of length 1. @param join of all inputs, in order */
export function defineMerge<const Type extends string>(
  type: Type,
  join: (inputs: readonly Tensor[]) => Tensor,
): LayerFactory<Type, NoFields> {
  return defineLayer({
    type,
    fields: {},
    inputs: 'several',
    plan: (_: unknown, inputs: readonly Spec[], name: string) => ({
      output: { shape: mergedShape(name, inputs), dtype: inputs[0]!.dtype },
    }),
    apply: (_: unknown, { inputs }) => join(inputs),
  });
}

function mergedShape(name: string, inputs: readonly Spec[]): number[] {
  const fail = (): never => {
    throw new LayerShapeError(name, 'inputs of one shape and type', inputs.map(specText).join(' and '));
  };
  const [first, ...rest] = inputs;
  return rest.reduce(
    (shape, { shape: own, dtype }) => {
      if (own.length !== shape.length || dtype !== first!.dtype) return fail();
      return shape.map((length, axis) => {
        const other = own[axis]!;
        if (length !== other && length !== 1 && other !== 1) return fail();
        return Math.max(length, other);
      });
    },
    [...first!.shape],
  );
}
