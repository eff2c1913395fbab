/** v1's training step on made-up data, for comparing devices step by step and counting what they do. */
import { type Device, type DeviceBuffer, type Executable, type Plan, plan, uniform } from '../../../src/index.ts';
import { v1Program } from '../../v1-program.ts';

const samples = 640;

export interface V1Run {
  readonly plan: Plan;
  readonly executable: Executable;
  readonly buffers: Readonly<Record<string, DeviceBuffer>>;
  dispose(): void;
}

/** Ten classes, each a pattern of its own under noise, four fifths of it zeros; the same on every device. */
export async function startV1(device: Device, batchSize = 64): Promise<V1Run> {
  const planned = plan(v1Program(batchSize, samples));
  const values = (name: string, length: number): Float32Array | Int32Array | undefined => {
    if (name === 'images') return images();
    if (name === 'labels') return Int32Array.from({ length }, (_, i) => i % 10);
    if (name === 'permutation') return Int32Array.from({ length }, (_, i) => (i * 7) % samples);
    if (name === 'learningRate') return Float32Array.of(0.001);
    return name.endsWith('/kernel') ? uniform(3, length, length, { min: -0.1, max: 0.1 }) : undefined;
  };
  const buffers: Record<string, DeviceBuffer> = {};
  for (const [name, id] of Object.entries({ ...planned.inputs, ...planned.state })) {
    const { dtype, length } = planned.buffers[id]!;
    const buffer = device.allocate(dtype, length);
    const given = values(name, length);
    if (given !== undefined) await buffer.write(given);
    buffers[name] = buffer;
  }
  const executable = await device.compile(planned, buffers);
  return {
    plan: planned,
    executable,
    buffers,
    dispose: () => {
      executable.dispose();
      for (const buffer of Object.values(buffers)) buffer.dispose();
    },
  };
}

function images(): Float32Array {
  const pattern = uniform(1, 0, 10 * 784, { min: -4, max: 1 });
  const noise = uniform(2, 0, samples * 784, { min: 0, max: 0.3 });
  return Float32Array.from({ length: samples * 784 }, (_, i) => {
    const on = pattern[(Math.floor(i / 784) % 10) * 784 + (i % 784)]!;
    return on > 0 ? on * 0.2 + noise[i]! * 0.2 : 0;
  });
}

/**
 * The loss of each step. `permutation` is as long as the data, so the run starts over after samples / batchSize steps.
 */
export async function lossCurve(device: Device, steps: number, batchSize = 64): Promise<number[]> {
  const run = await startV1(device, batchSize);
  const losses: number[] = [];
  const perEpoch = samples / batchSize;
  for (let step = 0; step < steps; step++) {
    // The step counter picks the batch and seeds the masks; going round keeps both within the data.
    if (step > 0 && step % perEpoch === 0) await run.buffers['step']!.write(Int32Array.of(0));
    await run.executable.run();
    losses.push((await run.executable.read('loss'))[0]!);
  }
  run.dispose();
  return losses;
}
