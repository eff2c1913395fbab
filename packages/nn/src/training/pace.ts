/**
 * How many steps to run at once: one at first, then as many as take what a piece of work may take where this runs, so that
 * drawing, progress, Ctrl-C and an AbortSignal get a turn while the host otherwise stays out of the way. Affects no result.
 */
import type { Device } from '@inkgrad/tensor';
import { chunkSeconds } from '@inkgrad/tensor/host';

/** Where the device works beside the thread, a page goes on meanwhile; an abort waits this long at most. */
const besideSeconds = 0.05;
const largestGrowth = 8;

export class Pace {
  readonly #fixed: number | undefined;
  readonly #targetSeconds: number;
  #steps = 1;

  /** @param fixed always this many steps */
  constructor({ runsBeside = false }: Pick<Device, 'runsBeside'>, fixed?: number) {
    this.#fixed = fixed;
    this.#targetSeconds = runsBeside ? Math.max(besideSeconds, chunkSeconds()) : chunkSeconds();
  }

  next(): number {
    return this.#fixed ?? this.#steps;
  }

  measured(steps: number, seconds: number): void {
    const fitting = seconds > 0 ? Math.floor((steps * this.#targetSeconds) / seconds) : Number.POSITIVE_INFINITY;
    // What an epoch's end cut short may be too little for the clock, which a page has in steps of up to a millisecond: it can
    // say that less is to be done at once, not that more may.
    const most = steps < this.#steps ? this.#steps : this.#steps * largestGrowth;
    this.#steps = Math.max(1, Math.min(fitting, most));
  }
}
