/** The objective of a built model with the variables that training keeps beside the weights. */
import { sizeOf, Variable } from '@inkgrad/tensor';
import type { VariableStore } from '../device/variable-store.ts';
import { type BuiltModel, trainableWeights, type Weight } from '../model/built-model.ts';
import { slotsOf } from '../optimizers/update-weights.ts';
import { RunningSums } from '../programs/running-sums.ts';
import { type Measure, measuresOf, type Objective, type OutputObjective, outputObjectives } from './objective.ts';

/** The objective of one built model, with its state. */
export interface TrainingSetup {
  readonly objective: Objective;
  /** Of each output. */
  readonly outputs: readonly OutputObjective[];
  /** What logs hold: "loss" and the metrics. */
  readonly measures: readonly Measure[];
  /** f32 [] */
  readonly learningRate: Variable;
  /** i32 []: optimizer steps done. */
  readonly iterations: Variable;
  /** Of the weights that are trained. */
  readonly slots: ReadonlyMap<Weight, Readonly<Record<string, Variable>>>;
  readonly trainingSums: RunningSums;
  readonly evaluationSums: RunningSums;
}

export function makeTrainingSetup(model: BuiltModel, objective: Objective): TrainingSetup {
  const fills = slotsOf(objective.optimizer);
  const slots = trainableWeights(model).map((weight) => {
    const { name, shape } = weight.variable;
    return [
      weight,
      Object.fromEntries(Object.keys(fills).map((slot) => [slot, new Variable(`${name}/${slot}`, shape)])),
    ] as const;
  });
  const outputs = outputObjectives(model, objective);
  const measures = measuresOf(outputs);
  const sumCount = measures.reduce((count, { sums }) => count + sums, 0);
  return {
    objective,
    outputs,
    measures,
    learningRate: new Variable('learningRate', []),
    iterations: new Variable('iterations', [], 'i32'),
    slots: new Map(slots),
    trainingSums: new RunningSums(sumCount),
    evaluationSums: new RunningSums(sumCount),
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
  const fills = slotsOf(setup.objective.optimizer);
  for (const own of setup.slots.values()) {
    for (const [slot, variable] of Object.entries(own)) {
      if (fills[slot] !== 0) store.define(variable, new Float32Array(sizeOf(variable.shape)).fill(fills[slot]!));
    }
  }
  const { learningRate } = setup.objective.optimizer;
  store.define(setup.learningRate, Float32Array.of(typeof learningRate === 'number' ? learningRate : 0));
}
