/** `inkgrad bench --crossover` through the built command, on tiny widths: table, JSON, files, and what it refuses. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BenchReport } from '../src/bench/report.ts';
import { drawCrossover } from '../src/measure/crossover-figure.ts';
import { writeIdxFolder } from './support/idx-files.ts';
import { inkgrad } from './support/inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));
const common = ['--threads', '1', '--rounds', '1', '--backends', 'gpu:webasm,reference,gpu:webgl2', '--data-dir', data];

describe('bench --crossover', () => {
  it('has a table, a sentence at its end, and files', async () => {
    const out = join(folder, 'out');
    const args = ['bench', '--crossover', '--widths', '8,4', ...common, '--out', out];
    const { exitCode, stdout, stderr } = await inkgrad(args);
    expect(stderr).toContain('8  gpu:webasm (software): ');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^backend +4 +8$/m);
    expect(stdout).toMatch(/^wasm, 1 thread +[\d.]+ [µm]s +[\d.]+ [µm]s$/m);
    expect(stdout).toMatch(/^gpu:webasm \(software\) +[\d.]+ [µm]s +[\d.]+ [µm]s$/m);
    expect(stdout).toMatch(/^gpu:webgl2 is not here: .*browser$/m);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^No GPU was measured on this machine, so none wins; /);
    expect(readdirSync(out).sort()).toEqual(['bench.json', 'bench.md', 'crossover.png', 'crossover.svg']);
    expect(readFileSync(join(out, 'crossover.png')).subarray(1, 4).toString()).toBe('PNG');
    expect(readFileSync(join(out, 'bench.md'), 'utf8')).toMatch(/^\| wasm, 1 thread +\|/m);
  });

  it('has --json, and says of steps beyond the limit that they were not measured', async () => {
    const args = ['bench', 'crossover', '--widths', '4,16384', ...common, '--step-limit', '50', '--json', '--quiet'];
    const { exitCode, stdout, stderr } = await inkgrad(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { crossover } = JSON.parse(stdout) as BenchReport;
    expect(crossover!.widths).toEqual([4, 16384]);
    expect(crossover!.lines.map(({ title }) => title)).toEqual([
      'wasm, 1 thread',
      'gpu:webasm (software)',
      'reference',
    ]);
    for (const { isGpu, steps } of crossover!.lines) {
      expect(isGpu).toBe(false);
      expect(steps[0]).toMatchObject({ width: 4, seconds: { count: 1 }, obstacle: null });
      // The tolerance that docs/gpu.md states.
      expect(steps[0]!.lossError).toBeLessThan(1e-4);
      expect(steps[1]).toMatchObject({ width: 16384, seconds: null, obstacle: { kind: 'limit' } });
      expect(steps[1]!.obstacle!.reason).toMatch(/^a step is expected to take [\d.e+]+ s$/);
    }
    const svg = drawCrossover(crossover!);
    expect(svg.match(/<polyline/g)).toHaveLength(3);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('makes convolutions wider too, in files of their own', async () => {
    const out = join(folder, 'convolutional');
    const network = ['--network', 'convolutional', '--widths', '2', '--out', out];
    const args = ['bench', 'crossover', ...network, ...common, '--json', '--quiet'];
    const { exitCode, stdout, stderr } = await inkgrad(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { crossover } = JSON.parse(stdout) as BenchReport;
    expect(crossover).toMatchObject({ model: '28×28-conv W-pool-conv 2W-pool-10', widths: [2] });
    expect(readdirSync(out)).toContain('crossover-convolutional.svg');
    expect(crossover!.lines).toHaveLength(3);
    for (const { steps } of crossover!.lines) expect(steps[0]!.lossError).toBeLessThan(1e-4);
  });

  it.each([
    [['bench', '--crossover', '--network', 'convolution'], /allowed choices are dense, convolutional/],
    [['bench', 'kernels', '--crossover'], /--crossover is a suite of its own/],
    [['bench', '--crossover', '--widths', '64,0'], /"64,0" is invalid: it must be a whole number from 1 to 16384/],
    [['bench', '--crossover', '--backends', 'gpu:webgu'], /--backends: unknown "gpu:webgu".*did you mean "gpu:webgpu"/],
  ])('exits 2 for %j', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await inkgrad([...args, '--out', join(folder, 'refused')]);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(sentence);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});
