/** The program that looks inside a model: loss and its parts, gradients, and means of what layers give. */
import {
  cast,
  concat,
  gradient,
  iota,
  mean,
  type Program,
  program,
  reshape,
  type Tensor,
  type Variable,
  zeros,
} from '@inkgrad/tensor';
import { type BuiltModel, trainableWeights, weightVariables } from '../model/built-model.ts';
import { forward, penaltySum } from '../model/forward.ts';
import type { OutputObjective } from '../training/objective.ts';
import { type BatchShape, dataInputs, takeBatch } from './data-inputs.ts';
import { measure } from './measure.ts';

/** The output of the gradient step with the mean of each layer's output, [layers]. */
export const activationMeans = 'activationMeans';

/** What the program calls the model's output at a place. */
export const valuesName = (at: number): string => `values ${at}`;

/**
 * The loss of the first samples as one batch: outputs `loss`, `dataLoss`, `regularizationLoss` and its parts
 * `kernelPenalty` (of all weights but biases), `biasPenalty`, `activityPenalty`; the model's outputs; `activationMeans`;
 * and one gradient for each weight that is trained, by its variable's name.
 * @param counter the step counter, for layers as in training; undefined for inference mode
 */
export function recordGradients(
  model: BuiltModel,
  objectives: readonly OutputObjective[],
  shape: BatchShape,
  counter: Variable | undefined,
): Program {
  const data = dataInputs(shape);
  const batch = takeBatch(data, iota([shape.batch]));
  const passed = forward(model, batch.x, counter && { counter: counter.tensor });
  const { loss, dataLoss } = measure(objectives, passed, batch);
  const penalties = (holds: (of: string) => boolean): Tensor =>
    penaltySum(passed.penalties.filter(({ of }) => holds(of))) ?? zeros([]);
  const means = passed.callValues.map((values) => reshape(mean(cast(values, 'f32')), [1]));
  const variables = trainableWeights(model).map(({ variable }) => variable);
  const gradients = gradient(
    loss,
    variables.map(({ tensor }) => tensor),
  );
  return program({
    name: `gradients ${shape.batch}`,
    inputs: data.inputs,
    state: [...weightVariables(model), ...(counter === undefined ? [] : [counter])],
    outputs: {
      loss,
      dataLoss,
      regularizationLoss: penaltySum(passed.penalties) ?? zeros([]),
      kernelPenalty: penalties((of) => of !== 'bias' && of !== 'activity'),
      biasPenalty: penalties((of) => of === 'bias'),
      activityPenalty: penalties((of) => of === 'activity'),
      [activationMeans]: means.length === 1 ? means[0]! : concat(means),
      ...Object.fromEntries(passed.outputs.map((values, at) => [valuesName(at), values])),
      ...Object.fromEntries(variables.map(({ name }, at) => [name, gradients[at]!])),
    },
  });
}
