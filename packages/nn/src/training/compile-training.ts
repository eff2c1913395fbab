/** A step of training for a data set. */
import type { DeviceBuffer } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import { batchShape, targetsKey } from '../data/match-data.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { recordTraining } from '../programs/train-program.ts';
import type { TrainingSetup } from './training-setup.ts';

/** The step of training on `batch` samples, as a pass runs it. */
export function compileTraining(
  core: ModelCore,
  built: BuiltModel,
  setup: TrainingSetup,
  dataset: Dataset,
  batch: number,
  order: DeviceBuffer,
  weights: DeviceBuffer | undefined,
  allowNonFinite = false,
): ReturnType<typeof core.executable> {
  const isWeighted = weights !== undefined;
  const record = (): ReturnType<typeof recordTraining> =>
    recordTraining(built, setup, {
      ...batchShape(built, dataset),
      orderLength: order.length,
      batch,
      isWeighted,
      allowNonFinite,
    });
  const key = `train ${batch} of ${order.length}${isWeighted ? ' weighted' : ''}${allowNonFinite ? ' also NaN' : ''} ${targetsKey(dataset)}`;
  const buffers = { order, ...(weights === undefined ? {} : { weights }) };
  return core.executable({ key, dataset, record, buffers });
}
