/** Categorical focal cross-entropy and its gradient against float64, of logits and of probabilities. */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activation, categoricalFocalCrossentropy, dense, sequential } from '../src/index.ts';
import { goldenBackends } from './backends.ts';

const classes = 4;
const logit = fc.integer({ min: -64, max: 64 }).map((value) => value / 16);
const sample = fc.tuple(fc.array(logit, { minLength: classes, maxLength: classes }), fc.nat(classes - 1));

interface Options {
  readonly alpha: number;
  readonly gamma: number;
  readonly labelSmoothing: number;
}

function lossOf(z: readonly number[], label: number, { alpha, gamma, labelSmoothing }: Options): number {
  const whole = z.reduce((sum, value) => sum + Math.exp(value), 0);
  return z.reduce((sum, value, c) => {
    const p = Math.exp(value) / whole;
    const y = Number(c === label) * (1 - labelSmoothing) + labelSmoothing / classes;
    return sum - alpha * (1 - p) ** gamma * y * Math.log(p);
  }, 0);
}

describe.each(goldenBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test.each([
    { alpha: 0.25, gamma: 2, labelSmoothing: 0 },
    { alpha: 1, gamma: 0, labelSmoothing: 0 },
    { alpha: 0.5, gamma: 1.5, labelSmoothing: 0.1 },
  ])('%o', async (options) => {
    const identity = { name: 'identity' } as const;
    const make = (fromLogits: boolean) =>
      sequential({
        inputShape: [classes],
        layers: [dense({ units: classes, kernelInitializer: identity }), activation(fromLogits ? 'linear' : 'softmax')],
      }).compile({ optimizer: 'sgd', loss: categoricalFocalCrossentropy({ ...options, fromLogits }) });
    for (const fromLogits of [true, false]) {
      const model = make(fromLogits);
      await fc.assert(
        fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 5 }), async (samples) => {
          const y = samples.map(([, label]) => Array.from({ length: classes }, (_, c) => Number(c === label)));
          const x = samples.map(([z]) => [...z]);
          const { loss, gradients } = await model.lossGradients(x, y, { device });
          const mean = (shift: readonly number[]): number =>
            samples.reduce(
              (sum, [z, label]) =>
                sum +
                lossOf(
                  z.map((v, c) => v + shift[c]!),
                  label,
                  options,
                ),
              0,
            ) / samples.length;
          const zero = [0, 0, 0, 0];
          expect(loss).toBeCloseTo(mean(zero), 5);
          // The bias shifts every sample's logits.
          for (let c = 0; c < classes; c++) {
            const moved = (by: number): number => mean(zero.map((_, at) => (at === c ? by : 0)));
            expect(gradients[1]!.data[c]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 4);
          }
        }),
        { numRuns: 8 },
      );
      await model.dispose();
    }
  });
});
