/**
 * The float64 oracle: the same plan as a backend runs, interpreted over Float64Array memory, so that a result differs
 * from it only by float32 rounding. Also the place where finite differences are taken.
 */
import { type HostArray, interpret } from '../backend/reference/kernels.ts';
import { program } from '../graph/program.ts';
import { plan } from '../plan/plan-program.ts';
import type { Tensor, Variable } from '../tensor.ts';

const array64 = (values: ArrayLike<number>, dtype: string): HostArray =>
  dtype === 'i32' ? Int32Array.from(values) : Float64Array.from(values);

export interface Case64 {
  readonly inputs: readonly Tensor[];
  readonly inputValues: readonly ArrayLike<number>[];
  readonly variables: readonly Variable[];
  readonly variableValues: readonly ArrayLike<number>[];
  readonly outputs: readonly Tensor[];
  readonly updates: readonly Tensor[];
  readonly steps: number;
}

/** Runs a case in float64: the outputs of the last step, then the variables after it. */
export function run64(given: Case64): HostArray[] {
  const outputs = Object.fromEntries(given.outputs.map((tensor, at) => [String(at), tensor]));
  const { inputs, variables: state, updates } = given;
  const planned = plan(program({ name: 'oracle', inputs, state, outputs, updates }));
  const memory = planned.buffers.map(({ dtype, length, data }) =>
    array64(data ?? new Array<number>(length).fill(0), dtype),
  );
  inputs.forEach((tensor, at) => {
    const { name } = (tensor as Tensor<'input'>).attributes;
    memory[planned.inputs[name]!] = array64(given.inputValues[at]!, tensor.dtype);
  });
  state.forEach(({ name, dtype }, at) => {
    memory[planned.state[name]!] = array64(given.variableValues[at]!, dtype);
  });
  for (let step = 0; step < given.steps; step++) interpret(planned.steps, memory);
  const read = (id: number): HostArray => memory[id]!.slice();
  return [
    ...given.outputs.map((_, at) => read(planned.outputs[String(at)]!)),
    ...state.map(({ name }) => read(planned.state[name]!)),
  ];
}

/**
 * Central differences (f(x + h) − f(x − h)) / 2h of a scalar function, one element at a time.
 * With h = 1e-5 and values of order 1 the truncation error is about h² ≈ 1e-10 and the rounding error about
 * 1e-16 / h ≈ 1e-11, so agreement to 1e-6 leaves room for large higher derivatives.
 */
export function centralDifferences(f: (x: Float64Array) => number, at: Float64Array, h = 1e-5): Float64Array {
  return at.map((value, i) => {
    const shifted = (by: number): number => f(at.with(i, value + by));
    return (shifted(h) - shifted(-h)) / (2 * h);
  });
}
