/** The quantity that a callback watches: its name in the logs, and which of two values of it is better. */
import { ArgumentError } from '@inkgrad/tensor';
import { nearestName } from '@inkgrad/tensor/text';
import { nonNegative } from '../define/check.ts';
import { describe } from '../define/names.ts';
import { UnknownNameError } from '../errors.ts';
import type { Logs } from '../training/history.ts';
import type { TrainingParameters } from './callback.ts';

/** Which figure of the logs a callback watches, and whether less or more of it is better. */
export interface MonitorOptions {
  /** A name in the logs; "validationLoss" by default. */
  readonly monitor?: string;
  /** Whether less or more is better; "auto", the default, goes by what the metric says: more of accuracies, less of losses. */
  readonly mode?: 'auto' | 'min' | 'max';
}

export class Monitor {
  readonly name: string;
  readonly #where: string;
  readonly #mode: 'auto' | 'min' | 'max';
  #direction: 'min' | 'max' = 'min';
  readonly #minDelta: number;

  /**
   * @param where the callback, in errors
   * @param minDelta a change must be larger to count as an improvement
   */
  constructor(where: string, { monitor = 'validationLoss', mode = 'auto' }: MonitorOptions, minDelta = 0) {
    if (typeof monitor !== 'string' || monitor === '') {
      throw new ArgumentError(where, 'monitor', 'a name such as "validationLoss"', describe(monitor));
    }
    if (mode !== 'auto' && mode !== 'min' && mode !== 'max') {
      throw new ArgumentError(where, 'mode', '"auto", "min" or "max"', describe(mode));
    }
    this.name = monitor;
    this.#where = where;
    this.#mode = mode;
    this.#minDelta = nonNegative(where, 'minDelta', minDelta);
  }

  /**
   * @throws UnknownNameError where training will not log the quantity
   * @throws ArgumentError where it is not known whether less or more of it is better, and `mode` does not say it
   */
  begin({ logs, directions }: Pick<TrainingParameters, 'logs' | 'directions'>): void {
    if (!logs.includes(this.name)) {
      throw new UnknownNameError(this.#where, 'monitor', this.name, logs, nearestName(this.name, logs));
    }
    const direction = this.#mode === 'auto' ? directions[this.name] : this.#mode;
    if (direction === undefined) {
      const expected = `"min" or "max" where nobody has said whether less or more of ${this.name} is better`;
      throw new ArgumentError(this.#where, 'mode', expected, '"auto"');
    }
    this.#direction = direction;
  }

  valueIn(logs: Logs): number {
    return logs[this.name]!;
  }

  /** Whether `value` improves on `best` by more than minDelta; any value but NaN does where there is none yet. */
  improves(value: number, best: number | undefined): boolean {
    return this.#direction === 'min'
      ? value + this.#minDelta < (best ?? Number.POSITIVE_INFINITY)
      : value - this.#minDelta > (best ?? Number.NEGATIVE_INFINITY);
  }
}
