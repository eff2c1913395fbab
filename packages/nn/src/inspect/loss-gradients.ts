/** The loss of samples as one batch with its parts and its gradients, without training: to look inside a model. */
import type { Device, TypedArray } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import { batchShape, targetsKey } from '../data/match-data.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import type { NdArray } from '../data/nd-array.ts';
import { flag } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import { feedModel } from '../inference/evaluate.ts';
import { trainableWeights } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { recordGradients, valuesName } from '../programs/gradients-program.ts';
import { checkTargets } from '../training/check-targets.ts';

/** How `lossGradients` computes. */
export interface LossGradientsOptions {
  /** By default the one the model is on, else a wasm device that all such models share. */
  readonly device?: Device;
  /** Layers work as in training: with the batch's own statistics and random numbers; false by default. */
  readonly training?: boolean;
}

/** The loss, its parts and the gradient of every weight. */
export interface LossGradients {
  readonly loss: number;
  /** Mean loss of the samples, without penalties. */
  readonly dataLoss: number;
  /** Sum of all regularizers' penalties. */
  readonly regularizationLoss: number;
  /** The model's answers, [samples, …], of the first output where there are several. */
  readonly values: NdArray<Float32Array>;
  /** Of the weights that are trained, in the order of `model.getWeights()`. */
  readonly gradients: readonly NdArray<Float32Array>[];
}

export async function lossGradients(
  core: ModelCore,
  x: ArrayLikes | Dataset,
  y: ArrayLikes | undefined,
  options: LossGradientsOptions,
): Promise<LossGradients> {
  checkKeys('lossGradients', options, ['device', 'training']);
  const training = flag('lossGradients', 'training', options.training ?? false);
  core.requireObjective('lossGradients');
  const { dataset, release } = await feedModel(core, x, y, options.device, { x: 'x', y: 'y' });
  try {
    return await core.session.inTurn(() => gradientsNow(core, dataset, training));
  } finally {
    release();
  }
}

async function gradientsNow(core: ModelCore, dataset: Dataset, training: boolean): Promise<LossGradients> {
  const { count } = dataset;
  const built = core.buildFor(dataset);
  const { outputs, iterations } = core.setup(built, 'lossGradients');
  checkTargets(built, outputs, dataset);
  const shape = { ...batchShape(built, dataset), batch: count };
  const record = (): ReturnType<typeof recordGradients> =>
    recordGradients(built, outputs, shape, training ? iterations : undefined);
  const key = `gradients ${training ? 'in training ' : ''}${targetsKey(dataset)}`;
  const executable = await core.executable({ key, dataset, record });
  await executable.run();
  const read = (name: string): Promise<TypedArray> => executable.read(name);
  const array = async (name: string, shape: readonly number[]): Promise<NdArray<Float32Array>> => ({
    shape,
    data: (await read(name)) as Float32Array,
  });
  return {
    loss: (await read('loss'))[0]!,
    dataLoss: (await read('dataLoss'))[0]!,
    regularizationLoss: (await read('regularizationLoss'))[0]!,
    values: await array(valuesName(0), [count, ...built.outputs[0]!.shape]),
    gradients: await Promise.all(trainableWeights(built).map(({ variable }) => array(variable.name, variable.shape))),
  };
}
