/**
 * Work on one model, one piece after the other in the order in which it was asked for: predictions, evaluations and the
 * chunks of a training, each of which needs the weights to stay as they are.
 */
export class Queue {
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;

  /** Whether nobody is at work or waits. */
  get isIdle(): boolean {
    return !this.#isBusy;
  }

  /**
   * Does `work` when all that came before is done.
   * @param signal while the work waits, an abort takes it out of the queue; afterwards it is the work's own affair
   * @throws the signal's reason, and what `work` throws
   */
  async run<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /**
   * Waits for its turn, which `leave` ends; undefined where there is nothing to wait for.
   * @throws the signal's reason
   */
  enter(signal?: AbortSignal): Promise<void> | undefined {
    signal?.throwIfAborted();
    if (this.#isBusy) return this.#wait(signal);
    this.#isBusy = true;
    return undefined;
  }

  /** The queue stays busy while it goes on to the next, so that nobody comes in between. */
  leave(): void {
    const begin = this.#waiting.shift();
    if (begin === undefined) this.#isBusy = false;
    else begin();
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const quit = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(signal!.reason);
      };
      const begin = (): void => {
        signal?.removeEventListener('abort', quit);
        resolve();
      };
      signal?.addEventListener('abort', quit, { once: true });
      this.#waiting.push(begin);
    });
  }
}
