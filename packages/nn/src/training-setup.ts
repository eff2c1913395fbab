/** What `compile` decides: optimizer, loss and metrics, and the variables that training keeps beside the parameters. */
import { ArgumentError, type Shape, Variable } from '@inkgrad/tensor';
import type { BuiltModel, Parameter } from './built-model.ts';
import type { Dataset } from './data/dataset.ts';
import { DataError, LayerShapeError, shapeText } from './errors.ts';
import { checkLoss, type Loss, type LossLike, targetsOf } from './losses.ts';
import { checkMetric, type Metric, type MetricLike, metricName, metricTargets, resolveMetric } from './metrics.ts';
import { checkKeys, describe } from './names.ts';
import { checkOptimizer, type Optimizer, type OptimizerLike, ruleOf } from './optimizers/optimizer-table.ts';
import { RunningSums } from './running-sums.ts';
import type { VariableStore } from './variable-store.ts';

export interface CompileOptions {
  /** 'adam', 'sgd', or one with settings: `adam({ learningRate: 0.01 })`. */
  readonly optimizer: OptimizerLike;
  /** A loss or its name. */
  readonly loss: LossLike;
  /** Names, or metrics with settings: `topKCategoricalAccuracy({ k: 3 })`; none by default. */
  readonly metrics?: readonly MetricLike[];
}

/** Compile options completed: plain data. */
export interface Objective {
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
}

/** @throws UnknownNameError, ArgumentError */
export function checkObjective(where: string, options: unknown): Objective {
  checkKeys(where, options, ['optimizer', 'loss', 'metrics']);
  const { optimizer, loss, metrics = [] } = options as CompileOptions;
  if (!Array.isArray(metrics)) throw new ArgumentError(where, 'metrics', 'an array of names', describe(metrics));
  const checked = metrics.map((metric) => checkMetric(where, metric));
  const names = checked.map(metricName);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ArgumentError(where, 'metrics', 'different names', `"${twice}" twice`);
  return { optimizer: checkOptimizer(where, optimizer), loss: checkLoss(where, loss), metrics: checked };
}

/** What logs and history call the values of an objective: "loss" and the metrics' names. */
export function logNames({ metrics }: Objective): string[] {
  return ['loss', ...metrics.map(metricName)];
}

/** The objective of one built model, with its state. */
export interface TrainingSetup {
  readonly objective: Objective;
  /** f32 [] */
  readonly learningRate: Variable;
  /** i32 []: optimizer steps done. */
  readonly iterations: Variable;
  readonly slots: ReadonlyMap<Parameter, Readonly<Record<string, Variable>>>;
  readonly trainingSums: RunningSums;
  readonly evaluationSums: RunningSums;
}

export function makeTrainingSetup(model: BuiltModel, objective: Objective): TrainingSetup {
  const names = ruleOf(objective.optimizer).slots(objective.optimizer);
  const slots = model.parameters.map((parameter) => {
    const { name, shape } = parameter.variable;
    return [
      parameter,
      Object.fromEntries(names.map((slot) => [slot, new Variable(`${name}/${slot}`, shape)])),
    ] as const;
  });
  return {
    objective,
    learningRate: new Variable('learningRate', []),
    iterations: new Variable('iterations', [], 'i32'),
    slots: new Map(slots),
    trainingSums: new RunningSums(1 + objective.metrics.length),
    evaluationSums: new RunningSums(1 + objective.metrics.length),
  };
}

/** What the optimizer keeps from step to step. */
export function optimizerVariables({ learningRate, iterations, slots }: TrainingSetup): Variable[] {
  return [learningRate, iterations, ...[...slots.values()].flatMap((own) => Object.values(own))];
}

export function setupVariables(setup: TrainingSetup): Variable[] {
  return [...optimizerVariables(setup), ...setup.trainingSums.variables, ...setup.evaluationSums.variables];
}

/** Adds the setup's variables to the store with the values they have before the first step. */
export function defineSetup(setup: TrainingSetup, store: VariableStore): void {
  for (const variable of setupVariables(setup)) store.define(variable);
  store.define(setup.learningRate, Float32Array.of(setup.objective.optimizer.learningRate));
}

/**
 * Checks that a data set has targets which the model's output, loss and metrics can take.
 * @throws LayerShapeError for targets of another shape than the last layer's output
 * @throws DataError for absent targets, or labels that are no whole numbers within the classes
 */
export function checkTargets(model: BuiltModel, { loss, metrics }: Objective, dataset: Dataset): void {
  const { targets } = dataset;
  if (targets === undefined) throw new DataError('data set', 'targets y, which training and evaluation need', 'none');
  const lastLayer = model.layers.at(-1)!.name;
  const kinds = new Set([
    targetsOf(loss),
    ...metrics.map((m) => metricTargets(resolveMetric(m, loss, model.outputShape))),
  ]);
  if (kinds.has('labels')) checkLabels(model.outputShape, lastLayer, loss, targets);
  if (kinds.has('values') && !isOutputLike(targets.sampleShape, model.outputShape)) {
    const expected = `targets of its output's shape ${shapeText(model.outputShape)} for ${loss.name}`;
    throw new LayerShapeError(lastLayer, expected, `${shapeText(targets.sampleShape)} a sample`);
  }
}

function checkLabels(
  outputShape: Shape,
  lastLayer: string,
  loss: Loss,
  targets: NonNullable<Dataset['targets']>,
): void {
  const use = `one label a sample for outputs [classes] with ${loss.name}`;
  if (outputShape.length !== 1) throw new LayerShapeError(lastLayer, use, `outputs ${shapeText(outputShape)}`);
  if (!isLabelLike(targets.sampleShape)) {
    throw new LayerShapeError(lastLayer, use, `targets ${shapeText(targets.sampleShape)} a sample`);
  }
  targets.range.checkLabels(outputShape[0]!);
}

function isLabelLike(shape: Shape): boolean {
  return shape.length === 0 || (shape.length === 1 && shape[0] === 1);
}

/** A single output takes plain numbers as targets too. */
function isOutputLike(shape: Shape, outputShape: Shape): boolean {
  return shape.join() === outputShape.join() || (isLabelLike(shape) && isLabelLike(outputShape));
}
