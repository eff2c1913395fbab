/**
 * Records the programs of a model: a training step, an evaluation step, a prediction step and a gradient step. Each
 * gathers its own batch from data that stays on the device, so that a run of many steps needs nothing from the host.
 */
import {
  add,
  assign,
  cast,
  concat,
  type DType,
  gather,
  gradient,
  input,
  iota,
  mean,
  mul,
  type Program,
  program,
  reshape,
  type Shape,
  sizeOf,
  sparseGather,
  sparseInput,
  sum,
  type Tensor,
  type Variable,
  zeros,
} from '@inkgrad/tensor';
import { type BuiltModel, type Forward, forward, penaltySum } from './built-model.ts';
import { lossPerSample, targetsOf } from './losses.ts';
import { metricPerSample, metricTargets, resolveMetric } from './metrics.ts';
import { clipGradients } from './optimizers/clipping.ts';
import { ruleOf } from './optimizers/optimizer-table.ts';
import type { RunningSums } from './running-sums.ts';
import { type Objective, optimizerVariables, type TrainingSetup } from './training-setup.ts';

/** The data that a program reads and the batch it takes at a time. */
export interface BatchShape {
  /** Samples in the data set. */
  readonly count: number;
  readonly sampleShape: Shape;
  readonly batch: number;
  /** Elements that are not zero, where samples are stored without their zeros. */
  readonly entries?: number | undefined;
  readonly targets?: { readonly sampleShape: Shape; readonly dtype: DType };
  /** Length of the order in which training visits samples. */
  readonly orderLength?: number;
  /** Each sample's loss has a factor; false by default. */
  readonly isWeighted?: boolean;
}

/** One step of training: batch → forward → loss → gradients → optimizer, with its sums. */
export function recordTrainStep(model: BuiltModel, setup: TrainingSetup, shape: BatchShape): Program {
  const { objective, learningRate, iterations, slots, trainingSums } = setup;
  const order = input('order', [shape.orderLength!], 'i32');
  const data = dataInputs(shape);
  const places = gather(order, positions(trainingSums, shape.batch));
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

/** One step of evaluation, in inference mode. */
export function recordEvaluationStep(model: BuiltModel, setup: TrainingSetup, shape: BatchShape): Program {
  const { objective, evaluationSums } = setup;
  const data = dataInputs(shape);
  const batch = takeBatch(data, positions(evaluationSums, shape.batch));
  const { loss, metricSums } = measure(model, objective, forward(model, batch.x, undefined), batch);
  return program({
    name: `evaluate ${shape.batch}`,
    inputs: data.inputs,
    state: [...parameterVariables(model), ...evaluationSums.variables],
    outputs: { loss },
    updates: evaluationSums.add(loss, metricSums, shape.batch),
  });
}

/** One step of prediction: output `values` [batch, ...outputShape]. */
export function recordPredictionStep(model: BuiltModel, position: Variable, shape: BatchShape): Program {
  const data = dataInputs(shape);
  const batch = takeBatch(data, add(position.tensor, iota([shape.batch])));
  return program({
    name: `predict ${shape.batch}`,
    inputs: data.inputs,
    state: [...parameterVariables(model), position],
    outputs: { values: forward(model, batch.x, undefined).output.values },
    updates: [assign(position, add(position.tensor, shape.batch))],
  });
}

/** The output of the gradient step with the mean of each layer's output, [layers]. */
export const activationMeans = 'activationMeans';

/**
 * The loss of the first samples as one batch, in inference mode: outputs `loss`, `dataLoss`, `regularizationLoss` and
 * its parts `kernelPenalty`, `biasPenalty`, `activityPenalty`; `values`; `activationMeans`; and one gradient a
 * parameter, by the parameter's name.
 */
export function recordGradientStep(model: BuiltModel, objective: Objective, shape: BatchShape): Program {
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
      values: passed.output.values,
      ...Object.fromEntries(variables.map(({ name }, at) => [name, gradients[at]!])),
    },
  });
}

interface Data {
  readonly inputs: readonly Tensor[];
  /** The samples at some places, [places, ...sampleShape]. */
  readonly samples: (places: Tensor) => Tensor;
  readonly targets: Tensor | undefined;
  readonly weights: Tensor | undefined;
}

interface Batch {
  readonly x: Tensor;
  readonly y: Tensor | undefined;
  /** f32 [batch]: factors of the samples' losses. */
  readonly weights: Tensor | undefined;
}

function dataInputs({ count, sampleShape, targets, entries, isWeighted }: BatchShape): Data {
  const y = targets && input('targets', [count, ...targets.sampleShape], targets.dtype);
  const weights = isWeighted ? input('weights', [count]) : undefined;
  const besides = [y, weights].filter((tensor) => tensor !== undefined);
  if (entries === undefined) {
    const features = input('features', [count, ...sampleShape]);
    return { inputs: [features, ...besides], samples: (places) => gather(features, places), targets: y, weights };
  }
  const rows = sparseInput('features', { rows: count, columns: sizeOf(sampleShape), entries });
  return {
    inputs: [rows.segmentStart, rows.columnIndex, rows.values, ...besides],
    samples: (places) => reshape(sparseGather(rows, places), [places.shape[0]!, ...sampleShape]),
    targets: y,
    weights,
  };
}

function takeBatch({ samples, targets, weights }: Data, places: Tensor): Batch {
  return { x: samples(places), y: targets && gather(targets, places), weights: weights && gather(weights, places) };
}

function positions(sums: RunningSums, batch: number): Tensor {
  return add(sums.position.tensor, iota([batch]));
}

function parameterVariables(model: BuiltModel): Variable[] {
  return model.parameters.map(({ variable }) => variable);
}

/** Loss with penalties, Σ weight · loss / batch, and sums of metrics over the batch: scalars. */
function measure(
  model: BuiltModel,
  { loss, metrics }: Objective,
  { output, penalties }: Forward,
  { y: targets, weights }: Batch,
): { loss: Tensor; dataLoss: Tensor; metricSums: Tensor[] } {
  const y = targets!;
  const batch = y.shape[0]!;
  const forms = {
    labels: (): Tensor => cast(reshape(y, [batch]), 'i32'),
    values: (): Tensor => cast(reshape(y, [batch, ...model.outputShape]), 'f32'),
  };
  const regularization = penaltySum(penalties);
  const losses = lossPerSample(loss, output, forms[targetsOf(loss)]());
  const dataLoss = mean(weights === undefined ? losses : mul(losses, weights));
  return {
    loss: regularization === undefined ? dataLoss : add(dataLoss, regularization),
    dataLoss,
    metricSums: metrics.map((given) => {
      const metric = resolveMetric(given, loss, model.outputShape);
      return sum(metricPerSample(metric, output, forms[metricTargets(metric)]()));
    }),
  };
}
