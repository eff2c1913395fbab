/**
 * A program declares what a graph reads and writes: inputs, state, outputs and updates. It is the unit that is
 * planned and compiled; everything reachable must be declared, so that nothing is read by accident.
 */
import { ArgumentError, UndeclaredError } from '../errors.ts';
import type { StateIdentity } from '../op/op.ts';
import { opProperty } from '../op/property.ts';
import { isOp, type Tensor, type Variable } from '../tensor.ts';
import { topological } from './topological.ts';

export interface ProgramOptions {
  readonly name: string;
  /** Made by `input()`; none by default. */
  readonly inputs?: readonly Tensor[];
  /** Every variable that the graph reads or an update writes; none by default. */
  readonly state?: readonly Variable[];
  /** What can be read after a run, by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** From assign, adamUpdate, momentumUpdate; at most one for each variable. */
  readonly updates?: readonly Tensor[];
}

export interface Program {
  readonly name: string;
  readonly inputs: readonly Tensor<'input'>[];
  readonly state: readonly Variable[];
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly updates: readonly Tensor[];
}

/** The variables that an update writes. */
export function writtenBy(update: Tensor): readonly StateIdentity[] {
  if (isOp(update, 'assign')) return [update.attributes.variable];
  if (isOp(update, 'adamUpdate')) return [update.attributes.parameter, update.attributes.m, update.attributes.v];
  if (isOp(update, 'momentumUpdate')) return [update.attributes.parameter, update.attributes.velocity];
  return [];
}

/**
 * Checks and freezes a program.
 * @throws UndeclaredError for an input or variable that is reached but not declared.
 * @throws ArgumentError for a name used twice, an update that is none, or two updates of one variable.
 */
export function program({ name, inputs = [], state = [], outputs, updates = [] }: ProgramOptions): Program {
  const where = `program "${name}"`;
  const declaredInputs = inputs.map((tensor) => {
    if (!isOp(tensor, 'input')) throw new ArgumentError(where, 'inputs', 'tensors made by input()', tensor);
    return tensor;
  });
  checkUnique(where, [...declaredInputs.map((tensor) => tensor.attributes.name), ...state.map((v) => v.name)]);
  for (const update of updates) {
    if (opProperty[update.op] !== 'update')
      throw new ArgumentError(where, 'updates', 'results of assign or …Update', update);
  }
  checkUnique(
    `${where} updates`,
    updates.flatMap(writtenBy).map((variable) => variable.name),
  );

  const reached = topological([...Object.values(outputs), ...updates]);
  const strayUpdate = reached.find((node) => opProperty[node.op] === 'update' && !updates.includes(node));
  if (strayUpdate) throw new ArgumentError(where, 'outputs', 'values, not updates', strayUpdate);
  const undeclaredInputs = reached.filter((node) => isOp(node, 'input') && !declaredInputs.includes(node));
  if (undeclaredInputs.length > 0) {
    const names = undeclaredInputs.map((node) => (node as Tensor<'input'>).attributes.name);
    throw new UndeclaredError(
      name,
      'input',
      names,
      declaredInputs.map((tensor) => tensor.attributes.name),
    );
  }
  const declaredState = new Set<StateIdentity>(state);
  const touched = [
    ...reached.filter((node) => isOp(node, 'state')).map((node) => (node as Tensor<'state'>).attributes.variable),
    ...updates.flatMap(writtenBy),
  ];
  const undeclaredState = touched.filter((variable) => !declaredState.has(variable));
  if (undeclaredState.length > 0) {
    const names = undeclaredState.map((variable) => variable.name);
    throw new UndeclaredError(
      name,
      'state',
      [...new Set(names)],
      state.map((variable) => variable.name),
    );
  }
  return { name, inputs: declaredInputs, state: [...state], outputs: { ...outputs }, updates: [...updates] };
}

function checkUnique(where: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ArgumentError(where, 'names', 'unique', `"${twice}" twice`);
}
