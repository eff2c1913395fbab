/** The objective of a built model with the variables that training keeps beside the weights. */
import { Variable } from '@inkgrad/tensor';
import type { VariableStore } from '../device/variable-store.ts';
import { type BuiltModel, trainableWeights, type Weight } from '../model/built-model.ts';
import { ruleOf } from '../optimizers/optimizer-table.ts';
import { RunningSums } from '../programs/running-sums.ts';
import { logNames, type Objective, type OutputObjective, outputObjectives } from './objective.ts';

/** The objective of one built model, with its state. */
export interface TrainingSetup {
  readonly objective: Objective;
  /** Of each output. */
  readonly outputs: readonly OutputObjective[];
  /** What is measured: "loss" and the metrics' names. */
  readonly names: readonly string[];
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
  const slotNames = ruleOf(objective.optimizer).slots(objective.optimizer);
  const slots = trainableWeights(model).map((weight) => {
    const { name, shape } = weight.variable;
    return [
      weight,
      Object.fromEntries(slotNames.map((slot) => [slot, new Variable(`${name}/${slot}`, shape)])),
    ] as const;
  });
  const outputs = outputObjectives(model, objective);
  const names = logNames(outputs);
  return {
    objective,
    outputs,
    names,
    learningRate: new Variable('learningRate', []),
    iterations: new Variable('iterations', [], 'i32'),
    slots: new Map(slots),
    trainingSums: new RunningSums(names.length),
    evaluationSums: new RunningSums(names.length),
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
