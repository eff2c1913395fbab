/** A change of an experiment: pure, and no larger than its words say. The changes there are, are in `changes.ts`. */
import type { Experiment } from '../../experiment/schema.ts';
import type { ChangeText } from './result.ts';

export interface Change extends ChangeText {
  /** Whether it takes off something that regularizes. */
  readonly regularization: boolean;
  /** How many settings of the base it changes: a layer's activation, a penalty of a layer, an option of the optimizer. */
  readonly settings: number;
  readonly apply: (experiment: Experiment) => Experiment;
  /** Hidden layers, counted from 1, in each of which it could be made alone; empty where it cannot be divided. */
  readonly places: readonly number[];
  /** The same change in some of its places; itself where it cannot be divided. */
  readonly within: (places: readonly number[]) => Change;
}

/** The experiment with changes applied in order. */
export function applyChanges(experiment: Experiment, changes: readonly Change[]): Experiment {
  return changes.reduce((changed, change) => change.apply(changed), experiment);
}

const spelled: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU',
  elu: 'ELU',
  adam: 'Adam',
  sgd: 'SGD',
};
/** A name as people write it. */
export const spell = (name: string): string => spelled[name] ?? name;

/** A change, or why there is none; undefined where there is nothing to change and nothing to say. */
export type Derived = Change | string | undefined;

/** A change that cannot be divided. */
export function indivisible(
  id: string,
  title: string,
  description: string,
  settings: number,
  apply: Change['apply'],
  regularization = false,
): Change {
  const whole: Change = { id, title, description, settings, apply, regularization, places: [], within: () => whole };
  return whole;
}
