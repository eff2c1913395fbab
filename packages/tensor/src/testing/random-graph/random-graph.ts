/**
 * Random programs: several ops of every kind, shared parts, views, numbers at the edges, gradients, state that updates
 * write, over one to three steps. What a graph is made of is a list of numbers, so that fast-check can shrink it.
 */
import fc from 'fast-check';
import type { DType } from '../../dtype.ts';
import { full, input } from '../../functions/creation.ts';
import { sub } from '../../functions/elementwise.ts';
import { sum } from '../../functions/reduction.ts';
import { RowCompressor, sparseInput } from '../../functions/sparse.ts';
import { adamUpdate, assign, momentumUpdate } from '../../functions/update.ts';
import { transpose } from '../../functions/view.ts';
import { gradient } from '../../graph/gradient.ts';
import { opProperty } from '../../op/property.ts';
import { type Shape, shapesEqual, sizeOf } from '../../shape.ts';
import { type Tensor, Variable } from '../../tensor.ts';
import type { Case64 } from '../oracle.ts';
import { Chooser, type ChooserOptions, mostElements } from './chooser.ts';
import { growth } from './growth.ts';

const ops = Object.keys(growth) as (keyof typeof growth)[];
const maps = ops.filter((op) => opProperty[op] === 'map');
/** What grows in a graph of every kind of op; fused steps are where most can be confused, so they are more likely. */
const everything = [...ops, ...maps, 'gradient' as const];

const choices = fc.array(fc.nat(2 ** 16), { minLength: 8, maxLength: 8 });

/** The numbers that a graph is made of. */
const recipes = fc.record({
  /** Element-wise ops with numbers alone, so that many of these meet in one step. */
  chain: fc.boolean(),
  growth: fc.array(fc.record({ op: fc.nat(2 ** 16), choices }), { minLength: 2, maxLength: 28, size: 'max' }),
  values: choices,
  outputs: fc.array(fc.nat(2 ** 16), { minLength: 1, maxLength: 9, size: 'max' }),
  updates: fc.array(choices, { minLength: 16, maxLength: 16 }),
  steps: fc.integer({ min: 1, max: 3 }),
});

type Recipe = typeof recipes extends fc.Arbitrary<infer R> ? R : never;

const given: readonly { readonly shape: Shape; readonly dtype: DType }[] = [
  // Square, so that its transpose can be assigned to it.
  { shape: [4, 4], dtype: 'f32' },
  { shape: [4], dtype: 'f32' },
  { shape: [], dtype: 'f32' },
  { shape: [4], dtype: 'i32' },
];

/** Variables that are assigned to: more scalars and vectors than a kernel of a GPU takes arrays. */
const held: typeof given = [...given, ...given.slice(1), ...given.slice(1), given[2]!, { shape: [], dtype: 'i32' }];

/** Rows of a sparse table, with about two zeros in three. */
const sparseTable = { rows: 4, columns: 7 };
const dense = Float32Array.from({ length: 28 }, (_, i) => ((i * 5) % 3 === 0 ? ((i * 7) % 11) / 4 - 1 : 0));

/** Multiples of 1/64 or small integers, now and then a number at the edge. */
function values(by: Chooser, { shape, dtype }: { shape: Shape; dtype: DType }, salt: number): number[] {
  const seed = by.below(1000) + salt;
  const edge = by.number(dtype);
  const at = by.below(30);
  return Array.from({ length: sizeOf(shape) }, (_, i) => {
    if (i === at) return dtype === 'f32' ? Math.fround(edge) : edge | 0;
    const grid = ((i + 1) * (seed * 37 + 11)) % 257;
    return dtype === 'f32' ? (grid - 128) / 64 : (grid % 9) - 2;
  });
}

export type RandomGraphOptions = Pick<ChooserOptions, 'subnormals'>;

/** A random program with the values that it is given. */
export const randomGraph = (options: RandomGraphOptions): fc.Arbitrary<Case64> =>
  // Without fast-check's preference for small numbers, which would choose the same things again and again.
  fc.noBias(recipes).map((recipe) => graphOf(recipe, options));

function graphOf(recipe: Recipe, options: RandomGraphOptions): Case64 {
  const compressor = new RowCompressor(sparseTable.rows, sparseTable.columns, 1);
  compressor.append(dense);
  const { entries, segmentStart, columnIndex } = compressor;
  const sparse = sparseInput('sparse', { ...sparseTable, entries });
  const inputs = given.map(({ shape, dtype }, at) => input(`x${at}`, shape, dtype));
  const assigned = held.map(({ shape, dtype }, at) => new Variable(`state${at}`, shape, dtype));
  const trained = ['kernel', 'bias', 'other'].map((name, at) => {
    const { shape } = given[at % 2]!;
    return ['', '/m', '/v'].map((part) => new Variable(`${name}${part}`, shape)) as [Variable, Variable, Variable];
  });
  const variables = [...assigned, ...trained.flat()];
  const { chain } = recipe;
  const seeds = chain ? inputs.slice(1) : [...inputs, ...variables.map(({ tensor }) => tensor)];
  const by = new Chooser(seeds, variables, { ...options, chain });

  const growing = chain ? maps : everything;
  for (const { op: at, choices: chosen } of recipe.growth) {
    const op = growing[at % growing.length]!;
    by.begin(chosen);
    const grown = op === 'gradient' ? gradients(by, inputs) : [growth[op](by, { sparse })];
    for (const node of grown) if (node !== undefined && sizeOf(node.shape) <= mostElements) by.made.push(node);
  }
  const outputs = recipe.outputs.map((at) => by.made[by.made.length - 1 - (at % Math.min(by.made.length, 12))]!);
  by.begin(recipe.values);
  const inputValues = given.map((x, at) => values(by, x, at));
  const variableValues = variables.map((variable, at) =>
    // A running mean of squares is not negative.
    values(by, variable, at).map((value) => (variable.name.endsWith('/v') ? Math.abs(value) : value)),
  );
  return {
    inputs: [...inputs, sparse.segmentStart, sparse.columnIndex, sparse.values],
    inputValues: [
      ...inputValues,
      segmentStart,
      columnIndex.subarray(0, entries),
      compressor.values.subarray(0, entries),
    ],
    variables,
    variableValues,
    outputs,
    updates: updatesOf(recipe, by, assigned, trained),
    steps: recipe.steps,
  };
}

function gradients(by: Chooser, inputs: readonly Tensor[]): readonly (Tensor | undefined)[] {
  const x = by.of('f32', ({ shape }) => sizeOf(shape) > 0);
  return x === undefined ? [] : gradient(sum(x), inputs.slice(0, 3));
}

type Trained = readonly [Variable, Variable, Variable];

/** At most one update of each variable. Optimizers differ in their settings or share them. */
function updatesOf(recipe: Recipe, by: Chooser, assigned: readonly Variable[], trained: readonly Trained[]): Tensor[] {
  const fitting = ({ shape, dtype }: Variable): Tensor | undefined => by.of(dtype, (x) => shapesEqual(x.shape, shape));
  const assignments = assigned.map((variable, at) => {
    by.begin(recipe.updates[at]!);
    if (by.below(3) === 0) return undefined;
    const value = fitting(variable);
    // Elements that another position of the step reads before they are written.
    if (variable.shape.length === 2 && by.below(3) === 0)
      return assign(variable, sub(transpose(variable.tensor), value ?? 1));
    return value !== undefined && by.below(4) > 0
      ? assign(variable, value)
      : assign(variable, full(variable.shape, by.number(variable.dtype), variable.dtype));
  });
  const steps = trained.map(([parameter, m, v], at) => {
    by.begin(recipe.updates[assigned.length + at]!);
    const gradientOf = fitting(parameter);
    if (gradientOf === undefined || by.below(4) === 0) return undefined;
    const rate = by.below(3) > 0 ? full([], 0.125) : (by.of('f32', ({ shape }) => shape.length === 0) ?? full([], 1));
    if (by.below(2) === 0) {
      const settings = { momentum: by.one([0.9, 0.9, 0.5, 0]), nesterov: by.below(2) === 0 };
      return momentumUpdate({ parameter, velocity: m }, gradientOf, rate, settings);
    }
    const settings = { beta1: by.one([0.9, 0.9, 0.5]), beta2: 0.999, epsilon: by.one([1e-7, 1e-7, 1e-3, 1e-30]) };
    return adamUpdate({ parameter, m, v }, gradientOf, rate, settings);
  });
  return [...assignments, ...steps].filter((update) => update !== undefined);
}
