import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../names.ts';
import { initialValues } from './initial-values.ts';
import { checkInitializer } from './initializer-option.ts';
import type { InitializerName } from './initializer-table.ts';

const size = fc.integer({ min: 1, max: 60 });
const seed = fc.integer({ min: 0, max: 2 ** 40 });
/** What rounding to f32 may add to a bound. */
const rounding = 1 + 2 ** -23;

const draw = (name: InitializerName, shape: number[], ofSeed: number, stream = 0): Float32Array =>
  initialValues(checkInitializer('test', name), shape, ofSeed, stream);

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length) };
}

test.each([
  ['glorotUniform', (i: number, o: number) => Math.sqrt(6 / (i + o))],
  ['heUniform', (i: number) => Math.sqrt(6 / i)],
  ['glorotNormal', (i: number, o: number) => (2 * Math.sqrt(2 / (i + o))) / 0.87962566103423978],
  ['heNormal', (i: number) => (2 * Math.sqrt(2 / i)) / 0.87962566103423978],
] as const)('%s stays within its bound for any shape', (name, bound) => {
  fc.assert(
    fc.property(size, size, seed, (fanIn, fanOut, ofSeed) => {
      const limit = bound(fanIn, fanOut) * rounding;
      const values = draw(name, [fanIn, fanOut], ofSeed);
      expect(values.length).toBe(fanIn * fanOut);
      expect(values.every((x) => Math.abs(x) <= limit)).toBe(true);
    }),
  );
});

// 40,000 values: the sampled deviation of each is within 1 % (4 standard errors are 1.4 % for a normal, less for a
// uniform distribution), the mean within 0.02 deviations (4 standard errors). Fixed seeds, so that it cannot flicker.
test.each([
  ['glorotUniform', Math.sqrt(2 / (100 + 400))],
  ['glorotNormal', Math.sqrt(2 / (100 + 400))],
  ['heUniform', Math.sqrt(2 / 100)],
  ['heNormal', Math.sqrt(2 / 100)],
  ['randomUniform', 0.1 / Math.sqrt(12)],
  ['randomNormal', 0.05],
] as const)('%s has the variance it is named for', (name, deviation) => {
  const found = moments(draw(name, [100, 400], 7));
  expect(found.deviation / deviation).toBeGreaterThan(0.986);
  expect(found.deviation / deviation).toBeLessThan(1.014);
  expect(Math.abs(found.mean) / deviation).toBeLessThan(0.02);
});

test('values are a function of seed and stream', () => {
  for (const name of ['glorotUniform', 'heNormal'] as const) {
    expect(draw(name, [9, 7], 1)).toEqual(draw(name, [9, 7], 1));
    expect(draw(name, [9, 7], 1)).not.toEqual(draw(name, [9, 7], 2));
    expect(draw(name, [9, 7], 1, 0)).not.toEqual(draw(name, [9, 7], 1, 1));
  }
});

test('constants, and defaults completed', () => {
  expect([...draw('zeros', [3], 1)]).toEqual([0, 0, 0]);
  expect([...draw('ones', [2], 1)]).toEqual([1, 1]);
  expect([...initialValues(checkInitializer('test', { name: 'constant', value: 0.5 }), [2], 1, 0)]).toEqual([0.5, 0.5]);
  expect(checkInitializer('test', 'randomNormal')).toEqual({ name: 'randomNormal', mean: 0, standardDeviation: 0.05 });
  expect(() => checkInitializer('test', 'constant')).toThrowError(/value must be a finite number/);
  expect(() => checkInitializer('test', { name: 'randomUniform', min: 1, max: 0 })).toThrowError(/min must be at most/);
});

test.each([
  [3, 7],
  [7, 3],
  [1, 1],
  [16, 16],
])('orthogonal: the shorter side of a %i × %i matrix is orthonormal', (rows, columns) => {
  const values = draw('orthogonal', [rows, columns], 5);
  const at = (i: number, k: number): number => (rows < columns ? values[i * columns + k]! : values[k * columns + i]!);
  const [count, size] = [Math.min(rows, columns), Math.max(rows, columns)];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let k = 0; k < size; k++) product += at(i, k) * at(j, k);
      // Elements are rounded to f32, 6e-8 each.
      expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
    }
  }
});

test('the others are cases of varianceScaling', () => {
  const scaled = (options: object): Float32Array =>
    initialValues(checkInitializer('test', { name: 'varianceScaling', ...options }), [30, 20], 3, 0);
  expect(scaled({})).toEqual(draw('lecunNormal', [30, 20], 3));
  expect(scaled({ scale: 2 })).toEqual(draw('heNormal', [30, 20], 3));
  expect(scaled({ mode: 'fanAverage', distribution: 'uniform' })).toEqual(draw('glorotUniform', [30, 20], 3));
  expect([...draw('identity', [2, 3], 1)]).toEqual([1, 0, 0, 0, 1, 0]);
});
