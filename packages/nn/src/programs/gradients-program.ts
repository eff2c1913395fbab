/** The program that looks inside a model: loss and its parts, gradients, and means of what layers give. */
import { concat, gradient, iota, mean, type Program, program, reshape, type Tensor, zeros } from '@inkgrad/tensor';
import { type BuiltModel, forward, parameterVariables, penaltySum } from '../model/built-model.ts';
import type { Objective } from '../training/objective.ts';
import { type BatchShape, dataInputs, takeBatch } from './data-inputs.ts';
import { measure } from './measure.ts';

/** The output of the gradient step with the mean of each layer's output, [layers]. */
export const activationMeans = 'activationMeans';

/**
 * The loss of the first samples as one batch, in inference mode: outputs `loss`, `dataLoss`, `regularizationLoss` and
 * its parts `kernelPenalty`, `biasPenalty`, `activityPenalty`; `values`; `activationMeans`; and one gradient a
 * parameter, by the parameter's name.
 */
export function recordGradients(model: BuiltModel, objective: Objective, shape: BatchShape): Program {
  const data = dataInputs(shape);
  const batch = takeBatch(data, iota([shape.batch]));
  const passed = forward(model, batch.x, undefined);
  const { loss, dataLoss } = measure(model, objective, passed, batch);
  const penalties = (of: string): Tensor => penaltySum(passed.penalties.filter((own) => own.of === of)) ?? zeros([]);
  const means = passed.layerValues.map((values) => reshape(mean(values), [1]));
  const variables = parameterVariables(model);
  const gradients = gradient(
    loss,
    variables.map(({ tensor }) => tensor),
  );
  return program({
    name: `gradients ${shape.batch}`,
    inputs: data.inputs,
    state: variables,
    outputs: {
      loss,
      dataLoss,
      regularizationLoss: penaltySum(passed.penalties) ?? zeros([]),
      kernelPenalty: penalties('kernel'),
      biasPenalty: penalties('bias'),
      activityPenalty: penalties('activity'),
      [activationMeans]: means.length === 1 ? means[0]! : concat(means),
      values: passed.output,
      ...Object.fromEntries(variables.map(({ name }, at) => [name, gradients[at]!])),
    },
  });
}
