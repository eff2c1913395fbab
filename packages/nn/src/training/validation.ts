/** The validation of a training: over samples held out, data of its own, or a stream. */
import { Dataset } from '../data/dataset.ts';
import { readSampleWeight } from '../data/sample-weights.ts';
import { StreamSource } from '../data/stream-source.ts';
import { evaluatePass, type FeedData } from '../inference/evaluate.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { checkTargets } from './check-targets.ts';
import { dataConditions, type TrainingConditions } from './conditions.ts';
import type { Passes } from './epochs.ts';
import type { CheckedOptions } from './fit-options.ts';
import { Pace } from './pace.ts';
import type { HeldOut } from './training.ts';

export interface Validation {
  readonly conditions: Pick<TrainingConditions, 'validationData' | 'validationSampleWeight'>;
  readonly validate?: NonNullable<Passes['validate']>;
  release?(): void;
}

const none: Validation['conditions'] = { validationData: 'none', validationSampleWeight: 'none' };

/** @param heldOut of the training data */
export async function prepareValidation(
  core: ModelCore,
  built: BuiltModel,
  options: CheckedOptions,
  heldOut: HeldOut | undefined,
  feedData: FeedData,
): Promise<Validation> {
  const { validationData, batchSize, stepsPerChunk, signal, terminateOnNaN } = options;
  const range = {
    batch: batchSize,
    pace: new Pace(core.session.store.device!, stepsPerChunk),
    phase: 'validation',
    signal,
    allowNonFinite: !terminateOnNaN,
  } as const;
  if (validationData instanceof StreamSource) {
    const evaluation = validationData.openEvaluation(core);
    return {
      conditions: { ...none, validationData: validationData.describe() },
      validate: (epoch) => evaluation.run({ ...range, epoch }),
      release: () => evaluation.dispose(),
    };
  }
  const given = await feedValidation(validationData, feedData);
  if (given !== undefined) {
    core.buildFor(given.dataset);
    checkTargets(built, core.setup(built, 'fit').outputs, given.dataset);
  }
  const held = given ?? heldOut;
  if (held === undefined) return { conditions: none };
  const { dataset, weights, first } = held;
  const { data, sampleWeight } = dataConditions(dataset, weights);
  return {
    conditions: given === undefined ? none : { validationData: data, validationSampleWeight: sampleWeight },
    validate: (epoch) => evaluatePass(core, dataset, { ...range, first, count: dataset.count - first, weights, epoch }),
  };
}

async function feedValidation(
  given: CheckedOptions['validationData'],
  feedData: FeedData,
): Promise<HeldOut | undefined> {
  if (given === undefined || given instanceof StreamSource) return undefined;
  const prefix = 'validation ';
  if (given instanceof Dataset)
    return { dataset: await feedData(given, undefined, prefix), weights: undefined, first: 0 };
  const [x, y, sampleWeight] = given;
  const dataset = await feedData(x, y, prefix);
  if (sampleWeight === undefined) return { dataset, weights: undefined, first: 0 };
  const weights = await readSampleWeight('validation sampleWeight', sampleWeight, dataset.count);
  return { dataset, weights, first: 0 };
}
