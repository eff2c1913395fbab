/**
 * Work on one model, one piece after the other in the order in which it was asked for: predictions, evaluations and the
 * chunks of a training, each of which needs the weights to stay as they are.
 */
export class Queue {
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;

  /**
   * Does `work` when all that came before is done.
   * @param signal while the work waits, an abort takes it out of the queue; afterwards it is the work's own affair
   * @throws the signal's reason, and what `work` throws
   */
  async run<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#isBusy) await this.#wait(signal);
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(signal!.reason);
      };
      const begin = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(begin);
    });
  }

  /** The queue stays busy while it goes on to the next, so that nobody comes in between. */
  #next(): void {
    const begin = this.#waiting.shift();
    if (begin === undefined) this.#isBusy = false;
    else begin();
  }
}
