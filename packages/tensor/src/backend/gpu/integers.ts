/**
 * What is known of a plan's integers before it runs. gpu.js holds an i32 as a float32 number, which is exact up to ±2²⁴.
 * Arithmetic that may leave that range is guarded: its kernel makes NaN of a result that it cannot hold, the NaN goes on
 * through whatever is made of it, and reading it is an error. What cannot be right however it runs is refused here.
 */
import type { TypedArray } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import type { MapOp } from '../../op/op.ts';
import type { BufferId, MapOperation, MapStep, Plan, ReduceStep } from '../../plan/plan.ts';
import { sizeOf } from '../../shape.ts';

/** Whole numbers up to this are exact, and so are sums and products below it. */
export const largestExact = 2 ** 24;

/** The largest i32 becomes 2³¹ and comes back as itself, so that it can stand for "none yet" as it often does. */
export const largestInteger = 0x7fffffff;

/** Whether a float32 stands for this i32 and no other that is in use. */
export const isHeld = (value: number): boolean => Math.fround(value) === value || value === largestInteger;

export const cannotHold = (value: number): string =>
  `the integer ${value} cannot be held: gpu.js computes with float32 numbers, which are exact up to ±2^24`;

export const hasOverflowed = (what: string): string =>
  `an integer of ${what} has left ±2^24, up to which gpu.js's float32 numbers are exact; use wasm or the reference backend`;

/** Where an i32 lies, as far as that is known. */
export interface IntegerRange {
  readonly least: number;
  readonly most: number;
  /** Whether it may be the NaN of an integer that could not be held. */
  readonly doubtful: boolean;
}

const anything: IntegerRange = { least: -(2 ** 31), most: largestInteger, doubtful: false };

/** An i32 result of an operation. */
export interface IntegerResult extends IntegerRange {
  /** Whether its kernel has to make sure that it is held exactly. */
  readonly guarded: boolean;
  /** Whether its kernel has to make sure that no operand of this arithmetic is the largest i32, which is 2³¹ here. */
  readonly capped: boolean;
  /** A value that it has or exceeds for certain, and that cannot be held. */
  readonly unheld?: number;
}

type Ranges = readonly (IntegerRange | undefined)[];

type Rule<K extends MapOp> = (
  operation: Extract<MapOperation, { op: K }>,
  inputs: Ranges,
  shape: readonly number[],
) => IntegerResult;

const isDoubtful = (inputs: Ranges): boolean => inputs.some((range) => range?.doubtful === true);

/** A result that is one of its inputs or otherwise needs no arithmetic. */
const within = (least: number, most: number, inputs: Ranges = []): IntegerResult => ({
  least,
  most,
  doubtful: isDoubtful(inputs),
  guarded: false,
  capped: false,
});

/** A result of arithmetic that lies between the given bounds before it is wrapped. */
function computed(bounds: readonly number[], inputs: Ranges): IntegerResult {
  const [least, most] = [Math.min(...bounds), Math.max(...bounds)];
  const guarded = least < -largestExact || most > largestExact;
  const capped = inputs.some((range) => range?.most === largestInteger);
  return {
    least: Math.max(least, -largestExact),
    most: Math.min(most, largestExact),
    doubtful: guarded || capped || isDoubtful(inputs),
    guarded,
    capped,
    ...(least > largestExact ? { unheld: least } : most < -largestExact ? { unheld: most } : {}),
  };
}

const unary =
  (bounds: (x: IntegerRange) => readonly number[]) =>
  (_operation: unknown, inputs: Ranges): IntegerResult =>
    computed(bounds(inputs[0]!), inputs);

const binary =
  (bounds: (a: IntegerRange, b: IntegerRange) => readonly number[]) =>
  (_operation: unknown, inputs: Ranges): IntegerResult =>
    computed(bounds(inputs[0]!, inputs[1]!), inputs);

const comparison = (_operation: unknown, inputs: Ranges): IntegerResult => within(0, 1, inputs);

const chosen =
  (least: (a: number, b: number) => number, most: (a: number, b: number) => number) =>
  (_operation: unknown, inputs: Ranges): IntegerResult => {
    const [a, b] = inputs.slice(-2) as [IntegerRange, IntegerRange];
    return within(least(a.least, b.least), most(a.most, b.most), inputs);
  };

/** Positions along an axis. */
function positions(length: number): IntegerResult {
  const last = Math.max(0, length - 1);
  return { ...within(0, last), ...(last > largestExact ? { unheld: last } : {}) };
}

const magnitude = ({ least, most }: IntegerRange): number => Math.max(Math.abs(least), Math.abs(most));

const neverInteger = (): IntegerResult => within(0, 0);

const rules: { readonly [K in MapOp]: Rule<K> } = {
  constant: ({ attributes: { value } }) => ({
    ...within(value, value),
    ...(isHeld(value) ? {} : { unheld: value }),
  }),
  iota: ({ attributes: { axis } }, _inputs, shape) => positions(shape[axis]!),
  cast: (_operation, [x]) => (x === undefined ? within(anything.least, anything.most) : within(x.least, x.most, [x])),
  neg: unary(({ least, most }) => [-least, -most]),
  abs: unary(({ least, most }) => [least <= 0 && most >= 0 ? 0 : Math.abs(least), Math.abs(least), Math.abs(most)]),
  sign: (_operation, inputs) => within(-1, 1, inputs),
  square: unary(({ least, most }) => [least <= 0 && most >= 0 ? 0 : least * least, least * least, most * most]),
  add: binary((a, b) => [a.least + b.least, a.most + b.most]),
  sub: binary((a, b) => [a.least - b.most, a.most - b.least]),
  mul: binary((a, b) => [a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most]),
  // Of a negative exponent the inverse, without its fraction.
  pow: binary((x, n) => {
    const most = Math.max(1, magnitude(x) ** Math.max(0, n.most));
    return [-most, most];
  }),
  mod: binary((_a, b) => [-magnitude(b), magnitude(b)]),
  floorDivide: binary((a) => [-magnitude(a), magnitude(a)]),
  maximum: chosen(Math.max, Math.max),
  minimum: chosen(Math.min, Math.min),
  select: chosen(Math.min, Math.max),
  equal: comparison,
  notEqual: comparison,
  less: comparison,
  lessEqual: comparison,
  greater: comparison,
  greaterEqual: comparison,
  dropoutMask: neverInteger,
  sqrt: neverInteger,
  exp: neverInteger,
  log: neverInteger,
  relu: neverInteger,
  leakyRelu: neverInteger,
  elu: neverInteger,
  softplus: neverInteger,
  sigmoid: neverInteger,
  tanh: neverInteger,
  floor: neverInteger,
  round: neverInteger,
  sin: neverInteger,
  cos: neverInteger,
  erf: neverInteger,
  expm1: neverInteger,
  log1p: neverInteger,
  div: neverInteger,
};

export type RangeOf = (id: BufferId) => IntegerRange | undefined;

/** The range of each register of a map; undefined for those that are f32. */
export function registerRanges({ shape, loads, operations }: MapStep, rangeOf: RangeOf): (IntegerResult | undefined)[] {
  const ranges: (IntegerResult | undefined)[] = loads.map(({ buffer }) => {
    const range = rangeOf(buffer);
    return range && { ...range, guarded: false, capped: false };
  });
  for (const operation of operations) {
    const inputs = operation.inputs.map((register) => ranges[register]);
    const rule = rules[operation.op] as (o: MapOperation, inputs: Ranges, shape: readonly number[]) => IntegerResult;
    ranges.push(operation.dtype === 'i32' ? rule(operation, inputs, shape) : undefined);
  }
  return ranges;
}

/** What a reduction gives, where that is an i32. */
export function reducedRange({ op, length }: ReduceStep, input: IntegerRange | undefined): IntegerResult | undefined {
  if (op === 'argmax') return { ...positions(length), doubtful: input?.doubtful === true };
  if (input === undefined) return undefined;
  return op === 'max'
    ? { ...input, guarded: false, capped: false }
    : computed([0, input.least * length, input.most * length], [input]);
}

/**
 * The ranges of a plan's i32 buffers.
 * @throws BackendError for an integer that cannot be held, whatever the plan is given.
 */
export function integerRanges(plan: Plan): RangeOf {
  const ranges = new Map<BufferId, IntegerRange>();
  const rangeOf: RangeOf = (id) => (plan.buffers[id]!.dtype === 'i32' ? (ranges.get(id) ?? anything) : undefined);
  const set = (id: BufferId, range: IntegerRange | undefined): void => {
    // A variable may hold what an earlier run or another plan has left.
    if (range !== undefined && plan.buffers[id]!.storage !== 'state') ranges.set(id, range);
  };
  const held = (range: IntegerResult | undefined): IntegerResult | undefined => {
    if (range?.unheld === undefined) return range;
    throw new BackendError('gpu', `plan "${plan.name}": ${cannotHold(range.unheld)}`);
  };
  for (const { id, storage, dtype, data } of plan.buffers) {
    if (dtype === 'i32' && storage === 'state') ranges.set(id, { ...anything, doubtful: true });
    if (dtype === 'i32' && data !== undefined) ranges.set(id, rangeOfData(data));
  }
  for (const step of plan.steps) {
    if (step.kind === 'map' && sizeOf(step.shape) > 0) {
      const registers = registerRanges(step, rangeOf).map(held);
      for (const { register, buffer } of step.stores) set(buffer, registers[register]);
    } else if (step.kind === 'reduce') set(step.out, held(reducedRange(step, rangeOf(step.input))));
    else if (step.kind === 'gather') set(step.out, rangeOf(step.table));
    else if (step.kind === 'concat') set(step.out, union(step.inputs.map(rangeOf)));
  }
  return rangeOf;
}

function rangeOfData(data: TypedArray): IntegerRange {
  let [least, most] = [data[0] ?? 0, data[0] ?? 0];
  for (const value of data) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return { least, most, doubtful: false };
}

function union(parts: Ranges): IntegerRange | undefined {
  const known = parts.filter((range) => range !== undefined);
  if (known.length === 0) return undefined;
  return {
    least: Math.min(...known.map(({ least }) => least)),
    most: Math.max(...known.map(({ most }) => most)),
    doubtful: isDoubtful(known),
  };
}
