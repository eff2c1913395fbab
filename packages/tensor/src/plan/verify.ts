/**
 * Checks that a plan is sound, whoever made it: buffers exist, nothing is read before it is written, inputs and
 * constants are never written, and no two buffers that are alive together share bytes of the arena.
 */
import { bytesPerElement } from '../dtype.ts';
import { InternalError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import { arenaAlignment } from './memory.ts';
import type { BufferId, MapStep, Plan, PlanBuffer } from './plan.ts';
import { buffersRead, buffersWritten } from './step-buffers.ts';

/** @throws InternalError naming the step or buffer that is wrong. */
export function verifyPlan(plan: Plan): void {
  const fail = (what: string): never => {
    throw new InternalError(`plan "${plan.name}": ${what}`);
  };
  const buffer = (id: BufferId, at: number): PlanBuffer =>
    plan.buffers[id] ?? fail(`step ${at} names no buffer (${id})`);
  const lastTouch = new Map<BufferId, number>();
  const firstTouch = new Map<BufferId, number>();
  const written = new Set<BufferId>();

  plan.buffers.forEach(({ id, shape, length, storage, offset }, at) => {
    if (id !== at || length !== sizeOf(shape)) fail(`buffer ${at} has a wrong id or length`);
    if (storage !== 'arena') written.add(id);
    else if (offset % arenaAlignment !== 0 || offset + length * bytesPerElement > plan.arenaBytes) {
      fail(`buffer ${id} lies outside the arena`);
    }
  });
  plan.steps.forEach((step, at) => {
    const writes = buffersWritten(step);
    for (const id of buffersRead(step)) {
      buffer(id, at);
      if (!written.has(id)) fail(`step ${at} (${step.kind}) reads buffer ${id} before it is written`);
    }
    for (const id of writes) {
      const { storage } = buffer(id, at);
      if (storage === 'input' || storage === 'constant') fail(`step ${at} (${step.kind}) writes ${storage} ${id}`);
      written.add(id);
    }
    for (const id of [...buffersRead(step), ...writes]) {
      if (!firstTouch.has(id)) firstTouch.set(id, at);
      lastTouch.set(id, at);
    }
    if (step.kind === 'map') verifyMap(step, at, plan, fail);
  });
  for (const id of Object.values(plan.outputs)) {
    if (!written.has(id)) fail(`output buffer ${id} is never written`);
    lastTouch.set(id, plan.steps.length);
  }
  const alive = plan.buffers.filter(
    ({ id, storage, length }) => storage === 'arena' && length > 0 && firstTouch.has(id),
  );
  for (const a of alive) {
    for (const b of alive) {
      const together = firstTouch.get(a.id)! <= lastTouch.get(b.id)! && firstTouch.get(b.id)! <= lastTouch.get(a.id)!;
      const overlap =
        a.offset < b.offset + b.length * bytesPerElement && b.offset < a.offset + a.length * bytesPerElement;
      if (a.id < b.id && together && overlap) fail(`buffers ${a.id} and ${b.id} are alive together and share bytes`);
    }
  }
}

function verifyMap(step: MapStep, at: number, plan: Plan, fail: (what: string) => never): void {
  const size = sizeOf(step.shape);
  for (const { buffer, offset, strides } of step.loads) {
    const reach = step.shape.reduce((last, dimension, axis) => last + (dimension - 1) * strides[axis]!, offset);
    if (strides.length !== step.shape.length) fail(`step ${at} has a load of another rank`);
    if (size > 0 && (offset < 0 || reach >= plan.buffers[buffer]!.length)) fail(`step ${at} loads outside its buffer`);
  }
  step.operations.forEach(({ inputs }, index) => {
    if (inputs.some((register) => register < 0 || register >= step.loads.length + index)) {
      fail(`step ${at} operation ${index} reads a register that is not set yet`);
    }
  });
  for (const { buffer } of step.stores) {
    if (plan.buffers[buffer]!.length !== size) fail(`step ${at} stores into a buffer of another length`);
  }
}
