/**
 * A plan compiled for batches that the host writes: it owns the buffers of its inputs, so that a call is a write, a run and
 * a read, and on a device that works on the calling thread one call without a promise.
 */
import type { Device, DeviceBuffer, Plan, TypedArray } from '@inkgrad/tensor';
import { ModelStateError } from '../errors.ts';

export interface BatchProgram {
  readonly plan: Plan;
  /** That it takes on the device: its inputs, and what lies between them and the outputs. */
  readonly bytes: number;
  /** Whether `runNow` works here. */
  readonly isDirect: boolean;
  /**
   * @param inputs whole batches, in the order of the plan's inputs
   * @param outputs are filled, in the order of the plan's outputs
   */
  run(inputs: readonly TypedArray[], outputs: readonly TypedArray[]): Promise<void>;
  /** The same, done when it returns. */
  runNow(inputs: readonly TypedArray[], outputs: readonly TypedArray[]): void;
  dispose(): void;
  /** Disposes of it for a reason, which whoever uses it later is told. */
  retire(reason: string): void;
}

const bytesPerElement = 4;

/** @param state buffers of the plan's variables, by name */
export async function openBatchProgram(
  device: Device,
  plan: Plan,
  state: Readonly<Record<string, DeviceBuffer>>,
  onDispose: () => void,
): Promise<BatchProgram> {
  const names = { inputs: Object.keys(plan.inputs), outputs: Object.keys(plan.outputs) };
  const buffers = names.inputs.map((name) => {
    const { dtype, length } = plan.buffers[plan.inputs[name]!]!;
    return device.allocate(dtype, length);
  });
  const inputs = Object.fromEntries(names.inputs.map((name, at) => [name, buffers[at]!]));
  const executable = await device.compile(plan, { ...state, ...inputs }).catch((error: unknown) => {
    for (const buffer of buffers) buffer.dispose();
    throw error;
  });
  const direct = executable.direct?.(names.inputs, names.outputs);
  let gone: string | undefined;
  const checkLive = (): void => {
    if (gone !== undefined) throw new ModelStateError(gone);
  };
  const retire = (reason: string): void => {
    if (gone !== undefined) return;
    gone = reason;
    executable.dispose();
    for (const buffer of buffers) buffer.dispose();
    onDispose();
  };
  return {
    plan,
    bytes: plan.arenaBytes + buffers.reduce((sum, { length }) => sum + bytesPerElement * length, 0),
    isDirect: direct !== undefined,
    run: async (given, results) => {
      checkLive();
      if (direct !== undefined) return direct(given, results);
      for (const [at, buffer] of buffers.entries()) await buffer.write(given[at]!);
      await executable.run();
      for (const [at, name] of names.outputs.entries()) results[at]!.set(await executable.read(name));
    },
    runNow: (given, results) => {
      checkLive();
      direct!(given, results);
    },
    dispose: () => retire('this predictor has been disposed of.'),
    retire,
  };
}
