/** Steps that use the workspace one after the other: whoever touches it in one of them must be waited for before the next. */
import { expect, test } from 'vitest';
import { conv2d } from '../../functions/convolution.ts';
import { input } from '../../functions/creation.ts';
import { matmul } from '../../functions/matmul.ts';
import { gather } from '../../functions/selection.ts';
import { sparseGather, sparseInput } from '../../functions/sparse.ts';
import { program } from '../../graph/program.ts';
import { plan } from '../../plan/plan-program.ts';
import type { Tensor } from '../../tensor.ts';
import { accessesOf } from './accesses.ts';
import { orderSteps } from './dependencies.ts';

const threads = 5;

/** Waits before the steps of a plan of independent outputs, in a layout in which no two buffers meet. */
function waits(inputs: readonly Tensor[], results: readonly Tensor[]): boolean[] {
  const outputs = Object.fromEntries(results.map((result, at) => [`y${at}`, result]));
  const planned = plan(program({ name: 'independent', inputs, outputs }));
  const address = (buffer: number): number => buffer * 2 ** 26;
  const placement = { plan: planned, threads, address, workspace: -1 };
  return orderSteps(planned.steps.map((step) => accessesOf(step, placement))).map((step) => step.waits);
}

test('products of few rows whose factors all threads pack wait for each other', () => {
  const [a, b, c] = [input('a', [8, 512]), input('b', [512, 512]), input('c', [512, 512])];
  expect(waits([a, b, c], [matmul(a, b), matmul(a, c)])).toEqual([false, true]);
});

test('convolutions of few positions wait for each other, and for a product', () => {
  const [x, first, second] = [input('x', [1, 3, 3, 8]), input('k', [3, 3, 8, 64]), input('l', [3, 3, 8, 64])];
  expect(waits([x, first, second], [conv2d(x, first), conv2d(x, second)])).toEqual([false, true]);
  const [a, b] = [input('a', [8, 512]), input('b', [512, 512])];
  expect(waits([x, first, a, b], [matmul(a, b), conv2d(x, first)])).toEqual([false, true]);
});

test('sparse products in fewer parts than threads wait for each other', () => {
  const rows = sparseInput('s', { rows: 100, columns: 400, entries: 1000 });
  const [indices, b, c] = [input('i', [64], 'i32'), input('b', [400, 8]), input('c', [400, 8])];
  const chosen = sparseGather(rows, indices);
  const inputs = [rows.segmentStart, rows.columnIndex, rows.values, indices, b, c];
  expect(waits(inputs, [matmul(chosen, b), matmul(chosen, c)])).toEqual([false, true]);
});

test('steps without the workspace do not wait', () => {
  const [table, i, j] = [input('t', [50, 8]), input('i', [40], 'i32'), input('j', [40], 'i32')];
  expect(waits([table, i, j], [gather(table, i), gather(table, j)])).toEqual([false, false]);
});
