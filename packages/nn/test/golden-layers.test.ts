/** The golden trajectories of layers, losses and optimizers on every backend that can run here. */
import { readFileSync } from 'node:fs';
import { openDevice } from '@inkgrad/tensor';
import { describe, expect, test } from 'vitest';
import { checkGoldenCases, goldenTolerances, runGoldenCases } from '../src/testing/index.ts';
import { goldenBackends } from './backends.ts';

const read = (): { cases: { name: string; layers: { type: string }[]; steps: { gradients: number[][] }[] }[] } =>
  JSON.parse(readFileSync(new URL('fixtures/layers.json', import.meta.url), 'utf8'));

const cases = (): ReturnType<typeof checkGoldenCases> => checkGoldenCases(read());

describe.each(goldenBackends)('golden layers on %s', (backend) => {
  test('losses, outputs, gradients, weights and answers are within their tolerances', async () => {
    const device = await openDevice(backend);
    const report = await runGoldenCases(device, cases());
    await device.dispose();
    expect(report.cases.length).toBe(10);
    for (const { name, errors } of report.cases) {
      for (const [quantity, error] of Object.entries(errors)) {
        const allowed = goldenTolerances[quantity as keyof typeof goldenTolerances];
        expect(error, `${name}: ${quantity}`).toBeLessThanOrEqual(allowed);
      }
    }
    expect(report.passed).toBe(true);
  });
});

test('a wrong figure is told', async () => {
  const device = await openDevice('reference');
  const [first] = cases();
  const step = first!.steps[1]! as unknown as { gradients: number[][] };
  step.gradients[0]![0]! += 1e-3;
  const report = await runGoldenCases(device, [first!]);
  await device.dispose();
  expect(report.passed).toBe(false);
  expect(report.largest.gradients).toBeCloseTo(1e-3, 5);
  expect(report.largest.weights).toBeLessThan(goldenTolerances.weights);
});
