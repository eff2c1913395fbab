/** Numbers beside tensors: what an i32 tensor cannot hold is refused when it is recorded, what f32 cannot is rounded. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as tensorPackage from '../src/index.ts';
import {
  ArgumentError,
  assign,
  full,
  input,
  isInkgradError,
  select,
  type Tensor,
  tensor,
  Variable,
} from '../src/index.ts';

const binaryNames = [
  'add',
  'sub',
  'mul',
  'maximum',
  'minimum',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
] as const;

const i = input('i', [3], 'i32');
const count = new Variable('count', [], 'i32');

/** Every way to put a number beside an i32 tensor, by the function that it is given to. */
const places: readonly (readonly [string, (value: number) => Tensor])[] = [
  ...binaryNames.flatMap((name) => [
    [name, (value: number) => tensorPackage[name](i, value)] as const,
    [name, (value: number) => tensorPackage[name](value, i)] as const,
  ]),
  ['select', (value) => select(i, i, value)],
  ['select', (value) => select(i, value, i)],
  ['assign', (value) => assign(count, value)],
  ['full', (value) => full([2], value, 'i32')],
  ['tensor', (value) => tensor([[1], [value]], [2], 'i32')],
  ['tensor', (value) => tensor(value, [], 'i32')],
];

const noInteger = fc.oneof(
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 1.5, 0.5, 2 ** 31, -(2 ** 31) - 1, 3e9, 1e300, 5e-324),
  fc.double().filter((value) => !Number.isInteger(value) || value >= 2 ** 31 || value < -(2 ** 31)),
);

describe('a number beside an i32 tensor', () => {
  it.each(places)('%s refuses what is no whole number of 32 bits, by its own name', (name, place) => {
    fc.assert(
      fc.property(noInteger, (value) => {
        const error = thrownBy(() => place(value));
        expect(error).toBeInstanceOf(ArgumentError);
        expect(String(error)).toContain(`ArgumentError: ${name}: `);
        expect(String(error)).toContain(`received ${value}.`);
      }),
    );
  });

  it.each(places)('%s takes every whole number of 32 bits', (_name, place) => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(-0, 2 ** 31 - 1, -(2 ** 31)), fc.integer()), (value) => {
        expect(() => place(value)).not.toThrow();
      }),
    );
  });

  it('is read as 0 where it is −0', () => {
    expect(full([], -0, 'i32').attributes.value).toBe(0);
  });

  it('says which element of a list is wrong', () => {
    expect(() => tensor([0, 1, 2.5], [3], 'i32')).toThrow(
      /^tensor: element 2 of values must be a whole number .* received 2\.5\.$/,
    );
  });
});

it('a number becomes the nearest float32 where it is recorded', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(full([], value).attributes.value).toBe(Math.fround(value));
    }),
  );
});

it('constants are recorded where numbers are checked, and nowhere else', () => {
  const folder = new URL('../src/', import.meta.url);
  const sources = (readdirSync(folder, { recursive: true }) as string[]).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing'),
  );
  const recording = sources.filter((file) => /record\(\s*'constant'/.test(readFileSync(new URL(file, folder), 'utf8')));
  // simplify.ts gives a constant another shape.
  expect(recording.sort()).toEqual(['functions/creation.ts', 'graph/simplify.ts']);
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (isInkgradError(error)) return error;
    throw error;
  }
  return undefined;
}
