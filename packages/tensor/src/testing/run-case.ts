/** Runs a case of the conformance suite on a device, as the float64 oracle runs it in `oracle.ts`. */
import type { Device } from '../backend/device.ts';
import { arrayOf, type TypedArray } from '../dtype.ts';
import { program } from '../graph/program.ts';
import { plan } from '../plan/plan-program.ts';
import type { Tensor } from '../tensor.ts';
import type { Case64 } from './oracle.ts';

/** Runs a case on a device: the outputs of the last step, then the variables after it. */
export async function runCase(device: Device, given: Case64): Promise<TypedArray[]> {
  const outputs = Object.fromEntries(given.outputs.map((tensor, at) => [String(at), tensor]));
  const { inputs, variables: state, updates } = given;
  const planned = plan(program({ name: 'case', inputs, state, outputs, updates }));
  const allocate = async (dtype: 'f32' | 'i32', values: ArrayLike<number>) => {
    const buffer = device.allocate(dtype, values.length);
    const host = arrayOf(dtype, values.length);
    host.set(values);
    await buffer.write(host);
    return buffer;
  };
  const inputBuffers = await Promise.all(inputs.map((x, at) => allocate(x.dtype, given.inputValues[at]!)));
  const stateBuffers = await Promise.all(state.map((x, at) => allocate(x.dtype, given.variableValues[at]!)));
  const executable = await device.compile(planned, {
    ...Object.fromEntries(inputs.map((x, at) => [(x as Tensor<'input'>).attributes.name, inputBuffers[at]!])),
    ...Object.fromEntries(state.map((x, at) => [x.name, stateBuffers[at]!])),
  });
  try {
    await executable.run(given.steps);
    return [
      ...(await Promise.all(given.outputs.map((_, at) => executable.read(String(at))))),
      ...(await Promise.all(stateBuffers.map((buffer) => buffer.read()))),
    ];
  } finally {
    executable.dispose();
    for (const buffer of [...inputBuffers, ...stateBuffers]) buffer.dispose();
  }
}
