/** Loss and metrics of a model over samples, in inference mode. */
import { ArgumentError, type Device, type Executable } from '@inkgrad/tensor';
import { Dataset } from '../data/dataset.ts';
import { feed } from '../data/feed.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import { readSampleWeight } from '../data/sample-weights.ts';
import type { ArrayLike } from '../data/source.ts';
import { StreamSource } from '../data/stream-source.ts';
import { positiveWhole } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import type { ModelCore } from '../model/model-core.ts';
import { checkTargets } from '../training/check-targets.ts';
import type { Logs } from '../training/history.ts';
import { Pace } from '../training/pace.ts';
import { runPass } from '../training/pass.ts';
import { compileEvaluation, type EvaluationRange } from './compile-evaluation.ts';

/** How `evaluate` goes through the samples. */
export interface EvaluateOptions {
  /** 32 by default. */
  readonly batchSize?: number;
  /** By default the one the model is on, else the data set's, else a wasm device that all such models share. */
  readonly device?: Device;
  /** Factor of each sample's loss [N]; the loss is their Σ weight · loss / N. Of metrics, `weightedMetrics` are weighted. */
  readonly sampleWeight?: ArrayLike;
  /** Ends the evaluation at the next batch; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export async function evaluate(
  core: ModelCore,
  x: ArrayLikes | Dataset | StreamSource,
  y: ArrayLikes | undefined,
  options: EvaluateOptions,
): Promise<Logs> {
  checkKeys('evaluate', options, ['batchSize', 'device', 'sampleWeight', 'signal']);
  const batch = positiveWhole('evaluate', 'batchSize', options.batchSize ?? 32);
  core.requireObjective('evaluate');
  if (x instanceof StreamSource) return evaluateStream(core, x, batch, options);
  const { dataset, release } = await feedModel(core, x, y, options.device, { x: 'x', y: 'y' });
  try {
    const { sampleWeight, signal } = options;
    return await evaluatePass(core, dataset, {
      first: 0,
      count: dataset.count,
      batch,
      weights: sampleWeight && (await readSampleWeight('sampleWeight', sampleWeight, dataset.count)),
      phase: 'evaluation',
      pace: new Pace(dataset.device),
      signal,
    });
  } finally {
    release();
  }
}

/** Brings data to a model's device. @param prefix of what it is called in errors */
export type FeedData = (x: ArrayLikes | Dataset, y: ArrayLikes | undefined, prefix: string) => Promise<Dataset>;

async function evaluateStream(
  core: ModelCore,
  stream: StreamSource,
  batch: number,
  { device, signal, sampleWeight }: EvaluateOptions,
): Promise<Logs> {
  if (sampleWeight !== undefined) {
    throw new ArgumentError('evaluate', 'sampleWeight', 'absent, as blocks of a stream have their own', 'it');
  }
  const own = await core.open(device, undefined);
  const evaluation = stream.openEvaluation(core);
  try {
    return await evaluation.run({ batch, phase: 'evaluation', pace: new Pace(own), signal });
  } finally {
    evaluation.dispose();
  }
}

/**
 * Opens the model's device and brings the data to it.
 * @param isTraining whether the training that is running asks for it
 */
export async function feedModel(
  core: ModelCore,
  x: ArrayLikes | Dataset,
  y: ArrayLikes | undefined,
  device: Device | undefined,
  names: { readonly x: string; readonly y: string },
  isTraining = false,
): ReturnType<typeof feed> {
  const own = await core.open(device, x instanceof Dataset ? x : undefined, isTraining);
  return feed(own, x, y, names, (input) => core.inputType(input));
}

/** Evaluates samples [first, first + count) of a data set, when it is its turn, with the weights as they are then. */
export function evaluatePass(core: ModelCore, dataset: Dataset, range: EvaluationRange): Promise<Logs> {
  const work = (): Promise<Logs> => evaluateNow(core, dataset, range);
  const inTurn = (): Promise<Logs> => core.session.inTurn(() => core.whileRunning('evaluate', work), range.signal);
  return core.evaluations.run(inTurn, range.signal);
}

async function evaluateNow(core: ModelCore, dataset: Dataset, range: EvaluationRange): Promise<Logs> {
  const built = core.buildFor(dataset);
  const setup = core.setup(built, 'evaluate');
  checkTargets(built, setup.outputs, dataset);
  const batch = Math.min(range.batch, range.count);
  const { allowNonFinite = false } = range;
  const room = range.weights && core.session.room('evaluation weights', 'f32', dataset.count);
  await room?.write(range.weights!);
  const compiled = (size: number): Promise<Executable> =>
    compileEvaluation(core, built, setup, dataset, size, room, allowNonFinite);
  const rest = range.count % batch;
  return runPass({
    ...range,
    store: core.session.store,
    sums: setup.evaluationSums,
    measures: setup.measures,
    batch,
    full: await compiled(batch),
    short: rest === 0 ? undefined : await compiled(rest),
  });
}
