/** Any value has a short text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, input, Variable } from '../index.ts';
import { describe } from './describe.ts';

const cyclic: unknown[] = [];
cyclic.push(cyclic);

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [-0, '-0'],
  ['x', '"x"'],
  ['a'.repeat(99), `"${'a'.repeat(60)}…"`],
  [3n, '3n, a bigint'],
  [Symbol('s'), 'a symbol'],
  [() => undefined, 'a function'],
  [add, 'the function add'],
  [[1, [2, [3]]], '[1, [2, an array of 1]]'],
  // biome-ignore lint/suspicious/noSparseArray: holes are what is described.
  [[1, , 3], '[1, a hole, 3]'],
  [new Array(9).fill(0), 'an array of 9'],
  [cyclic, '[[an array of 1]]'],
  [{}, 'an empty object'],
  [{ a: 1, b: 2 }, 'an object (a, b)'],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, 'an object (a, b, c, d, e, f, …)'],
  [Object.create(null), 'an empty object'],
  [new Map(), 'a Map'],
  [new Float64Array(2), 'a Float64Array of 2'],
  [new Int8Array(0), 'an Int8Array of 0'],
  [new DataView(new ArrayBuffer(2)), 'a DataView'],
  [Promise.resolve(), 'a promise (is an await missing?)'],
  [new Error('gone'), 'the error "gone"'],
  [input('x', [2, 3]), 'tensor input f32[2, 3]'],
  [new Variable('w', [2], 'i32'), 'variable w i32[2]'],
])('%#: %s', (value, text) => expect(describe(value)).toBe(text));

test('a proxy that throws has one too', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(describe(proxy)).toBe('a value of type object');
});

test('never throws and stays short', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withMap: true,
        withTypedArray: true,
        withNullPrototype: true,
        withSparseArray: true,
      }),
      (value) => {
        expect(describe(value).length).toBeLessThan(3000);
      },
    ),
  );
});
