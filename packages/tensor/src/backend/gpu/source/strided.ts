/**
 * Loops over a shape as cells of a kernel: neighbouring axes that every access walks in step become one, and at most
 * three remain as x, y and z. Index expressions are whole numbers, so they stay exact beyond 2^24 elements.
 */
import { BackendError } from '../../../errors.ts';
import type { Shape } from '../../../shape.ts';

/** An access to element `offset + Σ index[axis] · strides[axis]`. */
export interface Access {
  readonly offset: number;
  readonly strides: readonly number[];
}

export interface CellGrid {
  /** Cells, innermost first. */
  readonly output: readonly number[];
  /** Statements that the index expressions rely on. */
  readonly setup: readonly string[];
  /** The index expression of each access, in the given order. */
  readonly indices: readonly string[];
}

export function cellGrid(shape: Shape, accesses: readonly Access[]): CellGrid {
  const { dimensions, strides } = collapse(shape, accesses);
  const rank = dimensions.length;
  const setup: string[] = [];
  const coordinates = ['this.thread.x', 'this.thread.y'].slice(0, Math.min(rank, 2)).reverse();
  const lead = rank - 2;
  if (lead === 1) coordinates.unshift('this.thread.z');
  if (lead > 1) coordinates.unshift(...unpackLeading(dimensions.slice(0, lead), setup));

  const inner = dimensions.slice(Math.max(0, lead)).reverse();
  const output = rank === 0 ? [1] : lead > 0 ? [...inner, product(dimensions.slice(0, lead))] : inner;
  const indices = accesses.map(({ offset }, at) =>
    indexExpression(offset, strides[at]!, coordinates, lead > 1 ? lead : 0),
  );
  return { output, setup, indices };
}

const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

/** Axes of length 1 dropped; an axis merged into the next where each access steps over it as over one longer axis. */
function collapse(shape: Shape, accesses: readonly Access[]): { dimensions: number[]; strides: number[][] } {
  const dimensions: number[] = [];
  const strides: number[][] = accesses.map(() => []);
  shape.forEach((dimension, axis) => {
    if (dimension === 1) return;
    const last = dimensions.length - 1;
    const merges =
      last >= 0 && accesses.every((access, at) => strides[at]![last] === access.strides[axis]! * dimension);
    if (merges) dimensions[last]! *= dimension;
    else dimensions.push(dimension);
    accesses.forEach((access, at) => {
      if (merges) strides[at]![last] = access.strides[axis]!;
      else strides[at]!.push(access.strides[axis]!);
    });
  });
  return { dimensions, strides };
}

/** Coordinates of the leading axes from z. Adding a half keeps a device's inexact division on the right side. */
function unpackLeading(dimensions: readonly number[], setup: string[]): string[] {
  if (product(dimensions) > 2 ** 20) {
    throw new BackendError(
      'gpu',
      `an element-wise step over ${dimensions.join('×')} leading rows is beyond its index range; merge axes or split the batch`,
    );
  }
  const names = dimensions.map((_, axis) => `i${axis}`);
  let rest = 'this.thread.z';
  for (let axis = dimensions.length - 1; axis > 0; axis--) {
    const d = dimensions[axis]!;
    setup.push(
      `const q${axis} = Math.floor((${rest} + 0.5) / ${d});`,
      `const ${names[axis]} = ${rest} - q${axis} * ${d};`,
    );
    rest = `q${axis}`;
  }
  setup.push(`const ${names[0]} = ${rest} * 1;`);
  return names;
}

/** The first `floats` coordinates are float variables; they are made whole before they meet the others. */
function indexExpression(
  offset: number,
  strides: readonly number[],
  coordinates: readonly string[],
  floats: number,
): string {
  const term = (axis: number): string =>
    strides[axis] === 1 ? coordinates[axis]! : `${coordinates[axis]} * ${strides[axis]}`;
  const axes = strides.map((_, axis) => axis).filter((axis) => strides[axis] !== 0);
  const whole = axes.filter((axis) => axis >= floats).map(term);
  const float = axes.filter((axis) => axis < floats).map(term);
  const terms = [...(float.length > 0 ? [`((${float.join(' + ')}) | 0)`] : []), ...whole];
  if (offset !== 0 || terms.length === 0) terms.push(String(offset));
  return terms.join(' + ');
}
