import { darkTheme, lightTheme, rasterize } from '@inkgrad/charts';
import { expect, test } from 'vitest';
import { smallData } from '../../../test/support/small-run.ts';
import { featureMaps } from './feature-maps.ts';
import { type Convolution, filters } from './filters.ts';
import { partsOf } from './pictures.ts';

function convolution(layer: string, kernel: readonly number[], map: readonly number[], value: (i: number) => number) {
  const filled = (shape: readonly number[]) => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
  });
  return { layer, kernel: filled(kernel), maps: filled([2, ...map, kernel[3]!]) } satisfies Convolution;
}

const layers = [
  convolution('small', [3, 2, 1, 70], [4, 5], (i) => i % 70),
  convolution('deep', [1, 1, 8, 20], [1, 1], (i) => -i),
];
const image = (at: number) => ({
  part: partsOf(smallData(1, 3)).test!,
  shown: { index: 1, name: 'test image 1', answer: 'a 2 read as 2' },
  image: at,
});

test('filters have the range of their weights, channel by channel', () => {
  const { readouts, description } = filters('v', 'v', layers)!;
  expect(readouts.map((block) => block.length)).toEqual([64, 16 * 6]);
  expect(readouts[0]![3]).toBe('filter 4\n3.000 to 3.000');
  // Filter 2, channel 3 of 20 filters: number 2 · 20 + 1.
  expect(readouts[1]![2 * 16 + 1]).toBe('filter 2, channel 3\n−41.000 to −41.000');
  expect(description).toContain('deep: 16 of 20 filters of 1 × 1');
});

test('maps are those of their image', () => {
  const { readouts } = featureMaps('v', 'v', layers, image(1))!;
  expect(readouts.map((block) => block.length)).toEqual([16, 16]);
  // The second image of [2, 4, 5, 70] begins at 1400, which is 0 again.
  expect(readouts[0]![5]).toBe('map 6\n5.000 to 5.000');
  expect(readouts[1]![5]).toBe('map 6\n−25.000 to −25.000');
});

test('every variant has its cells where its pictures are, whatever the numbers', async () => {
  for (const value of [(i: number) => Math.sin(i), () => 0, () => Number.NaN]) {
    const own = layers.map(({ layer, kernel, maps }) =>
      convolution(layer, kernel.shape, maps.shape.slice(1, 3), value),
    );
    for (const plan of [filters('v', 'v', own)!, featureMaps('v', 'v', own, image(0))!]) {
      expect(JSON.stringify(plan.readouts)).not.toContain('NaN');
      for (const theme of [lightTheme, darkTheme]) {
        for (const format of ['wide', 'narrow'] as const) {
          const { areas, body, width, height } = plan.draw({ theme, format });
          expect(areas.map(({ columns, rows }) => columns * rows)).toEqual(plan.readouts.map((block) => block.length));
          expect(width).toBeLessThanOrEqual(format === 'wide' ? 720 : 350);
          for (const area of areas) expect(area.y + area.height).toBeLessThanOrEqual(height);
          expect(body).not.toContain('NaN');
        }
      }
      const { body, width, height } = plan.draw({ theme: lightTheme, format: 'wide' });
      await rasterize(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`, 0.1);
    }
  }
});

test('a network without convolutions has no pictures', () => {
  expect(filters('v', 'v', [])).toBeUndefined();
  expect(featureMaps('v', 'v', [], image(0))).toBeUndefined();
});
