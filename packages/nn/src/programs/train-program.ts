/** The program of one training step: batch → forward → loss → gradients → optimizer. */
import { add, assign, gather, gradient, input, type Program, program } from '@inkgrad/tensor';
import { type BuiltModel, trainableWeights, weightVariables } from '../model/built-model.ts';
import { forward } from '../model/forward.ts';
import { updateWeights } from '../optimizers/update-weights.ts';
import { optimizerVariables, type TrainingSetup } from '../training/training-setup.ts';
import { type BatchShape, dataInputs, takeBatch } from './data-inputs.ts';
import { measure } from './measure.ts';

/** One step of training, with its sums. */
export function recordTraining(model: BuiltModel, setup: TrainingSetup, shape: BatchShape): Program {
  const { objective, outputs, learningRate, iterations, slots, trainingSums } = setup;
  const order = input('order', [shape.orderLength!], 'i32');
  const data = dataInputs(shape);
  const places = gather(order, trainingSums.places(shape.batch), { fromEnd: false });
  const batch = takeBatch(data, places);

  const passed = forward(model, batch.x, { counter: iterations.tensor });
  const { loss, sums } = measure(outputs, passed, batch, shape);
  const trained = trainableWeights(model);
  const gradients = gradient(
    loss,
    trained.map(({ variable }) => variable.tensor),
  );
  const weights = trained.map((weight, at) => ({ weight, gradient: gradients[at]!, slots: slots.get(weight)! }));
  const updates = updateWeights(objective.optimizer, weights, learningRate.tensor, iterations.tensor);
  const ownUpdates = [...passed.updates].map(([variable, value]) => assign(variable, value));
  return program({
    name: `train ${shape.batch}`,
    inputs: [...data.inputs, order],
    state: [...weightVariables(model), ...optimizerVariables(setup), ...trainingSums.variables],
    outputs: { loss },
    updates: [
      ...updates,
      ...ownUpdates,
      assign(iterations, add(iterations.tensor, 1)),
      ...trainingSums.add(loss, sums, shape.batch),
    ],
  });
}
