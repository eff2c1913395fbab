/** Dropout masks made inside the map that uses them. Bytes are those of x and y; the mask itself is never stored. */
import { full, input } from '../src/functions/creation.ts';
import { mul } from '../src/functions/elementwise.ts';
import { dropout } from '../src/functions/regularization.ts';
import { rounded } from '../src/testing/tolerance.ts';
import { benchmark, given } from './harness.ts';

const x = input('x', [256, 64]);
const counter = full([], 7, 'i32');
const options = { rate: 0.25, seed: 1, stream: 2, counter };
const bytes = 8 * 256 * 64;
const tolerance = rounded(2);

await benchmark('dropout', [
  { name: 'x·2', inputs: [given(x)], output: mul(x, 2), bytes, tolerance },
  { name: 'dropout(x)', inputs: [given(x)], output: dropout(x, options), bytes, tolerance },
]);
