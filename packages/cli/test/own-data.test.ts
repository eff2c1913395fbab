/** `run --data`: data of one's own from the file to the report, as docs/data.md has it. */
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { serveInkgrad } from './support/served-inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const inkgrad = serveInkgrad();
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
  expect(predicted.stdout).toMatch(/^test row 0 of iris\.csv\npredicted: setosa ✓\n\nsetosa +\d+\.\d\d % /);
  const beyond = await inkgrad(['predict', '--model', 'flowers', '--index', '30'], { cwd: folder });
  expect(beyond).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('from 0 to 29, received 30') });
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

test('a result without an accuracy is whole: it is listed, asked, set beside another', async () => {
  const change = { loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] };
  const file = await experiment('petals', change, 1);
  const listed = await inkgrad(['runs', '.', '--experiment', 'petals'], { cwd: folder });
  expect(listed.stdout).toMatch(/petals +finished +20 +0\.\d{4} +–/);
  const predicted = await inkgrad(['predict', '--model', 'petals', '--index', '3', '--json'], { cwd: folder });
  const answer = JSON.parse(predicted.stdout) as { predicted: [number]; true: [number] };
  expect(answer).toMatchObject({ values: ['petalWidth'], index: 3 });
  const { predictedValues } = JSON.parse(await readFile(join(folder, 'petals', 'result.json'), 'utf8'));
  // Alone and among 30 rows the same weights meet the same row; products of another shape may differ in the last bits.
  expect(answer.predicted[0]).toBeCloseTo(predictedValues.predicted[3], 5);
  expect(answer.true).toEqual([predictedValues.true[3]]);
  await run(file, '--data', iris, '--target', 'petalWidth', '--set', 'layers.1.units=1', '--out', 'narrow');
  const compared = await inkgrad(['compare', 'petals', 'narrow', '--html', 'compared.html'], { cwd: folder });
  expect(compared.stdout).toMatch(/^mean absolute error in the end +0\.\d+ +0\.\d+ /m);
  expect(compared.stdout).toMatch(/^A and B +[+−]\d\.\d+ .*(A is nearer|no difference shown)$/m);
  expect(wordsIn(compared.stdout, /\w*(accuracy|image|McNemar)\w*/gi)).toEqual([]);
});

/** Arguments of a command with jobs, on values. */
async function onValues(): Promise<string[]> {
  const change = { loss: 'meanSquaredError', metrics: ['meanAbsoluteError'], epochs: 4 };
  const file = await experiment('widths', change, 1);
  return [file, '--data', iris, '--target', 'petalWidth', '--quiet'];
}

test('folds of values: errors in table and page', async () => {
  const own = await onValues();
  const folds = await inkgrad(['cv', ...own, '--folds', '3', '--out', 'folds'], { cwd: folder });
  expect(folds.stdout).toMatch(/^fold +loss +mean_absolute_error +val_loss +val_mean_absolute_error +training time$/m);
  expect(folds.stdout).toMatch(/^Trained on all training rows: test loss .*, meanAbsoluteError .* on 30 rows, in /m);
  const report = await page('folds');
  expect(report).toMatch(/widths misses petalWidth by 0\.\d+ on average \(R² 0\.\d+\) on the held-out rows\./);
  expect(wordsIn(report, /\w*(confusion|accuracy|digit|image|stratified)\w*/gi)).toEqual([]);
});

test('settings are put in the order of their loss where the targets are values', async () => {
  const own = await onValues();
  const grid = ['--grid', 'optimizer.learningRate=0.0001,0.02', '--json'];
  const swept = await inkgrad(['sweep', ...own, ...grid, '--out', 'swept'], { cwd: folder });
  const { sortBy, cells } = JSON.parse(swept.stdout);
  expect(sortBy).toBe('validationLoss');
  expect(cells.map(({ settings }: { settings: [{ value: number }] }) => settings[0].value)).toEqual([0.02, 0.0001]);
  expect(wordsIn(await page('swept'), /\w*(accuracy|digit|image)\w*/gi)).toEqual([]);
});

test('ablate says that it is not of values', async () => {
  const own = await onValues();
  const ablated = await inkgrad(['ablate', ...own, '--toward', own[0]!], { cwd: folder });
  expect(ablated).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ablated.stderr).toMatch(/the targets of .*iris\.csv are values \(petalWidth\)/);
});

const changed = /changed\.csv has other contents \(MD5 [\da-f]{8}…, it was [\da-f]{8}…\)/;

test('a run does not continue without its data, nor with data that has changed', async () => {
  const file = await experiment('moved', { epochs: 2 }, 3);
  await copyFile(iris, join(folder, 'here.csv'));
  await run(file, '--data', 'here.csv', '--target', 'species', '--out', 'moved');
  await rm(join(folder, 'moved', 'result.json'));
  await rename(join(folder, 'here.csv'), join(folder, 'there.csv'));
  const resume = (...args: string[]) => inkgrad(['resume', 'moved', '--quiet', ...args], { cwd: folder });
  expect(await resume()).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(/here\.csv: no such file/) });
  const text = await readFile(iris, 'utf8');
  await writeFile(join(folder, 'changed.csv'), text.replace('5.1', '5.2'));
  expect(await resume('--data', 'changed.csv')).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(changed) });
});

test('its data is found where it is now, and another is told', async () => {
  const resume = (...args: string[]) => inkgrad(['resume', 'moved', '--quiet', ...args], { cwd: folder });
  const asked = ['predict', '--model', 'moved', '--index', '1', '--data', 'changed.csv'];
  expect(await inkgrad(asked, { cwd: folder })).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(changed) });
  expect(await resume('--data-dir', '.')).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/say --data/) });
  expect((await resume('--data', 'there.csv')).stdout).toMatch(/test accuracy \d\.\d{4}/);
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
  const image = join(folder, 'paint', 'green', '3.png');
  const predicted = await inkgrad(['predict', '--model', 'painted', '--image', image, '--json'], { cwd: folder });
  expect(JSON.parse(predicted.stdout)).toMatchObject({
    predicted: 'green',
    label: null,
    classes: ['blue', 'green', 'red'],
  });
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
