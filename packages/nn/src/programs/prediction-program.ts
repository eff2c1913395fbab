/** The program of one prediction step. */
import { add, assign, input, iota, type Program, program, type Tensor, type Variable } from '@inkgrad/tensor';
import { featuresName } from '../data/dataset.ts';
import { type BuiltModel, weightVariables } from '../model/built-model.ts';
import { forward } from '../model/forward.ts';
import { type BatchShape, dataInputs, takeBatch } from './data-inputs.ts';
import { valuesName } from './gradients-program.ts';

/**
 * One step of prediction, in inference mode; its outputs are the model's, [batch, ...shape].
 * @param read what is wanted of the model's output at a place
 */
export function recordPrediction(
  model: BuiltModel,
  position: Variable,
  shape: BatchShape,
  read: (output: Tensor, at: number) => Tensor,
): Program {
  const data = dataInputs(shape);
  const batch = takeBatch(data, add(position.tensor, iota([shape.batch])));
  const { outputs } = forward(model, batch.x, undefined);
  return program({
    name: `predict ${shape.batch}`,
    inputs: data.inputs,
    state: [...weightVariables(model), position],
    outputs: Object.fromEntries(outputs.map((values, at) => [valuesName(at), read(values, at)])),
    updates: [assign(position, add(position.tensor, shape.batch))],
  });
}

/**
 * The same for a batch that the host writes: one input for each of the model's, in its order.
 * @param read what is wanted of the model's output at a place
 */
export function recordBatchPrediction(
  model: BuiltModel,
  batch: number,
  read: (output: Tensor, at: number) => Tensor,
): Program {
  const inputs = model.inputs.map(({ shape, dtype }, at) => input(featuresName(`${at}`), [batch, ...shape], dtype));
  const { outputs } = forward(model, inputs, undefined);
  return program({
    name: `predict ${batch}`,
    inputs,
    state: weightVariables(model),
    outputs: Object.fromEntries(outputs.map((values, at) => [valuesName(at), read(values, at)])),
  });
}
