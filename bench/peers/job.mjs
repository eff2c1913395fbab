/**
 * What every JavaScript peer starts from and ends with: the job that the command wrote for it (see docs/performance.md),
 * the data in memory, the order of an epoch, and the one line of JSON it answers with.
 */
import { readFileSync } from 'node:fs';

/** The job named on the command line. From then on a failure's last line says what failed. */
export function readJob() {
  process.on('uncaughtException', ({ name, message }) => {
    console.error(`${name}: ${message.trim().replaceAll(/\s+/g, ' ')}`);
    process.exit(1);
  });
  return JSON.parse(readFileSync(process.argv[2], 'utf8'));
}

/** Images as f32 [count, features] and labels as i32 [count], for training and for validation. */
export function readData({ data }) {
  const floats = (path) => {
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    return new Float32Array(buffer, byteOffset, byteLength / 4);
  };
  const labels = (path) => Int32Array.from(readFileSync(path));
  return {
    train: { images: floats(data.trainImages), labels: labels(data.trainLabels), count: data.trainCount },
    test: { images: floats(data.testImages), labels: labels(data.testLabels), count: data.testCount },
  };
}

/** A generator of numbers in [0, 1): mulberry32. */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A new order of 0 … count − 1. */
export function shuffled(count, random) {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** Glorot-uniform values of a layer's kernel, with its shape: [inputs, units], or [height, width, inputs, filters]. */
export function glorotUniform({ kind, inputs, units, filters, kernelSize }, random) {
  const shape = kind === 'dense' ? [inputs, units] : [...kernelSize, inputs, filters];
  const size = shape.reduce((product, extent) => product * extent, 1);
  const outputs = shape.at(-1);
  // Kernel elements that feed one output, and that one input feeds.
  const limit = Math.sqrt(6 / (size / outputs + size / inputs));
  return { shape, data: Float32Array.from({ length: size }, () => (2 * random() - 1) * limit) };
}

/** Runs the epochs of the job, timing each, and answers. `epoch()` returns { validationLoss, validationAccuracy }. */
export async function answer(peer, version, notes, job, epoch) {
  const secondsPerEpoch = [];
  let validation;
  for (let number = 0; number < job.epochs; number++) {
    const started = performance.now();
    validation = await epoch(number);
    secondsPerEpoch.push((performance.now() - started) / 1000);
  }
  console.log(JSON.stringify({ peer, version, secondsPerEpoch, ...validation, notes }));
}
