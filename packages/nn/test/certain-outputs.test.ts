/**
 * Losses of outputs that are certain, p = 0 or p = 1, and wrong: clipped to [1e-7, 1 − 1e-7] as float32 holds these
 * bounds, on every backend, as Keras does.
 */
import { maximum, minimum, openDevice } from '@inkgrad/tensor';
import { describe, expect, it } from 'vitest';
import { binaryCrossentropy, categoricalCrossentropy, defineLayer, type LossLike, sequential } from '../src/index.ts';
import { goldenBackends } from './backends.ts';

/** −ln of the bounds: the float32 below 1 that is nearest to 1 − 1e-7 is 1 − 2⁻²³. */
const [nothing, certain] = [-Math.log(Math.fround(1e-7)), 23 * Math.LN2];

/** Gives its input, seen to be within [0, 1]. */
const withinUnit = defineLayer({
  type: 'withinUnit',
  fields: {},
  plan: (_, [x]) => ({ output: x! }),
  apply: (_, { x }) => minimum(maximum(x, 0), 1),
});

async function lossOf(backend: string, loss: LossLike, p: readonly number[], y: readonly number[]): Promise<number> {
  const device = await openDevice(backend);
  const model = sequential({ layers: [withinUnit()], seed: 1 });
  model.compile({ loss, optimizer: 'sgd' });
  const result = await model.evaluate([p], [y], { device });
  await device.dispose();
  return result['loss']!;
}

describe.each(goldenBackends)('on %s', (backend) => {
  it.each([
    ['p = 1 where the target is 0', [1, 0, 0, 0], [0, 0, 0, 0], certain / 4],
    ['p = 0 where the target is 1', [0, 0, 0, 0], [1, 0, 0, 0], nothing / 4],
    ['both', [0, 1], [1, 0], (nothing + certain) / 2],
    ['neither', [0, 1], [0, 1], 2 ** -23 / 2],
  ] as const)('binary cross-entropy of %s', async (_name, p, y, expected) => {
    // The right answers add ln(1 − 1e-7) each: 1e-7 of a sum of order 4.
    expect(await lossOf(backend, binaryCrossentropy(), p, y)).toBeCloseTo(expected, 5);
  });

  it('is 3.9856 for p = 1 among four targets of 0', async () => {
    expect(await lossOf(backend, 'binaryCrossentropy', [1, 0, 0, 0], [0, 0, 0, 0])).toBeCloseTo(3.9856, 4);
  });

  it('categorical cross-entropy of a class with p = 0', async () => {
    expect(await lossOf(backend, categoricalCrossentropy(), [1, 0], [0, 1])).toBeCloseTo(nothing, 5);
  });
});
