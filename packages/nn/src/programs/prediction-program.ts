/** The program of one prediction step. */
import { add, assign, iota, type Program, program, type Tensor, type Variable } from '@inkgrad/tensor';
import { type BuiltModel, forward, parameterVariables } from '../model/built-model.ts';
import { type BatchShape, dataInputs, takeBatch } from './data-inputs.ts';

/**
 * One step of prediction: output `values` [batch, ...outputShape].
 * @param read what is wanted of the model's output
 */
export function recordPrediction(
  model: BuiltModel,
  position: Variable,
  shape: BatchShape,
  read: (output: Tensor) => Tensor,
): Program {
  const data = dataInputs(shape);
  const batch = takeBatch(data, add(position.tensor, iota([shape.batch])));
  return program({
    name: `predict ${shape.batch}`,
    inputs: data.inputs,
    state: [...parameterVariables(model), position],
    outputs: { values: read(forward(model, batch.x, undefined).output) },
    updates: [assign(position, add(position.tensor, shape.batch))],
  });
}
