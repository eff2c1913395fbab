/**
 * How many steps to run at once: few at first, then as many as take about 150 ms, so that progress, Ctrl-C and an
 * AbortSignal get a turn while the host otherwise stays out of the way. Affects no result.
 */
const targetSeconds = 0.15;
const firstSteps = 4;
const largestGrowth = 8;

export class Pace {
  readonly #fixed: number | undefined;
  #steps = firstSteps;

  /** @param fixed always this many steps */
  constructor(fixed?: number) {
    this.#fixed = fixed;
  }

  next(): number {
    return this.#fixed ?? this.#steps;
  }

  measured(steps: number, seconds: number): void {
    const fitting = seconds > 0 ? Math.round((steps * targetSeconds) / seconds) : Number.POSITIVE_INFINITY;
    this.#steps = Math.max(1, Math.min(fitting, this.#steps * largestGrowth));
  }
}
