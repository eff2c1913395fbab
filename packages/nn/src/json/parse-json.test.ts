import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonError, parseJson } from './index.ts';

function failure(source: string | Uint8Array): JsonError {
  try {
    parseJson(source);
  } catch (error) {
    expect(error).toBeInstanceOf(JsonError);
    return error as JsonError;
  }
  throw new Error('expected a JsonError, nothing was thrown');
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
const swapped = (bytes: Uint8Array): Uint8Array => new Uint8Array(Buffer.from(bytes).swap16());

/** The value that `JSON.parse` gives; undefined where it refuses, which no JSON is. */
function builtIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether any object of a text has a key twice, by counting the keys that `JSON.parse` reports and those it keeps. */
function hasKeyTwice(text: string): boolean {
  // One letter in place of each key makes them equal to none: the n-th key becomes "n", and every one is kept.
  let keys = 0;
  const renamed = text.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (string, colon) => (colon ? `"${keys++}":` : string));
  const count = (value: unknown): number =>
    typeof value !== 'object' || value === null
      ? 0
      : Object.values(value).reduce(
          (sum: number, each) => sum + count(each),
          Array.isArray(value) ? 0 : Object.keys(value).length,
        );
  return count(JSON.parse(renamed)) !== count(JSON.parse(text));
}

const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    'u',
    '0',
    '1',
    '-',
    '+',
    '.',
    'e',
    'E',
    'true',
    'false',
    'null',
    ' ',
    '\n',
  ],
  ...[
    '\t',
    '\r',
    '/',
    '*',
    '\u00a0',
    '\u2028',
    '\u0000',
    '\v',
    '"a"',
    '"b"',
    '"a":1',
    'N',
    "'",
    '\\u00e9',
    '\ud800',
    '#',
  ],
];
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''));
const damaged = fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...pieces), fc.nat(2)).map(([text, at, piece, cut]) => {
  const place = at % (text.length + 1);
  return text.slice(0, place) + piece + text.slice(place + cut);
});

describe('it takes what JSON.parse takes', () => {
  test('and gives the same value, but for keys that stand twice', () => {
    let [taken, refused, twice] = [0, 0, 0];
    fc.assert(
      fc.property(fc.oneof(soup, damaged, fc.json()), (text) => {
        const expected = builtIn(text);
        if (expected === undefined) {
          refused += 1;
          const { message, places } = failure(text);
          expect(message).toMatch(/^the text is empty|^not valid JSON in line \d+, column \d+: .+\.$/);
          expect(places).toHaveLength(text.trim() === '' ? 0 : 1);
        } else if (hasKeyTwice(text)) {
          twice += 1;
          expect(failure(text).message).toContain('stands twice');
        } else {
          taken += 1;
          expect(parseJson(text)).toStrictEqual(expected);
          expect(parseJson(utf8(text))).toStrictEqual(JSON.parse(new TextDecoder().decode(utf8(text))));
        }
      }),
      { numRuns: 5000, examples: [['{"a":1,"a":2}'], ['{"a":1,"\\u0061":2}'], ['{"__proto__":1}'], ['"\\ud800"']] },
    );
    expect(Math.min(taken, refused, twice)).toBeGreaterThan(0);
  });

  test('the lists of every JSON file in this package', () => {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });
});

describe('a mistake is named with its line and column', () => {
  test.each([
    ['{ "epochs": True }', 'line 1, column 13: True is written true.'],
    ['{\n  "a": None,\n  "b": 2\n}', 'line 2, column 8: None is written null.'],
    ['{\r\n  "a": NaN\r\n}', 'line 2, column 8: JSON has no NaN.'],
    ['[-Infinity]', 'line 1, column 2: JSON has no -Infinity.'],
    ["{'a': 1}", 'line 1, column 2: texts and keys stand in straight double quotes.'],
    ['{“a”: 1}', 'line 1, column 2: texts and keys stand in straight double quotes.'],
    ['{\u00a0"a": 1}', 'line 1, column 2: \\u00a0 is no JSON value'],
    ['{a: 1}', 'line 1, column 2: a is no JSON value; texts and keys stand in double quotes.'],
    ['{"a": 1,}', 'line 1, column 9: a comma before } is one too many.'],
    ['[1, 2,\n]', 'line 2, column 1: a comma before ] is one too many.'],
    ['{"a": 1\n "b": 2}', 'line 2, column 2: expected "," before the next entry, found "b".'],
    ['{"a" 1}', 'line 1, column 6: expected ":" after the key, found 1.'],
    ['{"a": }', 'line 1, column 7: expected a value, found }.'],
    ['{"a": [1, 2', 'line 1, column 12: expected "]" or ",", found the end of the text.'],
    ['{"a": 1', 'line 1, column 8: expected "}" or ",", found the end of the text.'],
    ['{"a": 1}\n}', 'line 2, column 1: the value has ended before }.'],
    ['// mine\n{}', 'line 1, column 1: JSON has no comments.'],
    ['{"a": "b\n"}', 'line 1, column 7: a text that begins here has no closing quotes in its line.'],
    ['{"a": "b\tc"}', 'line 1, column 7: a line break, a tab or another control character stands in this text'],
    ['{"a": "C:\\data"}', 'line 1, column 7: in this text a "\\" stands before a character that it cannot escape.'],
    ['["\\u00g0"]', 'line 1, column 2: after "\\u" in this text expected four hexadecimal digits.'],
    ['[01]', 'line 1, column 3: expected "," before the next entry, found 1.'],
    ['[1.]', 'line 1, column 2: the number 1. is cut short.'],
    ['{"a": \u001b[31m}', 'line 1, column 7: \\u001b is no JSON value'],
  ])('%j', (text, ending) => {
    const { message, places } = failure(text);
    expect(message).toContain(`not valid JSON in ${ending}`);
    const [, line, column] = /line (\d+), column (\d+)/.exec(message)!;
    expect(places).toEqual([{ line: Number(line), column: Number(column) }]);
    expect(failure(utf8(text)).message).toBe(message);
  });

  test('an empty text', () => {
    expect(failure('').message).toBe('the text is empty; expected JSON.');
    expect(failure(' \n').message).toBe('the text is empty; expected JSON.');
    expect(failure(new Uint8Array(0)).message).toBe('the text is empty; expected JSON.');
  });
});

describe('a key that stands twice', () => {
  test.each([
    [
      '{\n  "epochs": 1,\n  "seed": 2,\n  "epochs": 3\n}',
      'the key "epochs" stands twice, in line 2, column 3 and in line 4, column 3',
    ],
    ['{"a":1,"\\u0061":2}', 'the key "a" stands twice, in line 1, column 2 and in line 1, column 8'],
    ['{"layers":[{},{"units":1,"x":{},"units":1}]}', 'the key "units" of layers.1 stands twice'],
    ['{"a":{"b":{"":1,"":1}}}', 'the key "" of a.b stands twice'],
    ['{"__proto__":1,"__proto__":2}', 'the key "__proto__" stands twice'],
  ])('%j', (text, sentence) => {
    const error = failure(text);
    expect(error.message).toContain(sentence);
    expect(error.places).toHaveLength(2);
  });

  test('in different objects is no mistake', () => {
    expect(parseJson('[{"a":1},{"a":{"a":2}},{"b":{"a":1},"a":[{"a":1}]}]')).toBeDefined();
    expect(parseJson('{"a":"a","b":"a"}')).toEqual({ a: 'a', b: 'a' });
  });
});

describe('bytes', () => {
  const text = '{"name": "größer", "k": [1]}';

  test('UTF-8 with and without a byte order mark, and a text with one', () => {
    expect(parseJson(utf8(text))).toEqual(JSON.parse(text));
    expect(parseJson(utf8(`\uFEFF${text}`))).toEqual(JSON.parse(text));
    expect(parseJson(`\uFEFF${text}`)).toEqual(JSON.parse(text));
  });

  test.each([
    ['little-endian with a mark', utf16(`\uFEFF${text}`)],
    ['big-endian with a mark', swapped(utf16(`\uFEFF${text}`))],
    ['little-endian', utf16(text)],
    ['big-endian', swapped(utf16(text))],
    ['a single digit', utf16('1')],
  ])('UTF-16 is named: %s', (_, bytes) => {
    expect(failure(bytes).message).toBe('the text is UTF-16; save it as UTF-8.');
  });

  test('UTF-32 is named', () => {
    const bytes = new Uint8Array(Uint32Array.of(0xfeff, 0x7b, 0x7d).buffer);
    expect(failure(bytes).message).toBe('the text is UTF-32; save it as UTF-8.');
  });

  test('what is no UTF-8 is named with the first byte that is none', () => {
    expect(failure(Uint8Array.of(...utf8('{"a":"gr'), 0xf6, 0xdf, ...utf8('er"}'))).message).toBe(
      'the text is no UTF-8: byte 8 is 0xf6; save it as UTF-8.',
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }).filter((s) => !/\p{Surrogate}/u.test(s)),
        fc.constantFrom(0x80, 0xc0, 0xff),
        (before, byte) => {
          const valid = utf8(`"a${before}`);
          expect(failure(Uint8Array.of(...valid, byte)).message).toContain(`byte ${valid.length} is 0x`);
        },
      ),
    );
  });
});

test('nesting is limited, in what is JSON and in what is not', () => {
  const nested = (levels: number, end = ']'): string => '['.repeat(levels) + end.repeat(levels);
  expect(parseJson(nested(200))).toBeDefined();
  for (const text of [nested(201), nested(100_000), nested(100_000, ''), '{"a":'.repeat(100_000)]) {
    expect(failure(text).message).toMatch(/more than 200 deep in one another in line 1, column \d+\.$/);
  }
});
