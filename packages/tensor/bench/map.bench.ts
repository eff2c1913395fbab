/** Fused element-wise maps: memory-bound chains, bias rows, and the elementary functions. */
import { input } from '../src/functions/creation.ts';
import { add, exp, log, mul, relu, sigmoid, tanh } from '../src/functions/elementwise.ts';
import { transpose } from '../src/functions/view.ts';
import type { Tensor } from '../src/tensor.ts';
import { rounded, transcendental } from '../src/testing/tolerance.ts';
import { benchmark, given, type Subject } from './harness.ts';

const length = 65536;
const x = input('x', [length]);
const y = input('y', [length]);
const rows = input('rows', [1024, 64]);
const bias = input('bias', [64]);
const square = input('square', [256, 256]);

function map(name: string, inputs: readonly Tensor[], output: Tensor, ulps: number): Subject {
  const streams = inputs.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), length);
  const tolerance = ulps > 0 ? { ...transcendental(ulps), absolute: 1e-6 } : { ...rounded(3), absolute: 1e-6 };
  return { name, inputs: inputs.map((tensor, at) => given(tensor, at + 1)), output, bytes: 4 * streams, tolerance };
}

await benchmark('map', [
  map('x + y', [x, y], add(x, y), 0),
  map('(x·y + x)·y + 1', [x, y], add(mul(add(mul(x, y), x), y), 1), 0),
  map('relu(rows + bias)', [rows, bias], relu(add(rows, bias)), 0),
  map('x + xᵀ', [square], add(square, transpose(square)), 0),
  map('exp', [x], exp(x), 3),
  map('log of x² + 1', [x], log(add(mul(x, x), 1)), 3),
  map('sigmoid', [x], sigmoid(x), 3),
  map('tanh', [x], tanh(x), 3),
]);
