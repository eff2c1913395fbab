/**
 * What the next node of a random graph is made of: tensors made so far, shapes and numbers, chosen by a list of random
 * numbers, so that a graph is the same for the same list and shrinks with it.
 */
import type { DType } from '../../dtype.ts';
import { full, type TensorLike } from '../../functions/creation.ts';
import { broadcastShapes, type Shape, sizeOf } from '../../shape.ts';
import type { Tensor, Variable } from '../../tensor.ts';

/** Elements of the largest tensor: enough for the widths of vector kernels and their tails. */
export const mostElements = 150;

/** Numbers that JSON and comparisons take for one another. */
const likeNumbers = [Number.NaN, Infinity, -Infinity, 0, -0] as const;

const plainNumbers = [1, -1, 2, 0.5] as const;

/** Numbers that other keys, literals and conversions may confuse. */
const edgeNumbers = [
  1 / 3,
  2 ** 24,
  2 ** 24 + 1,
  2 ** 24 + 2,
  2 ** 31,
  3.4e38,
  -3.4e38,
  1e39,
  1e15,
  1e16,
  1e21,
  123456789,
  123456792,
  1e-7,
  1 - 1e-7,
  1e-30,
] as const;

const subnormalNumbers = [1e-40, -1e-40, 1.5e-45, 1e-50] as const;

const smallIntegers = [0, 1, -1, 2, 3, -7, 100, -0, 65536, 4096] as const;

const largeIntegers = [2 ** 24, 2 ** 24 + 1, -(2 ** 24) - 1, 2 ** 25, 2 ** 31 - 1, -(2 ** 31), 123456789] as const;

export interface ChooserOptions {
  /** Whether subnormal numbers are among the constants. */
  readonly subnormals: boolean;
  /** Whether all has one shape and most operands are numbers, so that many of these meet in one step. */
  readonly chain: boolean;
}

export class Chooser {
  readonly made: Tensor[];
  readonly variables: readonly Variable[];
  readonly #options: ChooserOptions;
  #choices: readonly number[] = [];
  #next = 0;

  constructor(made: readonly Tensor[], variables: readonly Variable[], options: ChooserOptions) {
    this.made = [...made];
    this.variables = variables;
    this.#options = options;
  }

  begin(choices: readonly number[]): void {
    this.#choices = choices;
    this.#next = 0;
  }

  /** A number in [0, count). */
  below(count: number): number {
    const choice = this.#choices[this.#next++ % this.#choices.length]!;
    return choice % count;
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** A tensor made so far, mostly one of the last; undefined if none suits. */
  tensor(suits: (x: Tensor) => boolean = () => true): Tensor | undefined {
    const candidates = this.made.filter(suits);
    if (candidates.length === 0) return undefined;
    return this.one(this.below(3) > 0 ? candidates.slice(-4) : candidates);
  }

  of(dtype: DType, suits: (x: Tensor) => boolean = () => true): Tensor | undefined {
    return this.tensor((x) => x.dtype === dtype && suits(x));
  }

  number(dtype: DType): number {
    const { subnormals, chain } = this.#options;
    if (dtype === 'f32') {
      const kind = this.below(chain ? 3 : 4);
      if (kind < 2) return this.one(kind === 0 ? plainNumbers : likeNumbers);
      return this.one(subnormals ? [...edgeNumbers, ...subnormalNumbers] : edgeNumbers);
    }
    return this.below(6) > 0 ? this.one(smallIntegers) : this.one(largeIntegers);
  }

  /** What `x` can be combined with element by element: a number or a tensor. */
  partnerOf(x: Tensor): TensorLike {
    if (this.below(10) < (this.#options.chain ? 8 : 4)) {
      // Now and then as a constant that has more elements than x.
      const larger = [2, ...x.shape];
      const number = this.number(x.dtype);
      return this.below(8) === 0 && sizeOf(larger) <= mostElements ? full(larger, number, x.dtype) : number;
    }
    return this.of(x.dtype, (y) => broadcasts(x.shape, y.shape)) ?? this.number(x.dtype);
  }

  shape(): Shape {
    if (this.#options.chain) return [4];
    return this.one<Shape>([[], [1], [4], [7], [2, 3], [4, 1], [1, 4], [4, 4], [2, 3, 4], [0], [3, 0]]);
  }

  axis(x: Tensor): number {
    return this.below(x.shape.length);
  }
}

export function broadcasts(a: Shape, b: Shape): boolean {
  try {
    return sizeOf(broadcastShapes('random graph', a, b)) <= mostElements;
  } catch {
    return false;
  }
}
