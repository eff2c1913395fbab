/**
 * A program declares what a graph reads and writes: inputs, state, outputs and updates. It is the unit that is
 * planned and compiled; everything reachable must be declared, so that nothing is read by accident.
 */
import { check, nonEmptyText } from '../check/numbers.ts';
import { checkKeys, isPlainObject } from '../check/options.ts';
import { checkTensor, checkTensors, checkVariable } from '../check/tensor.ts';
import { ArgumentError, UndeclaredError } from '../errors.ts';
import type { StateIdentity } from '../op/op.ts';
import { opProperty } from '../op/property.ts';
import { isOp, type Tensor, type Variable } from '../tensor.ts';
import { topological } from './topological.ts';

/** What a program reads, writes and answers. */
export interface ProgramOptions {
  /** What the program is called in errors and printed plans. */
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

/** A checked program, ready for `plan`; `program` makes it. Plain data: it runs nothing itself. */
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

const programs = new WeakSet<object>();

/** Whether `value` was made by `program`. */
export const isProgram = (value: unknown): value is Program =>
  typeof value === 'object' && value !== null && programs.has(value);

/**
 * Checks and freezes a program.
 * @throws UndeclaredError for an input or variable that is reached but not declared.
 * @throws ArgumentError for parts of the wrong kind, a name used twice, an update that is none, or two updates of one
 * variable. @throws UnknownNameError for an option that there is none of.
 * @example
 * const x = input('x', [2]);
 * const doubled = program({ name: 'double', inputs: [x], outputs: { y: mul(x, 2) } });
 * const device = await openDevice('wasm', { threads: 1 });
 * const buffer = device.allocate('f32', 2);
 * await buffer.write(Float32Array.of(1, 2));
 * const run = await device.compile(plan(doubled), { x: buffer });
 * await run.run();
 * await run.read('y'); // → [2, 4]
 * await device.dispose();
 */
export function program(options: ProgramOptions): Program {
  checkKeys('program', options, ['name', 'inputs', 'state', 'outputs', 'updates']);
  const name = nonEmptyText('program', 'name', options.name);
  const where = `program "${name}"`;
  const inputs = inputsOf(where, options.inputs ?? []);
  const state = variablesOf(where, options.state ?? []);
  const outputs = outputsOf(where, options.outputs);
  const updates = updatesOf(where, options.updates ?? []);
  checkUnique(where, [...inputs.map((tensor) => tensor.attributes.name), ...state.map((variable) => variable.name)]);

  const reached = topological([...Object.values(outputs), ...updates]);
  const strayUpdate = reached.find((node) => opProperty[node.op] === 'update' && !updates.includes(node));
  if (strayUpdate) throw new ArgumentError(where, 'outputs', 'values, not updates', strayUpdate);
  const { inputs: read, state: touched } = readBy(reached, updates);
  checkDeclared(name, 'input', read.filter((node) => !inputs.includes(node)).map(nameOfInput), inputs.map(nameOfInput));
  const declared = new Set<StateIdentity>(state);
  const undeclared = [...touched].filter((variable) => !declared.has(variable));
  checkDeclared(name, 'state', undeclared.map(nameOfState), state.map(nameOfState));
  const made: Program = { name, inputs, state, outputs, updates };
  programs.add(made);
  return made;
}

const nameOfInput = (tensor: Tensor<'input'>): string => tensor.attributes.name;
const nameOfState = (variable: StateIdentity): string => variable.name;

/** The inputs and variables that nodes and updates touch. */
export function readBy(
  nodes: readonly Tensor[],
  updates: readonly Tensor[] = [],
): { readonly inputs: readonly Tensor<'input'>[]; readonly state: ReadonlySet<StateIdentity> } {
  const inputs = nodes.filter((node): node is Tensor<'input'> => isOp(node, 'input'));
  const states = nodes.filter((node): node is Tensor<'state'> => isOp(node, 'state'));
  return {
    inputs,
    state: new Set([...states.map(({ attributes }) => attributes.variable), ...updates.flatMap(writtenBy)]),
  };
}

function checkDeclared(program: string, role: string, names: readonly string[], declared: readonly string[]): void {
  if (names.length === 0) return;
  const known = declared.length === 0 ? 'none' : declared.join(', ');
  throw new UndeclaredError(program, names, `${role} ${names.join(', ')} not declared; declared: ${known}`);
}

function inputsOf(where: string, inputs: unknown): Tensor<'input'>[] {
  checkTensors(where, 'inputs', inputs);
  return inputs.map((tensor) => {
    if (!isOp(tensor, 'input')) throw new ArgumentError(where, 'inputs', 'tensors made by input()', tensor);
    return tensor;
  });
}

function variablesOf(where: string, state: unknown): Variable[] {
  check(where, 'state', state, 'a list of Variables', Array.isArray(state));
  // Array.from turns holes into undefined.
  return Array.from(state as readonly unknown[], (variable, at) => {
    checkVariable(where, `state[${at}]`, variable);
    return variable;
  });
}

function outputsOf(where: string, outputs: unknown): Record<string, Tensor> {
  check(where, 'outputs', outputs, 'an object of tensors by name', isPlainObject(outputs));
  const entries = Object.entries(outputs as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.map(([name, tensor]) => {
      checkTensor(where, `output ${name}`, tensor);
      return [name, tensor];
    }),
  );
}

function updatesOf(where: string, updates: unknown): Tensor[] {
  checkTensors(where, 'updates', updates);
  for (const update of updates) {
    if (opProperty[update.op] !== 'update') {
      throw new ArgumentError(where, 'updates', 'results of assign or …Update', update);
    }
  }
  checkUnique(
    `${where} updates`,
    updates.flatMap(writtenBy).map((variable) => variable.name),
  );
  return [...updates];
}

function checkUnique(where: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ArgumentError(where, 'names', 'unique', `"${twice}" twice`);
}
