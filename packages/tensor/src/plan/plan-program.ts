/**
 * From a program to its plan: simplify, decide storage, fuse, place updates, order, emit, lay out memory. Each of
 * these is a file of its own; this one only passes their results on.
 */
import { check } from '../check/numbers.ts';
import { bytesPerElement } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { isProgram, type Program, writtenBy } from '../graph/program.ts';
import { simplify } from '../graph/simplify.ts';
import { sparsify } from '../graph/sparsify.ts';
import { topological } from '../graph/topological.ts';
import type { StateIdentity } from '../op/op.ts';
import { opProperty } from '../op/property.ts';
import { sizeOf } from '../shape.ts';
import { isOp, rebuild, type Tensor } from '../tensor.ts';
import { emitStep } from './emit.ts';
import { group, type Unit } from './group.ts';
import { type Lifetime, placeBuffers } from './memory.ts';
import type { BufferId, Plan, PlanBuffer, PlanStep } from './plan.ts';
import { schedule } from './schedule.ts';
import { buffersRead, buffersWritten } from './step-buffers.ts';
import { isFill, resolveStorage } from './storage.ts';
import { placeUpdates } from './updates.ts';
import { verifyPlan } from './verify.ts';

/**
 * Plans a program. The same program always gives the same plan.
 * @throws ArgumentError unless `program` made it.
 * @example
 * const planned = plan(program({ name: 'sum', outputs: { y: add(ones([4]), 1) } }));
 * planned.outputs.y !== undefined; // → true
 */
export function plan(program: Program): Plan {
  check('plan', 'program', program, 'made by program(…)', isProgram(program));
  const { outputs, updates, forced } = prepare(program);
  const nodes = topological([...outputs.values(), ...updates]);
  const storage = resolveStorage(nodes, [...outputs.values()], forced);

  const runs = (node: Tensor): boolean => {
    const property = opProperty[node.op];
    if (property === 'view' || isFill(node)) return storage.copied.has(node);
    return property !== 'leaf' && !isOp(node, 'assign');
  };
  const unitOf = group(nodes.filter(runs), (node) => storage.read(node).source);
  const { storedInto, copies } = placeUpdates(updates, unitOf, storage);
  const units = schedule([...new Set([...unitOf.values(), ...copies])], positionOf);

  const buffers: Omit<PlanBuffer, 'offset'>[] = [];
  const idOf = new Map<Tensor | StateIdentity, BufferId>();
  const addBuffer = (key: Tensor | StateIdentity, buffer: Omit<PlanBuffer, 'id' | 'length' | 'offset'>): BufferId => {
    const id = buffers.length;
    buffers.push({ id, length: sizeOf(buffer.shape), ...buffer });
    idOf.set(key, id);
    return id;
  };
  for (const tensor of program.inputs) {
    addBuffer(tensor, { storage: 'input', name: tensor.attributes.name, dtype: tensor.dtype, shape: tensor.shape });
  }
  for (const variable of program.state) {
    addBuffer(variable, { storage: 'state', name: variable.name, dtype: variable.dtype, shape: variable.shape });
  }
  const bufferOf = (node: Tensor): BufferId => {
    const key = isOp(node, 'state') ? node.attributes.variable : (storedInto.get(node) ?? node);
    const known = idOf.get(key);
    if (known !== undefined) return known;
    const { dtype, shape } = node;
    if (isOp(node, 'data'))
      return addBuffer(node, { storage: 'constant', name: 'data', dtype, shape, data: node.attributes.values });
    return addBuffer(node, { storage: 'arena', name: node.op, dtype, shape });
  };

  const kept = keptNodes(units, outputs, updates, (node) => storage.read(node).source, unitOf);
  const context = {
    storage,
    bufferOf,
    stateBuffer: (variable: { readonly name: string }): BufferId => idOf.get(variable as StateIdentity)!,
    isKept: (node: Tensor): boolean => kept.has(node),
  };
  const steps = units.map((unit) => emitStep(unit, context));
  const outputBuffers = Object.fromEntries(
    [...outputs].map(([name, node]) => [name, bufferOf(storage.read(node).source)]),
  );
  const named = (storageKind: PlanBuffer['storage']): Record<string, BufferId> =>
    Object.fromEntries(buffers.filter((b) => b.storage === storageKind).map((b) => [b.name, b.id]));
  const { placed, arenaBytes } = layOut(buffers, steps, new Set(Object.values(outputBuffers)));
  const result: Plan = {
    name: program.name,
    buffers: placed,
    steps,
    inputs: named('input'),
    state: named('state'),
    outputs: outputBuffers,
    arenaBytes,
  };
  verifyPlan(result);
  return result;
}

/**
 * The simplified graph. Where an output or an update reads a variable that the program writes, a copy is put
 * between, so that it sees the value from before the step.
 */
function prepare(program: Program): { outputs: Map<string, Tensor>; updates: Tensor[]; forced: Set<Tensor> } {
  const roots = [...Object.values(program.outputs), ...program.updates];
  const simple = simplify(roots);
  const sparse = sparsify([...new Set(simple.values())]);
  const simplified = (node: Tensor): Tensor => sparse.get(simple.get(node)!)!;
  const written = new Set(program.updates.flatMap(writtenBy));
  const forced = new Set<Tensor>();
  const detached = (node: Tensor): Tensor => {
    let source = node;
    while (opProperty[source.op] === 'view') source = source.inputs[0]!;
    if (!isOp(source, 'state') || !written.has(source.attributes.variable)) return node;
    const copy = rebuild('reshape', { shape: node.shape }, [node], node);
    forced.add(copy);
    return copy;
  };
  const outputs = new Map(Object.entries(program.outputs).map(([name, node]) => [name, detached(simplified(node))]));
  const updates = program.updates.map((update) => {
    const own = simplified(update);
    return rebuild(own.op, own.attributes, own.inputs.map(detached), own);
  });
  return { outputs, updates, forced };
}

/** Where a unit stood in the recording; an update stands right behind the last value it reads. */
function positionOf(unit: Unit): number {
  const last = unit.nodes.at(-1)!;
  if (opProperty[last.op] !== 'update') return last.id;
  return Math.max(...last.inputs.map((x) => x.id)) + 0.5;
}

/** Nodes whose value some other unit, an output or an update reads. */
function keptNodes(
  units: readonly Unit[],
  outputs: ReadonlyMap<string, Tensor>,
  updates: readonly Tensor[],
  sourceOf: (node: Tensor) => Tensor,
  unitOf: ReadonlyMap<Tensor, Unit>,
): Set<Tensor> {
  const kept = new Set<Tensor>([...outputs.values()].map(sourceOf));
  for (const update of updates) for (const x of update.inputs) kept.add(sourceOf(x));
  for (const unit of units) {
    for (const node of unit.nodes) {
      for (const x of node.inputs) {
        const source = sourceOf(x);
        // A member read through a view is loaded back from memory, so it has to be there.
        if (unitOf.get(source) !== unit || source !== x) kept.add(source);
      }
    }
  }
  return kept;
}

function layOut(
  buffers: readonly Omit<PlanBuffer, 'offset'>[],
  steps: readonly PlanStep[],
  outputs: ReadonlySet<BufferId>,
): { placed: PlanBuffer[]; arenaBytes: number } {
  const arena = buffers.filter((buffer) => buffer.storage === 'arena');
  const lifetimes = arena.map(({ id, length }): Lifetime => {
    const touching = steps.flatMap((step, at) =>
      buffersRead(step).includes(id) || buffersWritten(step).includes(id) ? [at] : [],
    );
    const to = outputs.has(id) ? steps.length : touching.at(-1);
    if (touching[0] === undefined || to === undefined)
      throw new ArgumentError('plan', 'buffers', 'written by a step', id);
    return { bytes: length * bytesPerElement, from: touching[0], to };
  });
  const { offsets, arenaBytes } = placeBuffers(lifetimes);
  const offsetOf = new Map(arena.map(({ id }, at) => [id, offsets[at]!]));
  return { placed: buffers.map((buffer) => ({ ...buffer, offset: offsetOf.get(buffer.id) ?? 0 })), arenaBytes };
}
