/** `run --data`: data of one's own from the file to the report, as docs/data.md has it. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { inkgrad } from './support/inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const iris = fileURLToPath(new URL('../../../examples/data/iris.csv', import.meta.url));

/** An experiment with one hidden layer, as a file. */
async function experiment(name: string, change: Record<string, unknown>, outputs: number): Promise<string> {
  const path = join(folder, `${name}.json`);
  const last = { type: 'dense', units: outputs, ...(outputs > 1 ? { activation: 'softmax' } : {}) };
  const config = {
    ...{ name, preprocessing: 'standardize', batchSize: 8, epochs: 20 },
    layers: [{ type: 'flatten' }, { type: 'dense', units: 16, activation: 'relu' }, last],
    optimizer: { type: 'adam', learningRate: 0.02 },
    ...change,
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

const run = (...args: readonly string[]) => inkgrad(['run', ...args, '--quiet'], { cwd: folder });

/** What a reader of the report sees. */
async function page(name: string): Promise<string> {
  const text = await readFile(join(folder, name, 'report.html'), 'utf8');
  return text.replace(/<(style|script|svg)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ');
}
const wordsIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([word]) => word);

test('classes of a CSV file: names in the terminal and the report, no digits; continued to the byte', async () => {
  const file = await experiment('flowers', {}, 3);
  const { exitCode, stdout, stderr } = await run(file, '--data', iris, '--target', 'species', '--out', 'flowers');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(Number(/test accuracy (\d\.\d+)/.exec(stdout)?.[1])).toBeGreaterThan(0.85);
  expect(stdout).toMatch(/true\\predicted +setosa versicolor +virginica/);
  const report = await page('flowers');
  expect(report).toContain('Class by class');
  expect(wordsIn(report, /\w*(digit|handwritten|pixel|image)\w*/gi)).toEqual([]);
  const weights = () => readFile(join(folder, 'flowers', 'model', 'weights.safetensors'));
  const trained = await weights();
  // As a process leaves it that is killed after its last epoch.
  for (const name of ['result.json', 'history.json', 'model/weights.safetensors'])
    await rm(join(folder, 'flowers', name));
  const again = await inkgrad(['resume', 'flowers', '--quiet'], { cwd: folder });
  expect(again.stdout).toContain('test accuracy');
  expect(Buffer.compare(await weights(), trained)).toBe(0);
  const predicted = await inkgrad(['predict', '--model', 'flowers', '--index', '0'], { cwd: folder });
  expect(predicted).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('reads no digits') });
});

test('values of a CSV file: errors and R² instead of classes', async () => {
  const change = { loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] };
  const file = await experiment('petals', change, 1);
  const { exitCode, stdout } = await run(file, '--data', iris, '--target', 'petalWidth', '--out', 'petals');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/test loss 0\.\d+, meanAbsoluteError 0\.\d+ after 20 epochs/);
  const report = await page('petals');
  expect(report).toContain('Predicted against true');
  expect(Number(/R² (\d\.\d+)/.exec(report)?.[1])).toBeGreaterThan(0.8);
  expect(wordsIn(report, /\w*(confusion|accuracy|digit|image)\w*/gi)).toEqual([]);
});

test('a folder of images in colours', async () => {
  for (const [label, background] of [
    ['red', '#d03020'],
    ['green', '#20a040'],
    ['blue', '#2040c0'],
  ] as const) {
    await mkdir(join(folder, 'paint', label), { recursive: true });
    for (let index = 0; index < 8; index++) {
      const image = sharp({ create: { width: 8, height: 8, channels: 3, background } }).modulate({
        brightness: 0.6 + index / 10,
      });
      await image.png().toFile(join(folder, 'paint', label, `${index}.png`));
    }
  }
  const file = await experiment('paint', { preprocessing: 'divideBy255' }, 3);
  const { exitCode, stdout } = await run(file, '--data', 'paint', '--out', 'painted');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/test accuracy 1\.0000/);
  expect(await page('painted')).toContain('The first nine training images');
});

test('IDX files of another size and other classes', async () => {
  await mkdir(join(folder, 'small'));
  const header = (...sizes: number[]) => [
    0,
    0,
    8,
    sizes.length,
    ...sizes.flatMap((size) => [0, 0, size >> 8, size & 255]),
  ];
  for (const [part, count] of [
    ['train', 60],
    ['t10k', 30],
  ] as const) {
    const labels = Array.from({ length: count }, (_, at) => 1 + (at % 12));
    const pixels = labels.flatMap((label) => Array.from({ length: 16 }, (_, at) => (at === label ? 255 : 0)));
    await writeFile(join(folder, 'small', `${part}-labels-idx1-ubyte`), Uint8Array.from([...header(count), ...labels]));
    await writeFile(
      join(folder, 'small', `${part}-images-idx3-ubyte`),
      Uint8Array.from([...header(count, 4, 4), ...pixels]),
    );
  }
  const file = await experiment('small', { preprocessing: 'normalizeColumns' }, 12);
  const { exitCode, stdout } = await run(file, '--data', 'small', '--out', 'smaller');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/test accuracy 1\.0000/);
  expect(await page('smaller')).toMatch(/by true class \(rows\) and predicted class/);
});

test.each([
  ['data that is not there', ['--data', 'none.csv'], 5, /none\.csv: no such file or folder/],
  ['a column that is not there', ['--data', iris, '--target', 'specie'], 5, /did you mean "species"/],
  ['another number of classes', ['--data', iris], 2, /one for each class of the data/],
  ['two names for the data', ['--data', iris, '--data-dir', 'x'], 2, /both name the data/],
])('%s is refused', async (_, args, code, message) => {
  const file = await experiment('wrong', {}, 4);
  const { exitCode, stderr, stdout } = await run(file, ...args);
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(exitCode).toBe(code);
});

test('preprocessing, loss and metrics that are of other data are refused', async () => {
  const cases = [
    [
      await experiment('images', { preprocessing: 'divideBy255' }, 3),
      /preprocessing divideBy255 is of images.*take standardize or none/,
    ],
    [
      await experiment('loss', { loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] }, 3),
      /"accuracy" must be among them, as the data has classes/,
    ],
  ] as const;
  for (const [file, message] of cases) {
    const { exitCode, stderr } = await run(file, '--data', iris);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  }
});
