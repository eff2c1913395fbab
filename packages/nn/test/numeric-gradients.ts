/** Gradients of a recorded scalar beside central differences, both in float64 by tensor's interpreter of recorded graphs. */
import { gradient, type Tensor, type Variable } from '@inkgrad/tensor';
import { centralDifferences, run64 } from '@inkgrad/tensor/testing';
import { expect } from 'vitest';

interface Given<T> {
  readonly of: T;
  readonly values: readonly number[];
}

export interface Scalar {
  readonly loss: Tensor;
  readonly inputs: readonly Given<Tensor>[];
  readonly variables: readonly Given<Variable>[];
  /** Variables that nothing is differentiated by. */
  readonly fixed?: readonly Given<Variable>[];
  /** Inputs likewise. */
  readonly fixedInputs?: readonly Given<Tensor>[];
}

/** Elements that are tried of each array: every one of a small one, some of a larger. */
const mostTried = 6;

/**
 * The differences' own error is about 1e-10 for values of order 1 (see `centralDifferences`), times higher derivatives,
 * which a normalization of nearly equal values makes large.
 */
const tolerance = (size: number): number => 1e-6 + 1e-5 * Math.abs(size);

function places(length: number): number[] {
  if (length <= mostTried) return Array.from({ length }, (_, at) => at);
  // Odd steps, so that they fall on every place of a row.
  return Array.from({ length: mostTried }, (_, at) => Math.floor((at * length) / mostTried + (at % 2)));
}

/** Compares the gradient of each float input and each variable. @returns how many elements were compared */
export function expectRightGradients({ loss, inputs, variables, fixed = [], fixedInputs = [] }: Scalar): number {
  const floats = inputs.flatMap((each, at) =>
    each.of.dtype === 'f32' ? [{ ...each, at, kind: 'input' as const }] : [],
  );
  const sources = [
    ...floats.map(({ of, values, at }) => ({ tensor: of, values, name: of.toString(), input: at, variable: -1 })),
    ...variables.map(({ of, values }, at) => ({ tensor: of.tensor, values, name: of.name, input: -1, variable: at })),
  ];
  const given = {
    inputs: [...inputs, ...fixedInputs].map(({ of }) => of),
    inputValues: [...inputs, ...fixedInputs].map(({ values }) => values),
    variables: [...variables, ...fixed].map(({ of }) => of),
    variableValues: [...variables, ...fixed].map(({ values }) => values),
    ...{ outputs: [loss], updates: [], steps: 1 },
  };
  const outputs = gradient(
    loss,
    sources.map(({ tensor }) => tensor),
  );
  const found = run64({ ...given, outputs });
  let compared = 0;
  for (const [at, { values, name, input, variable }] of sources.entries()) {
    for (const place of places(values.length)) {
      const lossAt = ([value]: Float64Array): number => {
        const changed = values.with(place, value!);
        const inputValues = given.inputValues.map((own, which) => (which === input ? changed : own));
        const variableValues = given.variableValues.map((own, which) => (which === variable ? changed : own));
        return run64({ ...given, inputValues, variableValues })[0]![0]!;
      };
      const expected = centralDifferences(lossAt, Float64Array.of(values[place]!))[0]!;
      const difference = Math.abs(found[at]![place]! - expected);
      expect(difference, `${name} at ${place}: ${found[at]![place]}, by differences ${expected}`).toBeLessThan(
        tolerance(expected),
      );
      compared++;
    }
  }
  return compared;
}
