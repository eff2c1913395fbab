/** The program of one training step: batch → forward → loss → gradients → optimizer. */
import { add, assign, gather, gradient, input, type Program, program } from '@inkgrad/tensor';
import { optimizerDefinition } from '../define/define-optimizer.ts';
import { type BuiltModel, trainableWeights, weightVariables } from '../model/built-model.ts';
import { forward } from '../model/forward.ts';
import { clipGradients } from '../optimizers/clipping.ts';
import { optimizerVariables, type TrainingSetup } from '../training/training-setup.ts';
import { type BatchShape, dataInputs, takeBatch } from './data-inputs.ts';
import { measure } from './measure.ts';

/** One step of training, with its sums. */
export function recordTraining(model: BuiltModel, setup: TrainingSetup, shape: BatchShape): Program {
  const { objective, outputs, learningRate, iterations, slots, trainingSums } = setup;
  const order = input('order', [shape.orderLength!], 'i32');
  const data = dataInputs(shape);
  const places = gather(order, trainingSums.places(shape.batch));
  const batch = takeBatch(data, places);

  const passed = forward(model, batch.x, { counter: iterations.tensor });
  const { loss, sums } = measure(outputs, passed, batch, shape);
  const { optimizer } = objective;
  const definition = optimizerDefinition(optimizer);
  const step = add(iterations.tensor, 1);
  const prepared = definition.prepare?.(optimizer, learningRate.tensor, step) ?? learningRate.tensor;
  const trained = trainableWeights(model);
  const weights = trained.map(({ variable }) => variable.tensor);
  const gradients = clipGradients(optimizer, gradient(loss, weights));
  const updates = trained.flatMap((weight, at) =>
    definition.update(optimizer, {
      weight: weight.variable,
      slots: slots.get(weight)!,
      gradient: gradients[at]!,
      learningRate: learningRate.tensor,
      step,
      prepared,
    }),
  );
  const ownUpdates = [...passed.updates].map(([variable, value]) => assign(variable, value));
  return program({
    name: `train ${shape.batch}`,
    inputs: [...data.inputs, order],
    state: [...weightVariables(model), ...optimizerVariables(setup), ...trainingSums.variables],
    outputs: { loss },
    updates: [...updates, ...ownUpdates, assign(iterations, step), ...trainingSums.add(loss, sums, shape.batch)],
  });
}
