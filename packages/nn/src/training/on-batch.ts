/**
 * One step of training, or one look at loss and metrics, on a batch that the caller chooses: online learning, loops of one's
 * own. Source: https://keras.io/api/models/model_training_apis/#trainonbatch-method
 */
import type { Device } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import type { ClassWeight } from '../data/sample-weights.ts';
import type { ArrayLike } from '../data/source.ts';
import { checkKeys } from '../define/names.ts';
import { evaluate, feedModel } from '../inference/evaluate.ts';
import type { ModelCore } from '../model/model-core.ts';
import { prepareData } from './data-training.ts';
import { checkFitOptions } from './fit-options.ts';
import type { Logs } from './history.ts';
import { untrained } from './progress.ts';

/** Weights of samples, and where `testOnBatch` computes. */
export interface TestOnBatchOptions {
  /** Factor of each sample's loss [N]; the loss is Σ weight · loss / N. So are `weightedMetrics`. */
  readonly sampleWeight?: ArrayLike;
  /** By default the one the model is on, else the data set's, else a wasm device that all such models share. */
  readonly device?: Device;
}

/** Weights of samples and classes, and where `trainOnBatch` computes. */
export interface TrainOnBatchOptions extends TestOnBatchOptions {
  /** Factor of the loss of each sample of a class, by class; 1 where absent. */
  readonly classWeight?: ClassWeight;
}

/** The step that `fit` would do on these samples as one batch, in their order. */
export async function trainOnBatch(
  core: ModelCore,
  x: ArrayLikes | Dataset,
  y: ArrayLikes | undefined,
  options: TrainOnBatchOptions,
): Promise<Logs> {
  checkKeys('trainOnBatch', options, ['sampleWeight', 'classWeight', 'device']);
  core.requireObjective('trainOnBatch');
  return core.trainAlone(async () => {
    const { dataset, release } = await feedModel(core, x, y, options.device, { x: 'x', y: 'y' }, true);
    try {
      const checked = checkFitOptions({ ...options, batchSize: dataset.count, shuffle: false });
      const training = await prepareData(core, dataset, checked);
      core.progress = undefined;
      const logs = await training.train(0, async () => false);
      await core.lookAtSteps();
      // No epoch of a fit ends here: a saved state begins anew with these weights.
      core.progress = untrained();
      return logs;
    } finally {
      release();
    }
  });
}

/** Loss and metrics of these samples as one batch, in inference mode. */
export async function testOnBatch(
  core: ModelCore,
  x: ArrayLikes | Dataset,
  y: ArrayLikes | undefined,
  options: TestOnBatchOptions,
): Promise<Logs> {
  checkKeys('testOnBatch', options, ['sampleWeight', 'device']);
  return evaluate(core, x, y, { ...options, batchSize: Number.MAX_SAFE_INTEGER });
}
