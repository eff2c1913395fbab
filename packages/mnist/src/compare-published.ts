/**
 * Sets a run of v1 or v2 beside the figures that the notebook printed, and judges whether it reproduces them. The bands
 * come from independent implementations and the spread over seeds; only a run that is the published one in everything
 * but its seed is judged.
 */

import {
  decisiveText,
  type PublishedCheck,
  type PublishedComparison,
  type PublishedRuns,
  type RunResult,
} from '@inkgrad/experiments';
import { plural } from '@inkgrad/tensor/text';
import { experiments, type PublishedName } from './experiments/published-experiments.ts';
import { published } from './published.ts';

type Band = readonly [least: number | null, most: number | null];

/**
 * v1: over seeds the accuracy spreads by about 0.002 around 0.972. v2: its loss is pinned by the regularizers, and it
 * answers 1 to everything, right for 1,135 of 10,000 images.
 */
const bands: Readonly<Record<PublishedName, Readonly<Record<'validationAccuracy' | 'validationLoss', Band>>>> = {
  v1: { validationAccuracy: [0.968, null], validationLoss: [null, 0.115] },
  v2: { validationAccuracy: [0.1135, 0.1135], validationLoss: [2.3158, 2.3175] },
};
/** Accuracies are counts over 10,000 in f32: far less than one image, far more than a rounding. */
const roundingOfAccuracy = 1e-6;

function check(name: PublishedCheck['name'], ours: number | null, printed: number, band: Band): PublishedCheck {
  const [least, most] = band;
  const slack = name === 'validationLoss' ? 0 : roundingOfAccuracy;
  const passed = ours !== null && (least === null || ours >= least - slack) && (most === null || ours <= most + slack);
  return { name, ours, published: printed, least, most, passed };
}

function reasonNotToJudge(result: RunResult, name: PublishedName): string | null {
  const { epochs } = experiments[name];
  if (result.config.epochs !== epochs)
    return `it trained ${plural(result.config.epochs, 'epoch')}, the published run ${epochs}`;
  if (result.split.kind !== 'test') return 'it did not validate on the test set after each epoch';
  if (decisiveText(result.config) !== decisiveText(experiments[name]))
    return 'its configuration is not the published one';
  if (result.epochs.length !== epochs) return `it ended after ${plural(result.epochs.length, 'epoch')}`;
  const [trained, , tested] = result.dataShapes;
  if (trained?.shape[0] !== 60_000 || tested?.shape[0] !== 10_000) return 'its data is not MNIST';
  return null;
}

/**
 * Compares a run with the published figures of the experiment of its name.
 *
 * @returns undefined for an experiment of one's own
 */
export function comparePublished(result: RunResult): PublishedComparison | undefined {
  if (!Object.hasOwn(published.experiments, result.experiment)) return undefined;
  const experiment = result.experiment as PublishedName;
  const figures = published.experiments[experiment];
  const epochs = result.epochs.flatMap((ours) => {
    const printed = figures.history[ours.epoch - 1];
    return printed === undefined || result.split.kind !== 'test'
      ? []
      : [{ epoch: ours.epoch, ours, published: printed }];
  });
  const notJudgedBecause = reasonNotToJudge(result, experiment);
  if (notJudgedBecause !== null) return { experiment, epochs, checks: [], reproduced: null, notJudgedBecause };
  const last = epochs.at(-1)!;
  const digit = figures.predictionOfTestSample1000;
  const checks = [
    ...(['validationAccuracy', 'validationLoss'] as const).map((name) =>
      check(name, last.ours[name] ?? null, last.published[name], bands[experiment][name]),
    ),
    check('predictionOfTestSample1000', result.predictionOfTestSample1000?.predicted ?? null, digit, [digit, digit]),
  ];
  return { experiment, epochs, checks, reproduced: checks.every(({ passed }) => passed), notJudgedBecause };
}

/** The two experiments of the notebook, for reports. */
export const publishedRuns: PublishedRuns = {
  source: published.source,
  figuresOf: ({ experiment }) =>
    Object.hasOwn(published.experiments, experiment) ? published.experiments[experiment as PublishedName] : undefined,
  compare: comparePublished,
};
