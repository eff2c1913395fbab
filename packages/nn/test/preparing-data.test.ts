/** Data as people have it, and what is done to it before training: kinds of arrays, pictures, splits, tables, scales. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ArrayLike,
  argmax,
  DataError,
  dense,
  flatten,
  type NdArray,
  oneHot,
  rescaling,
  sequential,
  standardize,
  tableData,
  toNested,
  trainTestSplit,
} from '../src/index.ts';
import { csvRows } from '../src/node/index.ts';

const kinds = [
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
] as const;

describe('samples', () => {
  const model = sequential({ seed: 4, inputShape: [3], layers: [dense({ units: 2 })] });
  const numbers = [
    [1, 2, 3],
    [4, 100, 6],
  ];

  test.each(kinds.map((kind) => [kind.name, kind] as const))(
    'may be of %s: flat, in rows, and from a source',
    async (_, kind) => {
      const expected = await model.predict(numbers);
      const typed = kind as Float32ArrayConstructor;
      const data = typed.from(numbers.flat());
      const forms: ArrayLike[] = [
        { shape: [2, 3], data },
        numbers.map((row) => typed.from(row)),
        { shape: [2, 3], read: (start, count) => data.slice(3 * start, 3 * (start + count)) },
      ];
      for (const form of forms) expect(await model.predict(form)).toEqual(expected);
    },
  );

  test('of another window or context are those of this one', async () => {
    const foreign = runInNewContext('[Float64Array.of(1, 2, 3), Float64Array.of(4, 100, 6)]') as Float64Array[];
    expect(await model.predict([...foreign])).toEqual(await model.predict(numbers));
  });

  test('keep each number, or its nearest float32', () => {
    expect(toNested({ shape: [2], data: Uint32Array.of(7, 4294967295) })).toEqual([7, 4294967296]);
    expect(toNested({ shape: [2], data: Float64Array.of(0.1, -1) })).toEqual([Math.fround(0.1), -1]);
    const bytes = Uint8ClampedArray.of(1, 300, 7).subarray(1);
    expect(toNested({ shape: [2], data: bytes })).toEqual([255, 7]);
  });

  test('may be pictures: rows of pixels of red, green, blue and alpha', async () => {
    /** As a browser's ImageData. */
    const picture = (first: number): { width: number; height: number; data: Uint8ClampedArray } => {
      return { width: 2, height: 3, data: Uint8ClampedArray.from({ length: 24 }, (_, at) => first + at) };
    };
    const sees = sequential([rescaling({ scale: 1 / 255, inputShape: [3, 2, 4] }), flatten()]);
    const one = await sees.predict(picture(0));
    expect(one.shape).toEqual([1, 24]);
    expect(one.data[9]).toBeCloseTo(9 / 255, 6);
    const several = await sees.predict([picture(0), picture(50)]);
    expect(several.shape).toEqual([2, 24]);
    expect(several.data.subarray(0, 24)).toEqual(one.data);
    expect(several.data[24 + 9]).toBeCloseTo(59 / 255, 6);
    const other = { width: 3, height: 2, data: picture(0).data };
    await expect(sees.predict([picture(0), other])).rejects.toThrow(
      'x: expected pictures of one size, [3, 2, 4], received [2, 3, 4] at x[1].',
    );
    await expect(sees.predict(other)).rejects.toThrow(/expected samples of shape \[3, 2, 4\], received \[2, 3, 4\]/);
  });

  test.each<[string, unknown, string]>([
    ['BigInt64Array', new BigInt64Array(3), 'x: expected a typed array of numbers, an NdArray { shape, data }, nested'],
    ['a DataView', new DataView(new ArrayBuffer(12)), 'x: expected a typed array of numbers'],
    [
      'rows of unequal length',
      [Float64Array.of(1, 2, 3), Float64Array.of(1)],
      'x: expected rows of one length, 3, received 1 at x[1]',
    ],
    ['a row that is none', [Float32Array.of(1, 2, 3), 5], 'x: expected rows of one length, 3, received 5 at x[1]'],
    [
      'a gap',
      [
        [1, 2, 3],
        [1, undefined, 3],
      ],
      'x: expected numbers, received undefined at x[1][1]',
    ],
    ['a text', [['1', 2, 3]], 'x: expected numbers, received "1" at x[0][0]'],
    ['a number', 5, 'x: expected a typed array of numbers'],
    ['nothing', null, 'x: expected a typed array of numbers'],
    ['too large a number', [[1e300, 2, 3]], 'x: expected finite numbers, received Infinity in sample 0, element 0'],
    ['a source of lists', { shape: [1, 3], read: () => [1, 2, 3] }, 'x: expected a typed array of numbers from read()'],
  ])('that are %s are refused with a sentence', async (_, x, sentence) => {
    const error = await model.predict(x as ArrayLike).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message.slice(0, sentence.length)).toBe(sentence);
  });

  test('of a list that contains itself are refused', async () => {
    const list: unknown[] = [];
    list.push(list);
    await expect(model.predict(list as never)).rejects.toThrow(
      'x: expected nested numbers, received more than 64 levels',
    );
  });
});

/** Of 0 to 3 axes of 1 to 4 elements. */
const someArray = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc
    .array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)), { minLength: size, maxLength: size })
    .map((data) => ({ shape, data: Float32Array.from(data) }));
});

test('toNested is the inverse of what models take', () => {
  fc.assert(
    fc.property(someArray, ({ shape, data }) => {
      const flat = [toNested({ shape, data })].flat(9) as number[];
      expect(flat).toEqual([...data]);
      let level: unknown = toNested({ shape, data });
      for (const length of shape) {
        expect((level as unknown[]).length).toBe(length);
        level = (level as unknown[])[0];
      }
    }),
  );
  expect(toNested({ shape: [], data: Float32Array.of(3) })).toBe(3);
  expect(toNested({ shape: [0, 2], data: new Float32Array(0) })).toEqual([]);
});

test('argmax is the first largest, or the first NaN, along any axis', () => {
  fc.assert(
    fc.property(someArray, fc.nat(2), fc.boolean(), (array, at, fromEnd) => {
      const axis = at % array.shape.length;
      const found = argmax(array, { axis: fromEnd ? axis - array.shape.length : axis });
      expect(found.shape).toEqual(array.shape.filter((_, own) => own !== axis));
      const strides = array.shape.map((_, own) => array.shape.slice(own + 1).reduce((a, b) => a * b, 1));
      let place = 0;
      const visit = (own: number, offset: number): void => {
        if (own === array.shape.length) {
          const line = Array.from({ length: array.shape[axis]! }, (_, k) => array.data[offset + k * strides[axis]!]!);
          const nan = line.findIndex(Number.isNaN);
          expect(found.data[place++]).toBe(nan >= 0 ? nan : line.indexOf(Math.max(...line)));
        } else if (own === axis) visit(own + 1, offset);
        else for (let k = 0; k < array.shape[own]!; k++) visit(own + 1, offset + k * strides[own]!);
      };
      visit(0, 0);
    }),
  );
  expect(argmax([3, 9, 9]).data).toEqual(Int32Array.of(1));
  expect(() => argmax([[1, 2]], { axis: 2 })).toThrow(/axis must be one of shape \[1, 2\]/);
  expect(() => argmax([])).toThrow(/that is not empty/);
});

test('oneHot', () => {
  expect(oneHot([2, 0])).toEqual({ shape: [2, 3], data: Float32Array.of(0, 0, 1, 1, 0, 0) });
  expect(oneHot([[1], [0]], 2).shape).toEqual([2, 1, 2]);
  expect(oneHot([]).shape).toEqual([0, 0]);
  expect(() => oneHot([0, 3], 3)).toThrow('labels: expected whole numbers in [0, 3), received 3 at position 1.');
  expect(() => oneHot([0.5])).toThrow(/received 0.5 at position 0/);
  expect(() => oneHot([-1])).toThrow(/received -1 at position 0/);
});

test('standardize gives each feature mean 0 and deviation 1, other data the same scale, and takes it back', () => {
  const x = Array.from({ length: 50 }, (_, at) => [Math.sin(at) * 7 + 100, at, 4]);
  const scaled = standardize(x);
  for (const [feature, deviation] of [1, 1, 0].entries()) {
    const column = (toNested(scaled.x) as number[][]).map((row) => row[feature]!);
    const mean = column.reduce((a, b) => a + b) / 50;
    expect(mean).toBeCloseTo(0, 5);
    expect(Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 50)).toBeCloseTo(deviation, 5);
  }
  expect(scaled.apply(x)).toEqual(scaled.x);
  const back = toNested(scaled.invert(scaled.x)) as number[][];
  for (const [at, row] of back.entries()) expect(row[0]!).toBeCloseTo(x[at]![0]!, 4);
  expect(() => scaled.apply([[1, 2]])).toThrow('x: expected samples of 3 features, received shape [1, 2].');
  expect(() => standardize([[1, Number.NaN]])).toThrow(/received NaN at element 1/);
});

describe('trainTestSplit', () => {
  test('puts every sample on one side with its target, by the seed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.nat(1000),
        (count, share, seed) => {
          fc.pre(Math.ceil(share * count) < count);
          const x = Array.from({ length: count }, (_, at) => [at, -at]);
          const y = Int32Array.from({ length: count }, (_, at) => at * 10);
          const split = trainTestSplit(x, y, { testSize: share, seed });
          expect(split).toEqual(trainTestSplit(x, y, { testSize: share, seed }));
          expect(split.yTest.shape).toEqual([Math.ceil(share * count)]);
          expect(split.xTrain.shape).toEqual([count - Math.ceil(share * count), 2]);
          const pairs = [split.xTrain, split.xTest].flatMap((part) => toNested(part) as number[][]);
          const targets = [...split.yTrain.data, ...split.yTest.data];
          expect(targets).toEqual(pairs.map(([at]) => at! * 10));
          expect([...targets].sort((a, b) => a - b)).toEqual([...y]);
        },
      ),
    );
  });

  test('with stratify keeps the shares of classes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 2, maxLength: 4 }),
        fc.nat(99),
        (sizes, seed) => {
          const y = sizes.flatMap((size, label) => Array<number>(size).fill(label));
          const x = y.map((_, at) => [at]);
          const { yTest, yTrain, xTest } = trainTestSplit(x, y, { testSize: 0.5, seed, stratify: true });
          expect(yTest.data.length).toBe(Math.ceil(y.length / 2));
          for (const [label, size] of sizes.entries()) {
            const count = [...yTest.data].filter((own) => own === label).length;
            expect(Math.abs(count - (size * yTest.data.length) / y.length)).toBeLessThan(1);
            expect(count + [...yTrain.data].filter((own) => own === label).length).toBe(size);
          }
          expect([...xTest.data].map((at) => y[at])).toEqual([...yTest.data]);
        },
      ),
    );
  });

  test('makes plain bytes of a Buffer, whose own constructor is deprecated', () => {
    const options = { testSize: 1, shuffle: false } as const;
    const { xTrain, xTest } = trainTestSplit(
      { shape: [3, 2], data: Buffer.from([1, 2, 3, 4, 5, 6]) },
      [0, 1, 0],
      options,
    );
    expect(xTrain.data).toStrictEqual(Uint8Array.of(1, 2, 3, 4));
    expect(xTest.data).toStrictEqual(Uint8Array.of(5, 6));
  });

  test('takes inputs by name, a number of samples, and the order as it is', () => {
    const { xTest, xTrain, yTest } = trainTestSplit({ a: [1, 2, 3], b: [[4], [5], [6]] }, [7, 8, 9], {
      testSize: 1,
      shuffle: false,
    });
    expect([xTest.a, xTest.b, yTest].map((part: NdArray) => [...part.data])).toEqual([[3], [6], [9]]);
    expect(xTrain.b.shape).toEqual([2, 1]);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['other counts', () => trainTestSplit([1, 2], [1, 2, 3]), /y: expected 2 samples, as in x, received 3/],
    ['all samples', () => trainTestSplit([1, 2], [1, 2], { testSize: 2 }), /less than all of 2 samples/],
    ['no share', () => trainTestSplit([1, 2], [1, 2], { testSize: 1.5 }), /a share in \(0, 1\) or a number of samples/],
    ['one of a class', () => trainTestSplit([1, 2, 3], [0, 0, 1], { stratify: true }), /received one of class 1/],
    [
      'a misspelt option',
      () => trainTestSplit([1, 2], [1, 2], { stratified: true } as never),
      /unknown option "stratified"; known: testSize, seed, shuffle, stratify/,
    ],
  ])('refuses %s', (_, call, sentence) => expect(call).toThrow(sentence));
});

describe('tables', () => {
  const rows = [
    ['length', 'width', 'kind'],
    ['1.5', '2', 'plum'],
    ['3', '-4e-1', 'apple'],
    ['0', '7', 'plum'],
  ];

  test('become samples and labels', async () => {
    const { x, y, features, classes } = await tableData(rows, { target: 'kind' });
    expect(toNested(x)).toEqual([
      [1.5, 2],
      [3, Math.fround(-0.4)],
      [0, 7],
    ]);
    expect([...y.data]).toEqual([1, 0, 1]);
    expect([features, classes]).toEqual([
      ['length', 'width'],
      ['apple', 'plum'],
    ]);
  });

  test('of numbers have numbers as targets; columns and classes may be said', async () => {
    const numeric = await tableData(rows.slice(1), { columns: rows[0]!, target: 'width', features: ['length'] });
    expect([...numeric.y.data]).toEqual([2, Math.fround(-0.4), 7]);
    expect(numeric.classes).toBe(undefined);
    const said = await tableData(rows, { target: 'kind', classes: ['plum', 'pear', 'apple'] });
    expect([...said.y.data]).toEqual([0, 2, 0]);
  });

  test.each<[string, string[][], object, RegExp]>([
    [
      'a text as a feature',
      [...rows, ['one', '2', 'plum']],
      {},
      /finite numbers as features, received "one" in row 3, column "length"/,
    ],
    ['nothing as a feature', [...rows, ['', '2', 'plum']], {}, /received "" in row 3, column "length"/],
    ['a short row', [...rows, ['1', '2']], {}, /expected 3 columns, received 2 in row 3/],
    ['no row', [rows[0]!], {}, /at least one row of data/],
    ['another class', rows, { classes: ['plum'] }, /one of the classes plum, received "apple" in row 1, column "kind"/],
    ['another column', rows, { target: 'kid' }, /Did you mean "kind"/],
    [
      'a column twice',
      [
        ['a', 'a'],
        ['1', '2'],
      ],
      { target: 'a' },
      /received "a" twice/,
    ],
  ])('with %s are refused', async (_, given, options, sentence) => {
    await expect(tableData(given, { target: 'kind', ...options })).rejects.toThrow(sentence);
  });

  test('are read from CSV files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkgrad-csv-'));
    const file = join(folder, 'fruit.csv');
    await writeFile(file, '\ufefflength;width;kind\r\n1.5; 2 ;"plum; red"\r\n\r\n3;4;"a ""b"""\r\n');
    const read: (readonly string[])[] = [];
    for await (const row of csvRows(file, { separator: ';' })) read.push(row);
    expect(read).toEqual([
      ['length', 'width', 'kind'],
      ['1.5', '2', 'plum; red'],
      ['3', '4', 'a "b"'],
    ]);
    const inMemory: (readonly string[])[] = [];
    for await (const row of csvRows(await readFile(file), { separator: ';' })) inMemory.push(row);
    expect(inMemory).toEqual(read);
    const { classes } = await tableData(csvRows(file, { separator: ';' }), { target: 'kind' });
    expect(classes).toEqual(['a "b"', 'plum; red']);
    await writeFile(file, 'a,b\n1,"2\n');
    await expect(tableData(csvRows(file), { target: 'b' })).rejects.toThrow(
      /fruit\.csv: expected a CSV file, received .*line 2/,
    );
    await expect(tableData(csvRows(Buffer.from('a,b\n1,"2\n')), { target: 'b' })).rejects.toThrow(/csvRows: .*line 2/);
    await expect(tableData(csvRows(join(folder, 'none')), { target: 'b' })).rejects.toThrow(
      /none: expected a file that can be read/,
    );
    await rm(folder, { recursive: true });
  });
});
