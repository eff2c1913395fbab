/** Interprets a recorded graph node by node, as it was recorded: no plan, no fusion, no memory. */
import type { OpName, StateIdentity, UpdateOp } from '../../op/op.ts';
import type { Tensor, Variable } from '../../tensor.ts';
import type { Arithmetic } from './arithmetic.ts';
import { type NewState, type Rule, rules, type World } from './rules.ts';
import type { Value } from './values.ts';

/** A program with the values that it is given. */
export interface OracleCase {
  readonly inputs: readonly Tensor[];
  readonly inputValues: readonly ArrayLike<number>[];
  readonly variables: readonly Variable[];
  readonly variableValues: readonly ArrayLike<number>[];
  readonly outputs: readonly Tensor[];
  readonly updates: readonly Tensor[];
  readonly steps: number;
}

const updateOps: { readonly [K in UpdateOp]: true } = { assign: true, adamUpdate: true, momentumUpdate: true };

/** Every node that the roots depend on; an input was made before its consumer and has a smaller id. */
function everyNode(roots: readonly Tensor[]): Tensor[] {
  const found = new Set<Tensor>(roots);
  for (const node of found) for (const x of node.inputs) found.add(x);
  return [...found].sort((a, b) => a.id - b.id);
}

/**
 * The outputs of the last step, then the variables after it.
 * @param watch is told of every value in the order of computation
 */
export function runOracle(
  given: OracleCase,
  arithmetic: Arithmetic,
  watch: (node: Tensor, values: readonly number[]) => void = () => undefined,
): ArrayLike<number>[] {
  const nodes = everyNode([...given.outputs, ...given.updates]);
  let state = new Map<StateIdentity, ArrayLike<number>>();
  given.variables.forEach((variable, at) => void state.set(variable, given.variableValues[at]!));
  const world: World = {
    ...arithmetic,
    input: (node) => given.inputValues[given.inputs.indexOf(node)]!,
    state: (variable) => state.get(variable)!,
  };
  let values = new Map<Tensor, Value>();
  for (let step = 0; step < given.steps; step++) {
    values = new Map();
    const next = new Map(state);
    for (const node of nodes) {
      const inputs = node.inputs.map((x) => values.get(x)!);
      const result = (rules[node.op] as Rule<OpName>)(node, inputs, world);
      if (node.op in updateOps) {
        for (const [variable, value] of result as NewState) next.set(variable, value);
        continue;
      }
      const elements = finished(node, result as ArrayLike<number>, arithmetic);
      values.set(node, { shape: node.shape, values: elements });
      watch(node, elements);
    }
    // Whatever a step reads is the state from before it.
    state = next;
  }
  return [
    ...given.outputs.map((node) => values.get(node)!.values),
    ...given.variables.map((variable) => state.get(variable)!),
  ];
}

function finished(node: Tensor, elements: ArrayLike<number>, { round }: Arithmetic): number[] {
  return Array.from(elements, (x) => {
    if (node.dtype === 'f32') return round(x);
    if ((x | 0) !== x) throw new RangeError(`${node.op} gave ${x} as an i32`);
    return x | 0;
  });
}
