/** Data of one's own as `--data` names it: tables, NumPy's arrays in an archive, and folders of them. */
import { join } from 'node:path';
import type { DataPart, DataSet } from '@inkgrad/experiments';
import { readData } from '@inkgrad/experiments/node';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { withFiles } from '../files.ts';
import { anyBytes, damaged } from '../generate/damage.ts';
import { badNpy, descr, npyArray } from '../generate/npy-file.ts';
import { type FuzzInput, must, type Target } from '../target.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const separator = fc.constantFrom(',', ';', '\t');

/** A table that is as it should be: numbers, texts, and classes of which each comes often. */
const validTable = fc
  .record({
    rows: fc.integer({ min: 12, max: 30 }),
    columns: fc.array(fc.constantFrom('numbers', 'texts'), { minLength: 1, maxLength: 4 }),
    between: separator,
    ending: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ rows, columns, between, ending }) => {
    const header = [...columns.map((_, at) => `column ${at}`), 'kind'].join(between);
    const lines = Array.from({ length: rows }, (_, row) =>
      [
        ...columns.map((kind, at) => (kind === 'numbers' ? String(row * 0.5 - at) : `"text ${(row + at) % 3}"`)),
        row % 2 === 0 ? 'even' : 'odd',
      ].join(between),
    );
    return encode([header, ...lines].join(ending) + ending);
  });

/** Cells of any kind: empty, ragged, quoted, huge, with control characters. */
const oddTable = fc
  .record({
    between: separator,
    rows: fc.array(
      fc.array(
        fc.oneof(
          fc.constantFrom('', '1', '-2.5', '1e999', 'NaN', 'yes', '"', '""', '"a\nb"', '=1+1', '\u0000', '\u001b[2J'),
          fc.string({ maxLength: 8 }),
        ),
        { maxLength: 5 },
      ),
      { maxLength: 16 },
    ),
  })
  .map(({ between, rows }) => encode(rows.map((row) => row.join(between)).join('\n')));

interface Arrays {
  readonly [name: string]: Uint8Array;
}

const validArrays: fc.Arbitrary<Arrays> = fc
  .record({
    ofX: descr,
    ofY: fc.constantFrom('|u1', '<i8', '>i4'),
    rows: fc.integer({ min: 12, max: 20 }),
    isDivided: fc.boolean(),
  })
  .map(({ ofX, ofY, rows, isDivided }) => {
    const x = npyArray(ofX, [rows, 3], (at) => at % 2);
    const y = npyArray(ofY as '|u1', [rows], (at) => at % 2);
    return isDivided
      ? { 'x_train.npy': x, 'y_train.npy': y, 'x_test.npy': x, 'y_test.npy': y }
      : { 'x.npy': x, 'y.npy': y };
  });

/** Any of the arrays damaged, left out, or of another shape. */
const badArrays: fc.Arbitrary<Arrays> = fc
  .tuple(validArrays, fc.constantFrom('x', 'y', 'x_train', 'y_test', 'z'), fc.option(badNpy))
  .map(([valid, name, bytes]) => {
    const arrays: Record<string, Uint8Array> = { ...valid };
    if (bytes === null) delete arrays[`${name}.npy`];
    else arrays[`${name}.npy`] = bytes;
    return arrays;
  });

const zip = (arrays: Arrays): Uint8Array => zipSync(arrays);

const table =
  (isValid = false) =>
  (bytes: Uint8Array): FuzzInput => ({ entry: 'table', files: { 'data.csv': bytes }, ...(isValid && { isValid }) });
const archive =
  (isValid = false) =>
  (bytes: Uint8Array): FuzzInput => ({ entry: 'archive', files: { 'data.npz': bytes }, ...(isValid && { isValid }) });
const folder =
  (isValid = false) =>
  (files: Arrays): FuzzInput => ({
    entry: 'folder',
    files: { 'data/': new Uint8Array(0), ...within(files) },
    ...(isValid && { isValid }),
  });

const within = (files: Arrays): Arrays =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`data/${name}`, bytes]));

const inputs: fc.Arbitrary<FuzzInput> = fc.oneof(
  { weight: 1, arbitrary: validTable.map(table(true)) },
  { weight: 4, arbitrary: fc.oneof(damaged(validTable), oddTable, anyBytes).map(table()) },
  { weight: 1, arbitrary: validArrays.map(zip).map(archive(true)) },
  { weight: 4, arbitrary: fc.oneof(damaged(validArrays.map(zip)), badArrays.map(zip), anyBytes).map(archive()) },
  { weight: 1, arbitrary: validArrays.map(folder(true)) },
  { weight: 3, arbitrary: badArrays.map(folder()) },
);

function checkPart({ inputs: values, labels, values: targets, count }: DataPart, data: DataSet): void {
  const size = data.shape.reduce((product, extent) => product * extent, 1);
  must(count > 0 && values.length === count * size, `${values.length} inputs for ${count} samples of ${size}`);
  must(values.every(Number.isFinite), 'an input is not finite');
  if (data.classes.length > 0) {
    must(labels.length === count, `${labels.length} labels for ${count} samples`);
    must(
      labels.every((label) => label < data.classes.length),
      'a label is no class',
    );
  } else must(targets?.length === count * data.values.length, 'values for another number of samples');
}

const names = { table: 'data.csv', archive: 'data.npz', folder: 'data' } as const;

export const tables: Target = {
  name: 'tables',
  about: 'CSV files and arrays of NumPy as --data takes them',
  kinds: { table: ['data'], archive: ['data'], folder: ['data'] },
  inputs: async () => inputs,
  open: async (base) => ({
    async try({ entry, files }) {
      await withFiles(base, files, async (place) => {
        const data = await readData(join(place, names[entry as keyof typeof names]));
        for (const part of [data.train, data.test]) checkPart(part, data);
      });
    },
    close: async () => {},
  }),
};
