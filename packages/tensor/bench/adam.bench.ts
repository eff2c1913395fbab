/** Optimizer updates of v1's first layer: bytes are those read and written. */
import { full, input } from '../src/functions/creation.ts';
import { adamUpdate, momentumUpdate } from '../src/functions/update.ts';
import { Variable } from '../src/tensor.ts';
import { rounded } from '../src/testing/tolerance.ts';
import { benchmark, given, values } from './harness.ts';

const length = 784 * 64;
const gradient = input('gradient', [length]);
const parameter = new Variable('parameter', [length]);
const m = new Variable('m', [length]);
const v = new Variable('v', [length]);
const state = (variable: Variable) => ({
  variable,
  values: variable === v ? values(length, 3).map((x) => x * x) : values(length, 2),
});
const tolerance = { ...rounded(8), absolute: 1e-6 };
const adamRates = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

await benchmark('adam', [
  {
    name: 'adam 784·64',
    inputs: [given(gradient)],
    state: [state(parameter), state(m), state(v)],
    updates: [adamUpdate({ parameter, m, v }, gradient, full([], 0.001), adamRates)],
    bytes: 4 * 7 * length,
    tolerance,
  },
  {
    name: 'momentum 784·64',
    inputs: [given(gradient)],
    state: [state(parameter), { variable: m, values: values(length, 2) }],
    updates: [
      momentumUpdate({ parameter, velocity: m }, gradient, full([], 1e-5), { momentum: 0.95, nesterov: false }),
    ],
    bytes: 4 * 5 * length,
    tolerance,
  },
]);
