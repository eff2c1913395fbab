/** Data sets whose images lie otherwise than MNIST's: warned of, or brought into its form, by commands and in records. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PicturePart } from '@inkgrad/experiments';
import { readRun } from '@inkgrad/experiments/node';
import { loadMnist } from '@inkgrad/mnist/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DataOptions, loadData } from '../src/load-data.ts';
import { fileNames, idxFile } from './support/idx-files.ts';
import { serveInkgrad } from './support/served-inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const inkgrad = serveInkgrad();

type Pixel = (image: Uint8Array, row: number, column: number) => number;
const upright: Pixel = (image, row, column) => image[row * 28 + column]!;
const transposed: Pixel = (image, row, column) => image[column * 28 + row]!;

/** A part of MNIST as IDX files, each pixel as `pixel` says, with `prefix` before the names. */
function write(name: string, pixel: Pixel, data: { train: PicturePart; test: PicturePart }, prefix = ''): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const kind of ['train', 'test'] as const) {
    const { inputs: images, labels } = data[kind];
    const count = 600;
    const pixels = new Uint8Array(count * 784);
    for (let index = 0; index < count; index++) {
      const image = images.subarray(index * 784, (index + 1) * 784);
      for (let at = 0; at < 784; at++) pixels[index * 784 + at] = pixel(image, Math.floor(at / 28), at % 28);
    }
    writeFileSync(join(path, prefix + fileNames[`${kind}Images`]), idxFile([count, 28, 28], pixels));
    writeFileSync(join(path, prefix + fileNames[`${kind}Labels`]), idxFile([count], labels.slice(0, count)));
  }
  return path;
}

const folders: Record<string, string> = {};
beforeAll(async () => {
  const data = await loadMnist();
  folders['upright'] = write('upright', upright, data);
  folders['transposed'] = write('transposed', transposed, data);
  folders['inverted'] = write('inverted', (...place) => 255 - upright(...place), data);
  folders['mirrored'] = write('mirrored', (image, row, column) => upright(image, row, 27 - column), data);
  folders['emnist'] = write('emnist', transposed, data, 'emnist-digits-');
  folders['upright emnist'] = write('upright-emnist', upright, data, 'emnist-digits-');
  folders['half'] = write('half', transposed, data);
  for (const name of [fileNames.testImages, fileNames.testLabels]) {
    writeFileSync(join(folders['half'], name), readFileSync(join(folders['upright'], name)));
  }
});

async function loaded(name: string, options: DataOptions = {}) {
  const { data, warnings } = await loadData({ dataDir: folders[name]!, ...options }, {});
  return { data, said: warnings.join('\n') };
}

describe('images that look otherwise are warned of, with what to say', () => {
  it.each<[string, DataOptions, RegExp]>([
    ['transposed', {}, /^the training and test images look transposed: .+; if so, say --transpose\.$/],
    ['inverted', {}, /images look inverted: .+; if so, say --invert\.$/],
    ['inverted', { transpose: true }, /now look transposed and inverted: .+, say no --transpose and --invert\.$/],
    ['mirrored', {}, /images look mirrored left to right: .+; bring the files into MNIST’s form before training/],
    ['upright', { transpose: true }, /images as they are now look transposed: .+; if so, say no --transpose\.$/],
    ['upright', { invert: true }, /images as they are now look inverted: .+; if so, say no --invert\.$/],
    ['emnist', { transpose: false }, /images look transposed: .+; if so, say --transpose\.$/],
    ['upright emnist', {}, /images as they are now look transposed: .+; if so, say --no-transpose\.$/],
    ['half', {}, /^the training images look transposed: .+; bring the files into MNIST’s form/],
    ['half', { transpose: true }, /^the test images as they are now look transposed: .+; bring the files/],
  ])('%s %j', async (name, options, warning) => {
    expect((await loaded(name, options)).said).toMatch(warning);
  });

  it('with the correlations', async () => {
    const { said } = await loaded('transposed');
    const [now, then] = [...said.matchAll(/at (-?0\.\d\d)/g)].map(([, number]) => Number(number));
    expect(now).toBeLessThan(0.5);
    expect(then).toBeGreaterThan(0.9);
  });
});

describe('images that are brought into MNIST’s form', () => {
  it.each<[string, DataOptions]>([
    ['upright', {}],
    ['transposed', { transpose: true }],
    ['inverted', { invert: true }],
    ['emnist', {}],
    ['upright emnist', { transpose: false }],
  ])('are those of MNIST, and nothing is said: %s %j', async (name, options) => {
    const { data, said } = await loaded(name, options);
    expect(said).toBe('');
    const { train, test } = await loadMnist();
    expect(Buffer.compare(Buffer.from(data.train.inputs), train.inputs.subarray(0, 600 * 784))).toBe(0);
    expect(Buffer.compare(Buffer.from(data.test.inputs), test.inputs.subarray(0, 600 * 784))).toBe(0);
  });
});

describe('commands', () => {
  const out = join(folder, 'run');
  const dataOf = async (run: string) => (await readRun(run)).environment.data;

  it('warn on stderr and in the record, also with --quiet', async () => {
    const warned = join(folder, 'warned');
    const args = ['run', 'v1', '--epochs', '1', '--quiet', '--data-dir', folders['transposed']!, '--out', warned];
    const { exitCode, stderr } = await inkgrad(args);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^warning: [^\n]+ look transposed: [^\n]+\n$/);
    const { notices, ...data } = await dataOf(warned);
    expect(notices).toEqual([`${stderr.slice('warning: '.length, stderr.indexOf('; if so'))}.`]);
    expect(data).toMatchObject({ transposed: false, inverted: false });
  });

  it('record what was done; resume and predict --index do it again', async () => {
    const args = ['run', 'v1', '--epochs', '1', '--data-dir', folders['transposed']!, '--transpose', '--out', out];
    const { stderr } = await inkgrad(args);
    expect(stderr).toContain(`600 training and 600 test images from ${folders['transposed']}, transposed\n`);
    expect(stderr).not.toContain('warning');
    expect(await dataOf(out)).toMatchObject({ transposed: true, inverted: false, notices: [] });
    // A result that is gone is made again, for which the data is read.
    rmSync(join(out, 'result.json'));
    const resumed = await inkgrad(['resume', out, '--quiet']);
    expect([resumed.exitCode, resumed.stderr]).toEqual([0, expect.not.stringContaining('warning')]);
    const predict = ['predict', '--model', join(out, 'model'), '--index', '7', '--json'];
    expect((await inkgrad(predict)).stderr).toBe('');
    expect((await inkgrad([...predict, '--no-transpose'])).stderr).toContain('say --transpose.');
  });

  it('a sweep asked for with other images is another sweep', async () => {
    const asked = ['sweep', 'v1', '--seeds', '1', '--epochs', '1', '--jobs', '1', '--quiet'];
    const args = [...asked, '--out', join(folder, 'sweep'), '--data-dir', folders['transposed']!];
    expect((await inkgrad([...args, '--transpose'])).exitCode).toBe(0);
    const other = await inkgrad(args);
    expect(other.exitCode).toBe(1);
    expect(other.stderr).toContain('was asked for with other settings, data or backend');
    expect((await dataOf(join(folder, 'sweep', 'runs', 'seed-1'))).transposed).toBe(true);
  });
});
