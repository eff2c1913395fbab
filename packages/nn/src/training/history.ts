/** The record of a training run: plain JSON. Times are kept apart, so that one seed gives one history. */

/** Values by name: loss, metrics, and with validation the same with "validation" before: validationLoss. */
export type Logs<Names extends string = string> = Readonly<Record<Names, number>>;

/** A list for each name; of validation and the learning rate where an epoch has them. */
type Lists<Names extends string> = string extends Names
  ? Record<string, number[]>
  : Record<Names, number[]> & { [K in `validation${Capitalize<Names>}` | 'learningRate']?: number[] };

/** What `fit` gives: for each epoch the loss and every metric. */
export interface History<Names extends string = string> {
  /** Epochs in order, counted from 0. */
  readonly epoch: number[];
  /** One value an epoch for each name. */
  readonly history: Lists<Names>;
  /** Wall time of each epoch with its validation, in seconds; the only field that differs between equal runs. */
  readonly seconds: number[];
}

export function emptyHistory(): History {
  return { epoch: [], history: {}, seconds: [] };
}

/** A copy of the first so many epochs, all by default, that later ones do not change. */
export function copyHistory({ epoch, history, seconds }: History, count = epoch.length): History {
  const values = Object.entries(history).map(([name, list]) => [name, list.slice(0, count)]);
  return { epoch: epoch.slice(0, count), history: Object.fromEntries(values), seconds: seconds.slice(0, count) };
}

export function addEpoch(history: History, epoch: number, logs: Logs, seconds: number): void {
  history.epoch.push(epoch);
  history.seconds.push(seconds);
  for (const [name, value] of Object.entries(logs)) {
    history.history[name] ??= [];
    history.history[name].push(value);
  }
}

/** accuracy → validationAccuracy */
export function validationName(name: string): string {
  return `validation${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
