/** The program of one evaluation step. */
import { type Program, program } from '@inkgrad/tensor';
import { type BuiltModel, weightVariables } from '../model/built-model.ts';
import { forward } from '../model/forward.ts';
import type { TrainingSetup } from '../training/training-setup.ts';
import { type BatchShape, dataInputs, takeBatch } from './data-inputs.ts';
import { measure } from './measure.ts';

/** One step of evaluation, in inference mode. */
export function recordEvaluation(model: BuiltModel, setup: TrainingSetup, shape: BatchShape): Program {
  const { outputs, evaluationSums } = setup;
  const data = dataInputs(shape);
  const batch = takeBatch(data, evaluationSums.places(shape.batch));
  const { loss, sums } = measure(outputs, forward(model, batch.x, undefined), batch, shape);
  return program({
    name: `evaluate ${shape.batch}`,
    inputs: data.inputs,
    state: [...weightVariables(model), ...evaluationSums.variables],
    outputs: { loss },
    updates: evaluationSums.add(loss, sums, shape.batch),
  });
}
