/** What the commands do when all is well, through the built command, on a small data set. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeIdxFolder } from './support/idx-files.ts';
import { serveInkgrad } from './support/served-inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const inkgrad = serveInkgrad();
const data = writeIdxFolder(join(folder, 'data'));

/** The one object on stdout; anything else there makes this fail. */
function onlyObject(stdout: string): Record<string, unknown> {
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('run', () => {
  const out = join(folder, 'run');
  let stdout: string;
  let stderr: string;

  beforeAll(async () => {
    const args = ['run', 'v1', '--epochs', '2', '--seed', '3', '--data-dir', data, '--out', out, '--json'];
    const outcome = await inkgrad(args);
    expect(outcome.exitCode).toBe(0);
    ({ stdout, stderr } = outcome);
  });

  it('prints exactly one object with --json', () => {
    const result = onlyObject(stdout);
    expect(result).toMatchObject({
      experiment: 'v1',
      backend: 'wasm',
      seed: 3,
      predictionOfTestSample1000: expect.toBeOneOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      modelDirectory: join(out, 'model'),
      reproduced: null,
      interrupted: null,
    });
    expect(result['epochs']).toHaveLength(2);
    expect((result['epochs'] as object[])[1]).toMatchObject({
      epoch: 2,
      seconds: expect.any(Number),
      loss: expect.any(Number),
      accuracy: expect.any(Number),
      validationLoss: expect.any(Number),
      validationAccuracy: expect.any(Number),
    });
    const counts = (result['confusionMatrix'] as number[][]).flat();
    expect(counts).toHaveLength(100);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1100);
  });

  it('prints one plain line per epoch on stderr where that is no terminal', () => {
    expect(stderr).toMatch(/^Epoch 1\/2 {2}10\/10 .*\/step .*\/sample - loss: .* - val_accuracy: \d\.\d{4}$/m);
    expect(stderr).toMatch(/^Epoch 2\/2 /m);
    expect(stderr).not.toContain('\r');
    expect(stderr).not.toContain('\x1b');
  });

  it('leaves the record, the model, the figures and the report', () => {
    const files = readdirSync(out, { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining([
        'config.json',
        'environment.json',
        'history.json',
        'metrics.jsonl',
        'record.json',
        'result.json',
        join('checkpoints', 'epoch-000002.checkpoint'),
        'report.html',
        join('model', 'model.json'),
        join('model', 'weights.safetensors'),
        join('figures', 'v1-loss.svg'),
        join('figures', 'v1-loss.png'),
      ]),
    );
    expect(files.filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
  });

  it('gives the same history and weights for the same seed', async () => {
    const again = join(folder, 'again');
    const args = ['run', 'v1', '--epochs', '2', '--seed', '3', '--data-dir', data, '--out', again, '--quiet'];
    const outcome = await inkgrad(args);
    expect(outcome.exitCode).toBe(0);
    // Only results, on stdout: --quiet silences progress.
    expect(outcome.stderr).toBe('');
    expect(outcome.stdout).toContain('test accuracy');
    for (const file of ['history.json', join('model', 'weights.safetensors')]) {
      expect(readFileSync(join(again, file)).equals(readFileSync(join(out, file)))).toBe(true);
    }
  });

  it('takes the data folder from INKGRAD_DATA and makes a new folder in runs', async () => {
    const { exitCode } = await inkgrad(['run', 'v2', '--epochs', '1', '--quiet'], {
      cwd: folder,
      env: { INKGRAD_DATA: data },
    });
    expect(exitCode).toBe(0);
    const [name] = readdirSync(join(folder, 'runs'));
    expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-v2$/);
    expect(existsSync(join(folder, 'runs', name!, 'report.html'))).toBe(true);
  });

  it('predicts with the model it left', async () => {
    const json = await inkgrad(['predict', '--model', out, '--index', '7', '--data-dir', data, '--json']);
    const answer = onlyObject(json.stdout);
    expect(answer).toMatchObject({ index: 7, label: 7, digit: expect.any(Number) });
    const probabilities = answer['probabilities'] as number[];
    expect(probabilities).toHaveLength(10);
    // Ten f32 values that a softmax made: their sum is 1 up to ten roundings of 6e-8.
    expect(Math.abs(probabilities.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-6);

    const text = await inkgrad(['predict', '--model', join(out, 'model'), '--index', '7', '--data-dir', data]);
    expect(text.stdout).toContain('test image 7, a 7');
    expect(text.stdout).toMatch(/[=+*#%@]{4}/);
    expect(text.stderr).toBe('');
  });
});

describe('reproduce', () => {
  it('trains both and sets them beside the published figures', async () => {
    const out = join(folder, 'reproduce');
    const { exitCode, stdout, stderr } = await inkgrad([
      'reproduce',
      '--epochs',
      '1',
      '--data-dir',
      data,
      '--out',
      out,
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {4}1 {2}.* 0\.5567 .* 0\.9385$/m);
    expect(stdout).toMatch(/^ {4}1 {2}.* 2\.3728 .* 0\.1135$/m);
    expect(stdout).toContain('v2 is not judged: it trained 1 epoch,');
    expect(stdout).toContain(`Report: ${join(out, 'report.html')}`);
    expect(stderr.match(/^Epoch/gm)).toHaveLength(2);
    expect(readdirSync(out).sort()).toEqual(['figures', 'report.html', 'reproduce.json', 'v1', 'v2']);
  });

  it('has --json', async () => {
    const args = ['reproduce', '--epochs', '1', '--data-dir', data, '--out', join(folder, 'json'), '--json', '--quiet'];
    const { stdout, stderr } = await inkgrad(args);
    const { runs, reproduced } = onlyObject(stdout);
    expect((runs as { experiment: string }[]).map(({ experiment }) => experiment)).toEqual(['v1', 'v2']);
    expect(reproduced).toBeNull();
    expect(stderr).toBe('');
  });
});

describe('run --backend gpu:webasm', () => {
  it('trains through gpu.js and says so', async () => {
    const args = ['run', 'v1', '--epochs', '2', '--seed', '3', '--data-dir', data, '--json'];
    const [gpu, wasm] = await Promise.all(
      ['gpu:webasm', 'wasm'].map((name) => inkgrad([...args, '--backend', name, '--out', join(folder, `on-${name}`)])),
    );
    expect(gpu!.exitCode).toBe(0);
    expect(gpu!.stderr).toContain('gpu.js webasm, 1 thread, SIMD (software)');
    const result = onlyObject(gpu!.stdout);
    expect(result).toMatchObject({ backend: 'gpu:webasm' });
    const losses = (run: Record<string, unknown>) => (run['epochs'] as { loss: number }[]).map(({ loss }) => loss);
    const expected = losses(onlyObject(wasm!.stdout));
    // 20 steps; docs/gpu.md states the tolerance.
    losses(result).forEach((loss, at) => {
      expect(Math.abs(loss - expected[at]!)).toBeLessThan(1e-4 * expected[at]!);
    });
  });
});

describe('verify', () => {
  it('passes on every backend here', async () => {
    const { exitCode, stdout } = await inkgrad(['verify', '--json']);
    expect(exitCode).toBe(0);
    const { passed, backends, absent } = onlyObject(stdout);
    expect(passed).toBe(true);
    expect((backends as { device: string }[]).map(({ device }) => device)).toEqual(
      expect.arrayContaining(['wasm', 'reference', 'gpu:webasm', 'gpu:cpu']),
    );
    expect(absent).toContainEqual({ name: 'gpu:webgl2', available: false, reason: expect.stringContaining('browser') });
  });

  it('says in words which backends are not here, and that software is no GPU', async () => {
    const { exitCode, stdout } = await inkgrad(['verify']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^gpu:webasm {2}gpu\.js webasm.*\(software\)/m);
    expect(stdout).toMatch(/^gpu:webgl2 {2}not here: .*browser$/m);
  });

  it('takes one backend alone', async () => {
    const { exitCode, stdout } = await inkgrad(['verify', '--backend', 'gpu:cpu', '--json']);
    expect(exitCode).toBe(0);
    const { backends, absent } = onlyObject(stdout);
    expect(backends).toMatchObject([{ device: 'gpu:cpu', passed: true }]);
    expect(absent).toEqual([]);
  });

  it('exits 6 when a figure is off by more than its tolerance', async () => {
    const file = createRequire(import.meta.url).resolve('@inkgrad/nn/testing/training-steps.json');
    const golden = JSON.parse(readFileSync(file, 'utf8')) as { cases: { steps: { loss: number }[] }[] };
    golden.cases[0]!.steps[0]!.loss *= 1.001;
    const planted = join(folder, 'planted.json');
    writeFileSync(planted, JSON.stringify(golden));
    const { exitCode, stdout, stderr } = await inkgrad(['verify', '--cases', planted, '--backend', 'wasm']);
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(/^✗ +loss \(relative\) +9\.99e-4/m);
    expect(stdout).toMatch(/^✓ +gradients/m);
    expect(stderr).toBe('inkgrad: verify: an error is beyond its tolerance on wasm.\n');
  });
});

describe('doctor', () => {
  it('says what is here', async () => {
    const { exitCode, stdout } = await inkgrad(['doctor']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(process.versions.node);
    expect(stdout.match(/✓ original MNIST/g)).toHaveLength(4);
    expect(stdout).toMatch(/^✓ wasm .*; [\d.e+]+ GF\/s$/m);
    expect(stdout).toMatch(/^✓ gpu:webasm .*\(software\); [\d.e+]+ GF\/s$/m);
    expect(stdout).toMatch(/^✗ gpu:webgl2 .*browser$/m);
  });

  it('has --json, also when the data is broken, which it exits 5 for', async () => {
    const { exitCode, stdout, stderr } = await inkgrad(['doctor', '--json', '--data-dir', join(folder, 'nowhere')]);
    expect(exitCode).toBe(5);
    expect(onlyObject(stdout)).toMatchObject({ node: process.versions.node, data: { error: expect.any(String) } });
    expect(stderr).toMatch(/^inkgrad: .*nowhere.*\n$/);
  });
});
