/** The values of tensors now: a small program planned, compiled, run once and thrown away. There is no other eager path. */
import type { Device } from './backend/device.ts';
import type { TypedArray } from './dtype.ts';
import { program } from './graph/program.ts';
import { plan } from './plan/plan-program.ts';
import type { Tensor } from './tensor.ts';

/**
 * Runs `tensors` on `device` and reads them.
 * @throws UndeclaredError if one depends on an input or a variable, which have no value outside a program.
 */
export async function evaluate(tensors: readonly Tensor[], device: Device): Promise<TypedArray[]> {
  const outputs = Object.fromEntries(tensors.map((tensor, at) => [String(at), tensor]));
  const executable = await device.compile(plan(program({ name: 'evaluate', outputs })), {});
  try {
    await executable.run();
    return await Promise.all(tensors.map((_, at) => executable.read(String(at))));
  } finally {
    executable.dispose();
  }
}
