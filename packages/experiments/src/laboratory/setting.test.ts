import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { formatSetting, gridCells, type Json, parseGrid, parseSeeds, parseSetting } from './setting.ts';

/** What JSON can tell apart: −0 is 0. */
const anyJson = fc
  .oneof(fc.string(), fc.jsonValue({ maxDepth: 2 }))
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);
const anyPath = fc.string({ minLength: 1 }).filter((path) => !path.includes('='));

function message(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).kind).toBe('usage');
    return (error as ConfigError).message;
  }
  throw new Error('expected a ConfigError, nothing was thrown');
}

describe('parseSetting', () => {
  test('JSON where it is JSON, else text', () => {
    const value = (text: string) => parseSetting(`key=${text}`).value;
    expect(['0.01', '1e-3', 'true', 'null', '"12"', '[1,2]', '{"l2":1}'].map(value)).toEqual([
      0.01,
      0.001,
      true,
      null,
      '12',
      [1, 2],
      { l2: 1 },
    ]);
    expect(['relu', 'a=b', '0x10', 'NaN', '01', ' 3 4'].map(value)).toEqual([
      'relu',
      'a=b',
      '0x10',
      'NaN',
      '01',
      ' 3 4',
    ]);
    expect(parseSetting('layers.3.activation=relu')).toEqual({ path: 'layers.3.activation', value: 'relu' });
  });

  test('every setting is read back as it was', () => {
    fc.assert(
      fc.property(anyPath, anyJson, (path, value) => {
        expect(parseSetting(formatSetting({ path, value }))).toEqual({ path, value });
      }),
    );
  });

  test('a text that is no setting', () => {
    const sentence = 'expected path=value, such as optimizer.learningRate=0.01.';
    expect(message(() => parseSetting('epochs'))).toBe(`epochs: ${sentence}`);
    expect(message(() => parseSetting('=3'))).toBe(`=3: ${sentence}`);
    expect(message(() => parseSetting('epochs='))).toBe(`epochs=: ${sentence}`);
    expect(message(() => parseSetting(''))).toBe(`"": ${sentence}`);
  });
});

test('JSON that has a key twice is refused, in settings and grids, and is no mere text', () => {
  const twice = 'the key "l2" stands twice, in line 1, column 2 and in line 1, column 9; keep one of them.';
  const text = 'layers.1.kernelRegularizer={"l2":1,"l2":2}';
  expect(message(() => parseSetting(text))).toBe(`${text}: ${twice}`);
  expect(message(() => parseGrid(`${text},{"l2":3}`))).toBe(`${text},{"l2":3}: ${twice}`);
  expect(formatSetting({ path: 'title', value: '{"a":1,"a":2}' })).toBe('title="{\\"a\\":1,\\"a\\":2}"');
});

describe('parseGrid', () => {
  test('values between commas, of any kind', () => {
    expect(parseGrid('optimizer.learningRate=0.1,1e-2')).toEqual({
      path: 'optimizer.learningRate',
      values: [0.1, 0.01],
    });
    expect(parseGrid('layers.1.activation=relu,tanh').values).toEqual(['relu', 'tanh']);
    expect(parseGrid('a=null,{"l1":1,"l2":[2,3]},"x,y",[1,2]').values).toEqual([
      null,
      { l1: 1, l2: [2, 3] },
      'x,y',
      [1, 2],
    ]);
    expect(parseGrid('a={"x,{":"}\\","}').values).toEqual([{ 'x,{': '}",' }]);
  });

  test('every list of JSON values is read as they are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyJson, { minLength: 1, maxLength: 5, selector: (value) => JSON.stringify(value) }),
        (values) => {
          expect(parseGrid(`key=${values.map((value) => JSON.stringify(value)).join(',')}`).values).toEqual(values);
        },
      ),
    );
  });

  test('mistakes', () => {
    expect(message(() => parseGrid('a=1,,2'))).toBe('a=1,,2: a value between two commas is missing.');
    expect(message(() => parseGrid('a=1,[1e400]'))).toMatch(/^a=1,\[1e400\]: a number in it is too large/);
    expect(message(() => parseGrid('a=1,2,1.0'))).toBe('a=1,2,1.0: 1 comes twice.');
    expect(message(() => parseGrid('a'))).toBe('a: expected path=value, such as optimizer.learningRate=0.1,0.01.');
  });
});

describe('gridCells', () => {
  test('the product, the last axis fastest', () => {
    const cells = gridCells([parseGrid('a=1,2'), parseGrid('b=x,y,z')]);
    expect(cells.map((cell) => cell.map(formatSetting).join(' '))).toEqual([
      'a=1 b=x',
      'a=1 b=y',
      'a=1 b=z',
      'a=2 b=x',
      'a=2 b=y',
      'a=2 b=z',
    ]);
    expect(gridCells([])).toEqual([[]]);
  });

  test('a path given twice', () => {
    expect(message(() => gridCells([parseGrid('a=1'), parseGrid('a=2')]))).toBe(
      'a: is in the grid twice; give all its values at once.',
    );
  });
});

describe('parseSeeds', () => {
  test('ranges and lists', () => {
    expect(parseSeeds('1..5')).toEqual([1, 2, 3, 4, 5]);
    expect(parseSeeds('1,2,7')).toEqual([1, 2, 7]);
    expect(parseSeeds('1..3,10,0')).toEqual([1, 2, 3, 10, 0]);
    expect(parseSeeds('4294967295..4294967295')).toEqual([4294967295]);
  });

  test('every list of different seeds', () => {
    const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(seeds, (list) => {
        expect(parseSeeds(list.join(','))).toEqual(list);
      }),
    );
  });

  test('what is no seed is named', () => {
    const expected = 'expected whole numbers from 0 to 4294967295, such as 1..5 or 1,2,7';
    for (const part of ['', 'x', '-1', '1.5', '1...5', '1..2..3', '4294967296', '1..', ' 1']) {
      expect(message(() => parseSeeds(`3,${part}`))).toBe(`3,${part}: ${expected}, received "${part}".`);
    }
    expect(message(() => parseSeeds('5..1'))).toBe('5..1: the range 5..1 falls; did you mean 1..5?');
    expect(message(() => parseSeeds('1,1..2'))).toBe('1,1..2: seed 1 comes twice.');
    expect(message(() => parseSeeds('0..4294967295'))).toBe('0..4294967295: these are more than 10000 seeds.');
  });

  test('no text makes anything but seeds or a ConfigError', () => {
    const parts = fc.array(fc.oneof(fc.string(), fc.integer().map(String), fc.string({ unit: 'grapheme' })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, (list) => {
        try {
          for (const seed of parseSeeds(list.join('..'))) expect(seed).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
    );
  });
});
