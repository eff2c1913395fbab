/** Plans written by hand, for tests of a backend that should not depend on the planner, and what devices make of them. */
import type { Device } from '../src/backend/device.ts';
import { bytesPerElement, type DType, dtypeOf, type TypedArray } from '../src/dtype.ts';
import type { Plan, PlanBuffer, PlanStep } from '../src/plan/plan.ts';
import { type Shape, sizeOf } from '../src/shape.ts';

export interface HandBuffer {
  readonly storage: PlanBuffer['storage'];
  readonly dtype: DType;
  readonly shape: Shape;
  /** What an input or state variable starts as, or a constant is. */
  readonly values?: TypedArray;
}

const like = (storage: 'input' | 'state' | 'constant', values: TypedArray, shape: Shape): HandBuffer => ({
  storage,
  dtype: dtypeOf(values),
  shape,
  values,
});

export const inputOf = (values: TypedArray, shape: Shape = [values.length]): HandBuffer => like('input', values, shape);
export const stateOf = (values: TypedArray, shape: Shape = [values.length]): HandBuffer => like('state', values, shape);
export const resultOf = (shape: Shape, dtype: DType = 'f32'): HandBuffer => ({ storage: 'arena', dtype, shape });

/** A plan over buffers 0, 1, …, named `b0`, `b1`, …; all of the arena and the state are outputs. */
export function handPlan(buffers: readonly HandBuffer[], steps: readonly PlanStep[]): Plan {
  let arenaBytes = 0;
  const placed = buffers.map(({ storage, dtype, shape, values }, id): PlanBuffer => {
    const length = sizeOf(shape);
    const offset = storage === 'arena' ? arenaBytes : 0;
    if (storage === 'arena') arenaBytes += Math.ceil((length * bytesPerElement) / 64) * 64;
    const data = storage === 'constant' && values !== undefined ? { data: values } : {};
    return { id, storage, name: `b${id}`, dtype, shape, length, offset, ...data };
  });
  const named = (...storages: string[]): Record<string, number> =>
    Object.fromEntries(placed.filter(({ storage }) => storages.includes(storage)).map(({ name, id }) => [name, id]));
  const outputs = named('arena', 'state');
  return {
    name: 'by hand',
    buffers: placed,
    steps,
    inputs: named('input'),
    state: named('state'),
    outputs,
    arenaBytes,
  };
}

/** Runs a hand-written plan and returns its outputs in the order of their buffers. */
export async function runByHand(
  device: Device,
  buffers: readonly HandBuffer[],
  steps: readonly PlanStep[],
  times = 1,
): Promise<TypedArray[]> {
  const plan = handPlan(buffers, steps);
  const bound = new Map(
    buffers.flatMap(({ storage, dtype, shape, values }, id) => {
      if (storage !== 'input' && storage !== 'state') return [];
      return [[`b${id}`, { buffer: device.allocate(dtype, sizeOf(shape)), values: values! }] as const];
    }),
  );
  for (const { buffer, values } of bound.values()) await buffer.write(values);
  const executable = await device.compile(
    plan,
    Object.fromEntries([...bound].map(([name, { buffer }]) => [name, buffer])),
  );
  try {
    await executable.run(times);
    return await Promise.all(Object.keys(plan.outputs).map((name) => executable.read(name)));
  } finally {
    executable.dispose();
    for (const { buffer } of bound.values()) buffer.dispose();
  }
}

/** Values in [−1, 1) that do not repeat soon, the same every time. */
export function pseudo(length: number, seed = 1): Float32Array {
  let state = Math.imul(seed, 0x9e3779b9) | 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 0x80000000;
  });
}
