/**
 * How many steps to run at once: few at first, then as many as take about 150 ms, so that progress, Ctrl-C and an
 * AbortSignal get a turn while the host otherwise stays out of the way; never fewer than the device's minimum, however
 * slow it is. Affects no result.
 */
import type { Device } from '@inkgrad/tensor';

const targetSeconds = 0.15;
const firstSteps = 4;
const largestGrowth = 8;

export class Pace {
  readonly #fixed: number | undefined;
  readonly #minimum: number;
  #steps: number;

  /** @param fixed always this many steps */
  constructor({ minimumChunk = 1 }: Pick<Device, 'minimumChunk'>, fixed?: number) {
    this.#fixed = fixed;
    this.#minimum = minimumChunk;
    this.#steps = Math.max(firstSteps, minimumChunk);
  }

  next(): number {
    return this.#fixed ?? this.#steps;
  }

  measured(steps: number, seconds: number): void {
    const fitting = seconds > 0 ? Math.round((steps * targetSeconds) / seconds) : Number.POSITIVE_INFINITY;
    this.#steps = Math.max(this.#minimum, Math.min(fitting, this.#steps * largestGrowth));
  }
}
