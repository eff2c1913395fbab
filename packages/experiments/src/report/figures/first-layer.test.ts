import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { darkTheme, lightTheme, rasterize } from '@inkgrad/charts';
import { encodeSafetensors, ModelFileError } from '@inkgrad/nn';
import { expect, test } from 'vitest';
import { readFirstKernel } from '../read-first-kernel.ts';
import { firstLayer } from './first-layer.ts';

const kernelOf = (units: number, value: (i: number) => number) => ({
  values: Float32Array.from({ length: 784 * units }, (_, i) => value(i)),
  inputs: 784,
  units,
});

test('a picture for each unit, at most 100, with the range of its weights', async () => {
  const plan = firstLayer(
    'v1',
    'v1',
    kernelOf(7, (i) => ((i % 7) - 3) / 10),
  )!;
  expect(plan.readouts[0]).toHaveLength(7);
  expect(plan.readouts[0]![0]).toBe('unit 1\n−0.300 to −0.300');
  expect(plan.readouts[0]![6]).toBe('unit 7\n0.300 to 0.300');
  for (const theme of [lightTheme, darkTheme]) {
    for (const format of ['wide', 'narrow'] as const) {
      const { areas, body, width } = plan.draw({ theme, format });
      expect(areas[0]!.columns * areas[0]!.rows).toBeGreaterThanOrEqual(7);
      expect(width).toBeLessThanOrEqual(format === 'wide' ? 720 : 350);
      expect(body).not.toContain('NaN');
    }
  }
  expect(
    firstLayer(
      'v1',
      'v1',
      kernelOf(300, () => 0.1),
    )!.readouts[0],
  ).toHaveLength(100);
});

test('weights that are all zero or not finite can be drawn', async () => {
  for (const value of [0, Number.NaN]) {
    const plan = firstLayer(
      'v1',
      'v1',
      kernelOf(2, () => value),
    )!;
    const { body, width, height } = plan.draw({ theme: lightTheme, format: 'wide' });
    expect(plan.description).not.toContain('NaN');
    await rasterize(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`, 0.1);
  }
});

test('a layer that does not see the pixels has no pictures', () => {
  expect(firstLayer('v1', 'v1', undefined)).toBeUndefined();
  expect(firstLayer('v1', 'v1', { values: new Float32Array(64), inputs: 8, units: 8 })).toBeUndefined();
});

test('the kernel is read from the first weights of a model', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkgrad-kernel-'));
  try {
    expect(await readFirstKernel(folder)).toBeUndefined();
    const file = join(folder, 'weights.safetensors');
    const kernel = { name: 'dense/kernel', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    const bias = { name: 'dense/bias', shape: [2], data: Float32Array.of(7, 8) };
    await writeFile(file, encodeSafetensors([kernel, bias]));
    expect(await readFirstKernel(folder)).toEqual({ values: kernel.data, inputs: 3, units: 2 });
    await writeFile(file, encodeSafetensors([bias]));
    expect(await readFirstKernel(folder)).toBeUndefined();
    await writeFile(file, 'damaged');
    await expect(readFirstKernel(folder)).rejects.toThrow(ModelFileError);
  } finally {
    await rm(folder, { recursive: true });
  }
});
