/** The program of one training step: batch → forward → loss → gradients → optimizer. */
import { add, assign, gather, gradient, input, type Program, program } from '@inkgrad/tensor';
import { type BuiltModel, forward, parameterVariables } from '../model/built-model.ts';
import { clipGradients } from '../optimizers/clipping.ts';
import { ruleOf } from '../optimizers/optimizer-table.ts';
import { optimizerVariables, type TrainingSetup } from '../training/training-setup.ts';
import { type BatchShape, dataInputs, takeBatch } from './data-inputs.ts';
import { measure } from './measure.ts';

/** One step of training: batch → forward → loss → gradients → optimizer, with its sums. */
export function recordTraining(model: BuiltModel, setup: TrainingSetup, shape: BatchShape): Program {
  const { objective, learningRate, iterations, slots, trainingSums } = setup;
  const order = input('order', [shape.orderLength!], 'i32');
  const data = dataInputs(shape);
  const places = gather(order, trainingSums.places(shape.batch));
  const batch = takeBatch(data, places);

  const passed = forward(model, batch.x, { counter: iterations.tensor });
  const { loss, metricSums } = measure(model, objective, passed, batch);
  const rule = ruleOf(objective.optimizer);
  const step = add(iterations.tensor, 1);
  const prepared = rule.prepare(objective.optimizer, learningRate.tensor, step);
  const parameters = model.parameters.map(({ variable }) => variable.tensor);
  const gradients = clipGradients(objective.optimizer, gradient(loss, parameters));
  const updates = model.parameters.flatMap((parameter, at) =>
    rule.update(objective.optimizer, {
      parameter: parameter.variable,
      slots: slots.get(parameter)!,
      gradient: gradients[at]!,
      learningRate: learningRate.tensor,
      prepared,
    }),
  );
  return program({
    name: `train ${shape.batch}`,
    inputs: [...data.inputs, order],
    state: [...parameterVariables(model), ...optimizerVariables(setup), ...trainingSums.variables],
    outputs: { loss },
    updates: [...updates, assign(iterations, step), ...trainingSums.add(loss, metricSums, shape.batch)],
  });
}
