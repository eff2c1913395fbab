/**
 * Sums over the steps of an epoch, kept on the device and read once per chunk of steps: loss and metrics, weighted by
 * batch size, and where the first loss that is not finite appeared. Compensated (Kahan), so that f32 sums over any
 * number of steps are as exact as one f32. Reading changes nothing, so chunks of any size give the same bits.
 */
import {
  abs,
  add,
  assign,
  concat,
  iota,
  lessEqual,
  minimum,
  mul,
  reshape,
  select,
  sizeOf,
  sub,
  type Tensor,
  type TypedArray,
  Variable,
} from '@inkgrad/tensor';
import type { VariableStore } from '../device/variable-store.ts';

const largestFloat = 3.4028234663852886e38;
const largestInt = 0x7fffffff;

export interface Totals {
  /** Sums over samples: the loss, then the metrics. */
  readonly sums: readonly number[];
  /** First sample of the first batch whose loss is not finite; undefined where all are. */
  readonly nonFinitePosition: number | undefined;
}

export class RunningSums {
  /** First sample of the next batch. */
  readonly position = new Variable('position', [], 'i32');
  readonly #sums: Variable;
  /** What rounding added to each sum too much. */
  readonly #excess: Variable;
  readonly #firstNonFinite = new Variable('firstNonFinite', [], 'i32');
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
    this.#sums = new Variable('sums', [count]);
    this.#excess = new Variable('excess', [count]);
  }

  get variables(): readonly Variable[] {
    return [this.position, this.#sums, this.#excess, this.#firstNonFinite];
  }

  /** The next batch's samples: i32 [batch]. */
  places(batch: number): Tensor {
    return add(this.position.tensor, iota([batch]));
  }

  /**
   * Records a step's additions.
   * @param loss scalar, mean over the batch
   * @param metricSums sums over the batch: scalars, or vectors of several sums
   * @returns updates for the program
   */
  add(loss: Tensor, metricSums: readonly Tensor[], batch: number): Tensor[] {
    const parts = [mul(loss, batch), ...metricSums].map((part) => reshape(part, [sizeOf(part.shape)]));
    const added = parts.length === 1 ? parts[0]! : concat(parts);
    const sums = this.#sums.tensor;
    const corrected = sub(added, this.#excess.tensor);
    const total = add(sums, corrected);
    const holds = lessEqual(abs(loss), largestFloat);
    const first = this.#firstNonFinite.tensor;
    return [
      assign(this.#sums, total),
      assign(this.#excess, sub(sub(total, sums), corrected)),
      assign(this.#firstNonFinite, select(holds, first, minimum(first, this.position.tensor))),
      assign(this.position, add(this.position.tensor, batch)),
    ];
  }

  /** Goes on with the first sample of another part of the data; at once where the device can, which undefined says. */
  rewind(store: VariableStore): Promise<void> | undefined {
    return store.write(this.position, Int32Array.of(0));
  }

  /** Starts over at sample `first`; at once where the device can, which undefined says. */
  reset(store: VariableStore, first: number): Promise<unknown> | undefined {
    const writes = [
      store.write(this.position, Int32Array.of(first)),
      store.write(this.#sums, new Float32Array(this.#count)),
      store.write(this.#excess, new Float32Array(this.#count)),
      store.write(this.#firstNonFinite, Int32Array.of(largestInt)),
    ];
    return writes.some((write) => write !== undefined) ? Promise.all(writes) : undefined;
  }

  /** At once where the device can. */
  read(store: VariableStore): Totals | Promise<Totals> {
    const reads = [store.read(this.#sums), store.read(this.#excess), store.read(this.#firstNonFinite)];
    return reads.some((read) => read instanceof Promise)
      ? Promise.all(reads).then(totalsOf)
      : totalsOf(reads as TypedArray[]);
  }
}

/** @param values sums, excess, position */
function totalsOf([sums, excess, first]: readonly TypedArray[]): Totals {
  return {
    sums: Array.from(sums!, (sum, at) => sum - excess![at]!),
    nonFinitePosition: first![0] === largestInt ? undefined : first![0]!,
  };
}
