/** Adam of so many parameters that a dispatch of WebGPU has to fold them. */
import {
  adamStepSize,
  adamUpdate,
  add,
  assign,
  type Device,
  mul,
  type Program,
  plan,
  program,
  sub,
  type TypedArray,
  uniform,
  Variable,
} from '../../../src/index.ts';

/** Two parameter arrays, `length` elements in all; each moves towards three times its first value. */
export function wideAdam(length: number): Program {
  const slots = (name: string, size: number) => ({
    parameter: new Variable(name, [size]),
    m: new Variable(`${name}/m`, [size]),
    v: new Variable(`${name}/v`, [size]),
  });
  const [wide, narrow] = [slots('wide', length - 1000), slots('narrow', 1000)];
  const [time, rate] = [new Variable('time', [], 'i32'), new Variable('rate', [])];
  const next = add(time.tensor, 1);
  const decay = { beta1: 0.9, beta2: 0.999 };
  const rule = { ...decay, epsilon: 1e-7 };
  const stepSize = adamStepSize(rate.tensor, next, decay);
  return program({
    name: 'wide Adam',
    state: [...Object.values(wide), ...Object.values(narrow), time, rate],
    outputs: {},
    updates: [
      adamUpdate(wide, sub(mul(wide.parameter.tensor, 2), 1), stepSize, rule),
      adamUpdate(narrow, sub(mul(narrow.parameter.tensor, 3), 1), stepSize, rule),
      assign(time, next),
    ],
  });
}

/** All state after three steps. */
export async function runWideAdam(device: Device, length: number): Promise<TypedArray[]> {
  const planned = plan(wideAdam(length));
  const buffers = Object.fromEntries(
    Object.entries(planned.state).map(([name, id]) => {
      const { dtype, length: size } = planned.buffers[id]!;
      return [name, device.allocate(dtype, size)];
    }),
  );
  await buffers['wide']!.write(uniform(1, 1, length - 1000, { min: -1, max: 1 }));
  await buffers['narrow']!.write(uniform(1, 2, 1000, { min: -1, max: 1 }));
  await buffers['rate']!.write(Float32Array.of(0.01));
  const executable = await device.compile(planned, buffers);
  await executable.run(3);
  const values = await Promise.all(Object.values(buffers).map((buffer) => buffer.read()));
  executable.dispose();
  for (const buffer of Object.values(buffers)) buffer.dispose();
  return values;
}

/** Three steps of at most 0.01, each with a few float32 roundings of numbers up to 10: 1e-5 leaves room for a square root. */
export const wideAdamTolerance = 1e-5;

export function largestDifference(own: readonly TypedArray[], other: readonly TypedArray[]): number {
  let largest = 0;
  for (const [at, values] of own.entries()) {
    for (let i = 0; i < values.length; i++) {
      const difference = Math.abs(values[i]! - other[at]![i]!);
      if (!(difference <= largest)) largest = difference;
    }
  }
  return largest;
}
