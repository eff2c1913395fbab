/** Data sets of one's own: what is read is what was written, and what is wrong is said with its place. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataPart, DataRequest } from '../../src/data/data-set.ts';
import { readData } from '../../src/data/read/read-data.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkgrad-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function csv(text: string, request: DataRequest = {}, name = 'table.csv') {
  await writeFile(join(folder, name), text);
  return readData(join(folder, name), request);
}

/** Samples as texts, in the order of their own first number. */
function rowsOf({ inputs, labels, values, count }: DataPart, width: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const target = values === undefined ? labels[at] : values[at];
    return `${[...inputs.subarray(at * width, (at + 1) * width)].join(' ')} → ${target}`;
  });
}

describe('a CSV file', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `${at},${at % 2 ? 'red' : 'blue'},${at % 4 < 2 ? 'yes' : 'no'}`);
  const table = (change: (rows: string[]) => string[]): string =>
    `size,color,answer\n${change([...lines]).join('\n')}\n`;
  const edited = (at: number, line: string): string => table((rows) => rows.with(at, line));

  test('numbers as they are, an input for each category, classes by name; every row in one of the parts', async () => {
    const data = await csv(table((rows) => rows));
    expect(data).toMatchObject({ shape: [3], classes: ['no', 'yes'], values: [], pictures: undefined });
    expect([data.train.count, data.test.count]).toEqual([16, 4]);
    const all = [...rowsOf(data.train, 3), ...rowsOf(data.test, 3)].sort(
      (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
    );
    expect(all).toEqual(lines.map((_, at) => `${at} ${at % 2 ? '0 1' : '1 0'} → ${at % 4 < 2 ? 1 : 0}`));
    expect([...data.test.labels].sort()).toEqual([0, 0, 1, 1]);
    expect(data.request).toEqual({ target: 'answer' });
  });

  test('a target of numbers is values, and classes where that is said', async () => {
    const request = { target: 'size' };
    const data = await csv(
      table((rows) => rows),
      request,
    );
    expect(data).toMatchObject({ shape: [4], classes: [], values: ['size'] });
    expect([...data.train.values!, ...data.test.values!].sort((a, b) => a - b)).toEqual(lines.map((_, at) => at));
    expect(data.train.labels).toHaveLength(0);
    const classes = await csv(
      table((rows) => rows),
      { ...request, kind: 'classes' },
    );
    expect(classes.classes).toEqual(lines.map((_, at) => String(at)));
  });

  test('tabs, semicolons, quotes and a byte order mark', async () => {
    for (const [name, separator] of [
      ['t.tsv', '\t'],
      ['t.csv', ';'],
    ] as const) {
      const text = `\uFEFFa${separator}"b"\n${Array.from({ length: 10 }, (_, at) => `${at}${separator}"x, ${at % 2}"\n`).join('')}`;
      expect(await csv(text, {}, name)).toMatchObject({ shape: [1], classes: ['x, 0', 'x, 1'] });
    }
  });

  test.each([
    ['a value that is missing', edited(4, '4,,yes'), {}, /row 6, column "color": the value is missing/],
    ['NA', edited(4, 'NA,red,yes'), {}, /row 6, column "size": the value is missing/],
    ['a text among numbers', edited(7, 'seven,red,yes'), {}, /row 9, column "size": "seven" stands among numbers/],
    ['a number among texts', edited(0, '0,3,yes'), {}, /row 2, column "color": "3" stands among texts/],
    ['a number that is none', edited(2, '1e99,red,yes'), {}, /row 4, column "size": "1e99" stands among numbers/],
    ['a short row', edited(9, '9,red'), {}, /row 11 has 2 values, the header names 3 columns/],
    ['no such column', edited(0, lines[0]!), { target: 'anser' }, /no column "anser"; did you mean "answer"/],
    ['texts as values', edited(0, lines[0]!), { kind: 'values' }, /"answer" holds texts such as "yes"/],
    ['no header', '1,2\n3,4\n', {}, /first row is numbers/],
    ['one column', 'a\n1\n', {}, /names 1 column/],
    ['two columns of a name', 'a,a\n1,2\n', {}, /"a" is the name of two columns/],
    ['a header alone', 'a,b\n', {}, /a header and no rows/],
    ['few rows', 'a,b\n1,x\n2,y\n', {}, /holds 2 rows; 10 at least/],
    ['one class', table((rows) => rows.map((row) => row.replace(/no$/, 'yes'))), {}, /is "yes" throughout/],
    ['nothing', '', {}, /the file is empty/],
    ['an open quote', 'a,b\n"1,2\n', {}, /is no CSV file/],
  ] as const)('%s is refused', async (_, text, request, message) => {
    await expect(csv(text, request)).rejects.toThrow(message);
    await expect(csv(text, request)).rejects.toMatchObject({ name: 'DataError', kind: 'data' });
  });
});

/** As `numpy.save` writes it. */
function npy(type: string, shape: readonly number[], bytes: Uint8Array, order = 'False'): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': ${tuple}, }`;
  const padded = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`;
  const header = new Uint8Array(10 + padded.length);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  header.set(new TextEncoder().encode(padded), 10);
  return Uint8Array.from([...header, ...bytes]);
}

const bytesOf = (values: Float32Array | Float64Array | Int32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(values.buffer);

describe('arrays of NumPy', () => {
  const labels = BigInt64Array.from({ length: 12 }, (_, at) => BigInt(3 + (at % 3)));
  const y = npy('<i8', [12], bytesOf(labels));
  const npz = async (arrays: Record<string, Uint8Array>, request: DataRequest = {}) => {
    await writeFile(join(folder, 'a.npz'), zipSync(arrays));
    return readData(join(folder, 'a.npz'), request);
  };

  test('x and y of any shape and type come back, in a file and in a folder', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('<f4', '<f8', '<i4'),
        async (shape, type) => {
          const size = shape.reduce((a, b) => a * b, 1);
          const numbers = Array.from({ length: 12 * size }, (_, at) => at - 5);
          const made = { '<f4': Float32Array, '<f8': Float64Array, '<i4': Int32Array }[type].from(numbers);
          const x = npy(type, [12, ...shape], bytesOf(made));
          const data = await npz({ 'x.npy': x, 'y.npy': y });
          expect(data).toMatchObject({ shape, classes: ['3', '4', '5'], pictures: undefined });
          expect([...data.train.inputs, ...data.test.inputs].sort((a, b) => a - b)).toEqual(numbers);
          const own = await mkdtemp(join(folder, 'npy-'));
          await writeFile(join(own, 'x.npy'), x);
          await writeFile(join(own, 'y.npy'), y);
          expect((await readData(own)).train).toEqual(data.train);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('parts that are named, images of bytes, and targets of several values', async () => {
    const images = npy(
      '|u1',
      [12, 2, 3],
      Uint8Array.from({ length: 72 }, (_, at) => at),
    );
    const values = npy('>f4', [12, 2], new Uint8Array(96));
    const arrays = { 'x_train.npy': images, 'y_train.npy': values, 'x_test.npy': images, 'y_test.npy': values };
    const data = await npz(arrays);
    expect(data).toMatchObject({ shape: [2, 3], classes: [], values: ['y1', 'y2'], pictures: 'light' });
    expect(data.test.inputs).toEqual(Uint8Array.from({ length: 72 }, (_, at) => at));
    expect(data.test.values).toHaveLength(24);
  });

  const x = npy('<f4', [12, 2], bytesOf(new Float32Array(24)));
  test.each([
    ['no targets', { 'x.npy': x }, /holds x; x and y are expected/],
    [
      'a count that differs',
      { 'x.npy': x, 'y.npy': npy('<f4', [3], bytesOf(new Float32Array(3))) },
      /3 targets for 12 samples/,
    ],
    ['columns first', { 'x.npy': npy('<f4', [12, 2], new Uint8Array(96), 'True'), 'y.npy': y }, /column by column/],
    ['objects', { 'x.npy': npy('|O8', [12, 2], new Uint8Array(192)), 'y.npy': y }, /values of type '\|O8'/],
    ['too few bytes', { 'x.npy': x.subarray(0, -4), 'y.npy': y }, /24 numbers \(96 bytes\), and 92 bytes follow/],
    ['no array', { 'x.npy': new Uint8Array(20), 'y.npy': y }, /magic number/],
    ['half a header', { 'x.npy': x.subarray(0, 30), 'y.npy': y }, /truncated inside its header/],
    [
      'NaN',
      { 'x.npy': npy('<f4', [12, 2], bytesOf(new Float32Array(24).fill(Number.NaN))), 'y.npy': y },
      /NaN at place 0/,
    ],
  ] as const)('%s is refused', async (_, arrays, message) => {
    await expect(npz(arrays)).rejects.toThrow(message);
    await expect(npz(arrays)).rejects.toMatchObject({ name: 'DataError', kind: 'data' });
  });

  test('what is no zip file', async () => {
    await writeFile(join(folder, 'b.npz'), 'nothing');
    await expect(readData(join(folder, 'b.npz'))).rejects.toThrow(/is no \.npz file/);
  });
});

describe('a folder of images', () => {
  const picture = (shade: number, isColor = false, side = 6) =>
    sharp({
      create: { width: side, height: 5, channels: 3, background: { r: shade, g: shade, b: isColor ? 9 : shade } },
    });
  /** Six images a class, gray ones that lie as bytes. */
  async function make(name: string, isColor = false): Promise<string> {
    const own = join(folder, name);
    for (const [at, label] of ['cat', 'dog'].entries()) {
      await mkdir(join(own, label), { recursive: true });
      for (let index = 0; index < 6; index++) {
        const made = picture(40 + 100 * at + index, isColor);
        await (isColor ? made : made.toColourspace('b-w')).png().toFile(join(own, label, `${index}.png`));
      }
    }
    return own;
  }

  test('gray ones, in colours, and brought to a size', async () => {
    const gray = await readData(await make('gray'));
    expect(gray).toMatchObject({ shape: [5, 6], classes: ['cat', 'dog'], pictures: 'light' });
    expect([gray.train.count, gray.test.count]).toEqual([10, 2]);
    expect([...gray.test.labels].sort()).toEqual([0, 1]);
    for (const { inputs, labels, count } of [gray.train, gray.test]) {
      for (let at = 0; at < count; at++) {
        expect(new Set(inputs.subarray(at * 30, at * 30 + 30)).size).toBe(1);
        expect(inputs[at * 30]! >= 140).toBe(labels[at] === 1);
      }
    }
    const color = await readData(await make('color', true), { size: [3, 2] });
    expect(color.shape).toEqual([3, 2, 3]);
    expect(color.train.inputs[2]).toBe(9);
    expect(color.train.inputs).toHaveLength(10 * 18);
  });

  test('train and test, where there are such folders', async () => {
    const parts = join(folder, 'parts');
    for (const part of ['train', 'test']) await make(join('parts', part));
    const data = await readData(parts);
    expect([data.train.count, data.test.count]).toEqual([12, 12]);
  });

  test.each([
    ['a file beside the classes', 'notes.txt', 'lies beside the folders of the classes'],
    ['a file that is no image by its name', 'cat/notes.txt', 'is no image by its name'],
    ['a file that is no image', 'dog/9.png', 'is no PNG, JPEG or WebP file by its first bytes'],
    // The decoder would take 2 GiB for what 77 bytes promise.
    [
      'an SVG in disguise',
      'dog/8.png',
      'by its first bytes',
      '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1"/>',
    ],
    ['a file that only begins as an image', 'dog/7.png', 'is not a readable image', '\x89PNG\r\n\x1a\n and no more'],
  ])('%s is refused', async (_, name, message, content = 'text') => {
    const own = await make(`bad-${name.replace('/', '-')}`);
    await writeFile(join(own, name), content, 'latin1');
    await expect(readData(own)).rejects.toMatchObject({ kind: 'data', message: expect.stringContaining(message) });
  });

  test('one longer than any camera gives is refused before it is decoded', async () => {
    const own = await make('long');
    await picture(7, false, 30_001)
      .png()
      .toFile(join(own, 'cat', '9.png'));
    await expect(readData(own, { size: [4, 4] })).rejects.toThrow(/9\.png: 30001×5 pixels, expected at most 30,000/);
  });

  test('of several sizes one has to be said', async () => {
    const own = await make('sizes');
    await picture(7, false, 8)
      .toColourspace('b-w')
      .png()
      .toFile(join(own, 'cat', '9.png'));
    await expect(readData(own)).rejects.toThrow(
      /different sizes, as 6×5 of 0\.png and 8×5 of 9\.png; say one with --size/,
    );
    expect((await readData(own, { size: [4, 4] })).shape).toEqual([4, 4]);
  });

  test('an empty one, and a class without images', async () => {
    await mkdir(join(folder, 'empty', 'cat'), { recursive: true });
    await expect(readData(join(folder, 'empty'))).rejects.toThrow(/cat: the folder of this class holds no images/);
    await mkdir(join(folder, 'nothing'));
    await expect(readData(join(folder, 'nothing'))).rejects.toThrow(/holds no images; one folder for each class/);
  });
});

test.each([
  ['a path that leads nowhere', 'none.csv', {}, /no such file or folder/],
  ['a file of another kind', 'a.xlsx', {}, /no data set by its name/],
])('%s is refused', async (_, name, request, message) => {
  if (name === 'a.xlsx') await writeFile(join(folder, name), 'PK');
  await expect(readData(join(folder, name), request)).rejects.toThrow(message);
});

test('options of other data are refused', async () => {
  await writeFile(join(folder, 'o.csv'), 'a,b\n1,2\n');
  await expect(readData(join(folder, 'o.csv'), { size: [2, 2] })).rejects.toThrow(/no images to bring to a --size/);
  await mkdir(join(folder, 'o', 'cat'), { recursive: true });
  await expect(readData(join(folder, 'o'), { target: 'a' })).rejects.toThrow(/has no columns/);
  await expect(readData(join(folder, 'o'), { kind: 'values' })).rejects.toThrow(/whose targets are its classes/);
});
