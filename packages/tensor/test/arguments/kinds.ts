/**
 * Values of every kind that JavaScript has, and of every kind that this package makes, to be given where they do not
 * belong. Each is made anew, as what is given may be kept.
 */
import { vi } from 'vitest';
import { input, ones, plan, program, sparseInput, Variable } from '../../src/index.ts';

export type Kind =
  | 'undefined'
  | 'null'
  | 'boolean'
  | 'number'
  | 'bigint'
  | 'string'
  | 'symbol'
  | 'function'
  | 'list'
  | 'typedArray'
  | 'buffer'
  | 'object'
  | 'instance'
  | 'tensor'
  | 'foreign'
  | 'variable'
  | 'sparseRows'
  | 'program'
  | 'plan';

export interface Sample {
  readonly kind: Kind;
  readonly title: string;
  readonly make: () => unknown;
}

vi.resetModules();
/** Loaded once more: another copy of the package. */
const copy = await import('../../src/index.ts');

const recorded = (): unknown => program({ name: 'sample', inputs: [], outputs: { y: ones([2]) } });

const makers: { readonly [K in Kind]: readonly (readonly [title: string, make: () => unknown])[] } = {
  undefined: [['undefined', () => undefined]],
  null: [['null', () => null]],
  boolean: [
    ['true', () => true],
    ['false', () => false],
  ],
  number: [0, -0, 1, 2, -1, -2, 0.5, 2 ** 31, 2 ** 53, 1e300, 5e-324, Number.NaN, Infinity, -Infinity].map(
    (value) => [Object.is(value, -0) ? '-0' : String(value), () => value] as const,
  ),
  bigint: [['1n', () => 1n]],
  string: ['', '0', 'x', 'f32', 'axes', 'constructor', '__proto__'].map((text) => [`"${text}"`, () => text] as const),
  symbol: [['a symbol', () => Symbol('s')]],
  function: [
    ['a function', () => () => undefined],
    ['a class', () => class Something {}],
  ],
  list: [
    ['[]', () => []],
    ['[0]', () => [0]],
    ['[2, 3]', () => [2, 3]],
    ['[-1, 0.5, NaN]', () => [-1, 0.5, Number.NaN]],
    ['["0"]', () => ['0']],
    ['[true]', () => [true]],
    ['[undefined]', () => [undefined]],
    ['[null, {}]', () => [null, {}]],
    ['two holes', () => new Array(2)],
    ['a hole behind a number', () => Object.assign(new Array(2), { 0: 1 })],
    ['a hole behind a tensor', () => Object.assign(new Array(2), { 0: ones([2]) })],
    ['a billion holes', () => new Array(1e9)],
    ['ragged rows', () => [[1, 2], [3]]],
    ['rows and numbers', () => [[1], 2, [[3]]]],
    [
      'a list of itself',
      () => {
        const list: unknown[] = [];
        list.push(list);
        return list;
      },
    ],
    ['tensors', () => [ones([2]), ones([2])]],
    ['a tensor of another copy', () => [copy.ones([2])]],
    ['variables', () => [new Variable('v', [2])]],
  ],
  typedArray: [
    ['Float32Array', () => Float32Array.of(1, 2)],
    ['Float64Array', () => Float64Array.of(1.5, 1e300)],
    ['Int32Array', () => Int32Array.of(1, 2)],
    ['Uint32Array', () => Uint32Array.of(2 ** 32 - 1)],
    ['Uint8Array', () => Uint8Array.of(1)],
    ['an empty one', () => new Float32Array(0)],
  ],
  buffer: [
    ['BigInt64Array', () => BigInt64Array.of(1n)],
    ['ArrayBuffer', () => new ArrayBuffer(8)],
    ['DataView', () => new DataView(new ArrayBuffer(8))],
  ],
  object: [
    ['{}', () => ({})],
    ['no prototype', () => Object.create(null)],
    ['{ length: 1 }', () => ({ length: 1, 0: 1 })],
    ['{ shape, dtype }', () => ({ shape: [2], dtype: 'f32' })],
    ['{ __proto__ }', () => JSON.parse('{ "__proto__": 1 }')],
  ],
  instance: [
    ['Map', () => new Map([['axes', 0]])],
    ['Date', () => new Date(0)],
    ['Promise', () => Promise.resolve(ones([2]))],
    ['Number', () => Object(1)],
    ['String', () => Object('x')],
    ['Error', () => new Error('e')],
  ],
  tensor: [
    ['f32 [2]', () => ones([2])],
    ['f32 []', () => ones([])],
    ['f32 [0, 3]', () => ones([0, 3])],
    ['f32 [2, 3]', () => input('m', [2, 3])],
    ['i32 [2]', () => ones([2], 'i32')],
    ['i32 []', () => ones([], 'i32')],
  ],
  foreign: [
    ['a tensor', () => copy.ones([2])],
    ['a variable', () => new copy.Variable('v', [2])],
  ],
  variable: [['a variable', () => new Variable('v', [2])]],
  sparseRows: [['sparse rows', () => sparseInput('s', { rows: 2, columns: 3, entries: 4 })]],
  program: [['a program', recorded]],
  plan: [['a plan', () => plan(recorded() as Parameters<typeof plan>[0])]],
};

export const samples: readonly Sample[] = (Object.keys(makers) as Kind[]).flatMap((kind) =>
  makers[kind].map(([title, make]) => ({ kind, title: `${kind}: ${title}`, make })),
);
