/**
 * Training: epochs of one pass over the samples in a new order each, then validation. An epoch needs from the host its order
 * of samples, or the batches of a stream, and a call per chunk of steps.
 */
import type { WatchedModel } from '../callbacks/callback.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import { StreamSource } from '../data/stream-source.ts';
import { type FeedData, feedModel } from '../inference/evaluate.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { averageSlot } from '../optimizers/update-weights.ts';
import { prepareData } from './data-training.ts';
import { type Passes, runEpochs } from './epochs.ts';
import { checkFitOptions, checkStreamOptions, type FitOptions } from './fit-options.ts';
import type { History } from './history.ts';
import type { Training } from './training.ts';
import { prepareValidation } from './validation.ts';

export async function fit(
  core: ModelCore,
  model: WatchedModel,
  x: ArrayLikes | Dataset | StreamSource,
  y: ArrayLikes | undefined,
  given: FitOptions<WatchedModel>,
): Promise<History> {
  const options = checkFitOptions(given);
  if (x instanceof StreamSource) checkStreamOptions(given);
  core.requireObjective('fit');
  options.signal?.throwIfAborted();
  return core.trainAlone(async () => {
    const releases: (() => void | Promise<void>)[] = [];
    const feedData: FeedData = async (data, targets, prefix) => {
      const names = { x: `${prefix}x`, y: `${prefix}y` };
      const fed = await feedModel(core, data, targets, options.device, names, true);
      releases.push(fed.release);
      return fed.dataset;
    };
    try {
      const training: Training =
        x instanceof StreamSource
          ? await x.prepareTraining(core, options)
          : await prepareData(core, await feedData(x, y, ''), options);
      releases.push(() => training.release?.());
      const { built } = training;
      const validation = await prepareValidation(core, built, options, training.heldOut, feedData);
      releases.push(() => validation.release?.());
      const { batchSize, shuffle, validationSplit } = options;
      const passes: Passes = {
        measures: core.setup(built, 'fit').measures,
        conditions: { ...training.conditions, batchSize, shuffle, validationSplit, ...validation.conditions },
        train: training.train,
        ...(validation.validate && { validate: validation.validate }),
        finish: () => core.session.inTurn(() => takeAverages(core, built)),
      };
      return await runEpochs(core, model, passes, options);
    } finally {
      for (const release of releases) await release();
    }
  });
}

/** Where averages of the weights are kept, the model has them after training. */
async function takeAverages(core: ModelCore, built: BuiltModel): Promise<void> {
  const { objective, slots, iterations } = core.setup(built, 'fit');
  const { useEma, gradientAccumulationSteps = 1 } = objective.optimizer;
  if (useEma !== true) return;
  const { store } = core.session;
  // Before the first step there is no average; batches may have been.
  if ((await store.read(iterations))[0]! < gradientAccumulationSteps) return;
  for (const [{ variable }, own] of slots) await store.write(variable, await store.read(own[averageSlot]!));
}
