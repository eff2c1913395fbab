import { expect, test } from 'vitest';
import { randomCells } from './random-cells.ts';
import { parseGrid } from './setting.ts';

const axes = [
  'optimizer.learningRate=0.0001..0.1',
  'layers.1.units=8..64',
  'batchSize=32,64',
  'layers.2.rate=0..0.5',
].map(parseGrid);

test('as many different ones as asked for, within their ranges, the same for the same seed', () => {
  const cells = randomCells(axes, 200, 3);
  expect(cells).toHaveLength(200);
  expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(200);
  expect(randomCells(axes, 200, 3)).toEqual(cells);
  expect(randomCells(axes, 200, 4)).not.toEqual(cells);
  const values = axes.map((_, at) => cells.map((cell) => cell[at]!.value as number));
  const [rates, units, batches, drops] = values as [number[], number[], number[], number[]];
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
  expect(Math.max(...rates)).toBeLessThanOrEqual(0.1);
  // Three powers of ten, each about a third: the scale is logarithmic.
  for (const low of [1e-4, 1e-3, 1e-2]) {
    expect(rates.filter((rate) => rate >= low && rate < 10 * low).length).toBeGreaterThan(45);
  }
  expect(units.every((each) => Number.isInteger(each) && each >= 8 && each <= 64)).toBe(true);
  expect(new Set(batches)).toEqual(new Set([32, 64]));
  expect(drops.filter((rate) => rate < 0.25).length).toBeGreaterThan(75);
});

test('as many as there are, where those are fewer; a range that falls is refused', () => {
  expect(randomCells([parseGrid('batchSize=32,64')], 10, 1)).toHaveLength(2);
  expect(() => randomCells([parseGrid('batchSize=64..32')], 2, 1)).toThrow('the range 64..32 does not rise');
});
