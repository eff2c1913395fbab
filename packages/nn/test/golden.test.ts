/** The golden trajectories on every backend that can run here. */
import { readFileSync } from 'node:fs';
import { openDevice } from '@inkgrad/tensor';
import { describe, expect, test } from 'vitest';
import { checkGoldenCases, GoldenFormatError, goldenTolerances, runGoldenCases } from '../src/testing/index.ts';
import { goldenBackends } from './backends.ts';

const read = (): { cases: Record<string, unknown>[] } =>
  JSON.parse(readFileSync(new URL('fixtures/training-steps.json', import.meta.url), 'utf8'));

describe.each(goldenBackends)('golden trajectories on %s', (backend) => {
  test('losses, probabilities, gradients and parameters are within their tolerances', async () => {
    const device = await openDevice(backend);
    const report = await runGoldenCases(device, checkGoldenCases(read()));
    await device.dispose();
    expect(report.cases.map(({ name }) => name)).toEqual(read().cases.map(({ name }) => name));
    for (const { errors } of report.cases) {
      for (const [quantity, error] of Object.entries(errors)) {
        expect(error, quantity).toBeLessThanOrEqual(goldenTolerances[quantity as keyof typeof goldenTolerances]);
      }
    }
    expect(report.passed).toBe(true);
  });

  test('a wrong figure is told', async () => {
    const device = await openDevice(backend);
    const json = read();
    const steps = json.cases[0]!['steps'] as { gradients: number[][] }[];
    steps[1]!.gradients[2]![5]! += 1e-3;
    const report = await runGoldenCases(device, checkGoldenCases(json).slice(0, 1));
    await device.dispose();
    expect(report.passed).toBe(false);
    expect(report.largest.gradients).toBeCloseTo(1e-3, 5);
    expect(report.largest.parameters).toBeLessThan(goldenTolerances.parameters);
  });
});

describe('the format', () => {
  const broken = (change: (json: ReturnType<typeof read>) => void): unknown => {
    const json = read();
    change(json);
    return json;
  };

  test.each([
    ['no object', () => [], 'the file'],
    ['another format', () => ({ format: 3, cases: [] }), 'format'],
    ['no cases', () => ({ format: 1, cases: [] }), 'cases'],
    [
      'a short kernel',
      () => broken(({ cases }) => (cases[0]!['initial'] as { kernel: number[] }[])[1]!.kernel.pop()),
      'cases[0].initial[1].kernel',
    ],
    [
      'a label outside',
      () => broken(({ cases }) => ((cases[0]!['steps'] as { y: number[] }[])[0]!.y[2] = 10)),
      'cases[0].steps[0].y[2]',
    ],
    [
      'a text for a number',
      () => broken(({ cases }) => ((cases[1]!['layers'] as { units: unknown }[])[0]!.units = '8')),
      'cases[1].layers[0].units',
    ],
    [
      'an unknown key',
      () => broken(({ cases }) => ((cases[0]!['layers'] as Record<string, unknown>[])[0]!['kernalL2'] = 1)),
      'cases[0].layers[0]',
    ],
  ])('%s is named with its place', (_, json, path) => {
    expect(() => checkGoldenCases(json(), 'cases.json')).toThrowError(GoldenFormatError);
    try {
      checkGoldenCases(json(), 'cases.json');
    } catch (error) {
      expect(error).toMatchObject({ kind: 'data', file: 'cases.json', path });
    }
  });

  test('an unknown activation is a mistake of the file', async () => {
    const json = read();
    (json.cases[0]!['layers'] as { activation: string }[])[0]!.activation = 'relo';
    const device = await openDevice('reference');
    await expect(runGoldenCases(device, checkGoldenCases(json))).rejects.toMatchObject({ kind: 'data' });
    await device.dispose();
  });
});
