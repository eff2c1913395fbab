/**
 * What training an experiment measures, by the names of its history: which of them tables show, which one puts runs in order,
 * and whether less or more of it is better. Of classes it is accuracy and the loss, of values the loss and the metrics.
 */
import { builtIns } from '@inkgrad/nn';
import { namesLogged } from '../experiment/metrics-schema.ts';
import type { Experiment } from '../experiment/schema.ts';
import { nameOf } from '../experiment/vocabulary.ts';

const { metrics: known } = builtIns();

type Measuring = Pick<Experiment, 'metrics'>;

/** "validationAccuracy" of "accuracy". */
const ofValidation = (name: string): string => `validation${name[0]!.toUpperCase()}${name.slice(1)}`;

/** "accuracy" of "validationAccuracy". */
const ofTraining = (name: string): string => name.replace(/^validation(.)/, (_, first: string) => first.toLowerCase());

/** All names that a history of it can have. */
export function measuredNames({ metrics }: Measuring): string[] {
  return namesLogged(metrics);
}

const hasAccuracy = ({ metrics }: Measuring): boolean => metrics.some((metric) => nameOf(metric) === 'accuracy');

/** What tables show: of the training part, then of what validates. */
export function shownNames(experiment: Measuring): string[] {
  const others = hasAccuracy(experiment) ? ['accuracy'] : experiment.metrics.map(nameOf);
  const names = ['loss', ...others];
  return [...names, ...names.map(ofValidation)];
}

/** What runs are put in order by where nothing else is said. */
export function orderingName(experiment: Measuring): string {
  return hasAccuracy(experiment) ? 'validationAccuracy' : 'validationLoss';
}

/** Whether less of it is better: of losses and errors, not of accuracies and R². */
export function isLessBetter(name: string): boolean {
  return known.find(({ key }) => key === ofTraining(name))?.definition.direction !== 'max';
}
