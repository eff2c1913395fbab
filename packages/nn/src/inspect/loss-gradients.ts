/** The loss of samples as one batch with its parts and its gradients, without training: to look inside a model. */
import type { Device, TypedArray } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import type { NdArray } from '../data/nd-array.ts';
import type { ArrayLike } from '../data/source.ts';
import { checkKeys } from '../define/names.ts';
import { batchShape, feedModel, targetsKey } from '../inference/evaluate.ts';
import type { ModelCore } from '../model/model-core.ts';
import { recordGradients } from '../programs/gradients-program.ts';
import { checkTargets } from '../training/check-targets.ts';

export interface LossGradients {
  readonly loss: number;
  /** Mean loss of the samples, without penalties. */
  readonly dataLoss: number;
  /** Sum of all regularizers' penalties. */
  readonly regularizationLoss: number;
  /** The model's answers, [samples, …]. */
  readonly values: NdArray<Float32Array>;
  /** In the order of `model.getWeights()`. */
  readonly gradients: readonly NdArray<Float32Array>[];
}

export async function lossGradients(
  core: ModelCore,
  x: ArrayLike | Dataset,
  y: ArrayLike | undefined,
  options: { readonly device?: Device },
): Promise<LossGradients> {
  checkKeys('lossGradients', options, ['device']);
  const objective = core.requireObjective('lossGradients');
  const { dataset, release } = await feedModel(core, x, y, options.device, { x: 'x', y: 'y' });
  try {
    const { count, sampleShape } = dataset;
    const built = core.build(sampleShape);
    checkTargets(built, objective, dataset);
    const record = (): ReturnType<typeof recordGradients> =>
      recordGradients(built, objective, { ...batchShape(dataset), batch: dataset.count });
    const executable = await core.session.executable({ key: `gradients ${targetsKey(dataset)}`, dataset, record });
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
      values: await array('values', [count, ...built.outputShape]),
      gradients: await Promise.all(built.parameters.map(({ variable }) => array(variable.name, variable.shape))),
    };
  } finally {
    release();
  }
}
