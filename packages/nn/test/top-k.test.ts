/** Top-k accuracies against a count on the host, ties and NaN included. */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  activation,
  type MetricLike,
  sequential,
  sparseCategoricalCrossentropy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
} from '../src/index.ts';
import { testedBackends } from './backends.ts';

const classes = 6;

describe.each(testedBackends)('top-k accuracy on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('counts samples with fewer than k larger outputs', async () => {
    // Few different values, so that ties are common.
    const row = fc.array(fc.constantFrom(-1, 0, 0.5, 2), { minLength: classes, maxLength: classes });
    const sample = fc.tuple(row, fc.integer({ min: 0, max: classes - 1 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(sample, { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 7 }),
        async (samples, k) => {
          const hits = samples.filter(([values, label]) => values.filter((v) => v > values[label]!).length < k).length;
          for (const kind of ['linear', 'softmax'] as const) {
            const model = sequential({ inputShape: [classes], layers: [activation(kind)] });
            const evaluate = async (metric: MetricLike, isSparse: boolean) => {
              const labelLoss = sparseCategoricalCrossentropy({ fromLogits: kind === 'linear' });
              model.compile({
                optimizer: 'sgd',
                loss: isSparse ? labelLoss : 'meanSquaredError',
                metrics: [metric],
              });
              const targets = samples.map(([, label]) =>
                Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0)),
              );
              const y = isSparse ? samples.map(([, label]) => label) : targets;
              return model.evaluate(
                samples.map(([values]) => values),
                y,
                { device, batchSize: 4 },
              );
            };
            const sparse = await evaluate(sparseTopKCategoricalAccuracy({ k }), true);
            const whole = await evaluate(topKCategoricalAccuracy({ k }), false);
            expect(sparse['sparseTopKCategoricalAccuracy']).toBeCloseTo(hits / samples.length, 6);
            expect(whole['topKCategoricalAccuracy']).toBeCloseTo(hits / samples.length, 6);
            await model.dispose();
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

test('the name alone stands for k = 5, and the config keeps k', () => {
  const model = sequential({ inputShape: [9], layers: [activation('softmax')] });
  const metricsOf = (metric: MetricLike): unknown =>
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy', metric] }).toConfig()
      .objective!.metrics;
  expect(metricsOf('sparseTopKCategoricalAccuracy')).toEqual([
    'accuracy',
    { name: 'sparseTopKCategoricalAccuracy', k: 5 },
  ]);
  expect(metricsOf(sparseTopKCategoricalAccuracy({ k: 2 }))).toEqual([
    'accuracy',
    { name: 'sparseTopKCategoricalAccuracy', k: 2 },
  ]);
  expect(() => topKCategoricalAccuracy({ k: 0 })).toThrowError(/k must be a positive whole number, received 0/);
  expect(() => metricsOf({ name: 'accuracy', k: 2 } as never)).toThrowError(/unknown option "k"/);
});
