/** How fast a backend multiplies two small matrices, once the product is known to be right. A hint, not a benchmark. */
import { type Device, input, matmul, plan, program, uniform } from '@inkgrad/tensor';

/** Of square matrices of `size`: 2·size³ operations. */
export interface ProductSpeed {
  readonly size: number;
  /** 10⁹ operations a second; absent if the product is wrong. */
  readonly gigaflops?: number;
  /** Against float64, only if that is too much; null where JSON has no such number. */
  readonly largestError?: number | null;
}

const size = 256;
const enoughSeconds = 0.1;

/** Sums of 256 products of numbers in [−1, 1) in float32, in any order: 256 roundings of partial sums below 64. */
const tolerance = 1e-3;

export async function measureProduct(device: Device): Promise<ProductSpeed> {
  const left = uniform(1, 1, size * size, { min: -1, max: 1 });
  const right = uniform(1, 2, size * size, { min: -1, max: 1 });
  const [a, b] = [input('a', [size, size]), input('b', [size, size])];
  const buffers = { a: device.allocate('f32', size * size), b: device.allocate('f32', size * size) };
  await buffers.a.write(left);
  await buffers.b.write(right);
  const planned = plan(program({ name: 'product', inputs: [a, b], outputs: { product: matmul(a, b) } }));
  const executable = await device.compile(planned, buffers);
  await executable.run();
  const largestError = errorOf(await executable.read('product'), left, right);
  // Not "greater than", so that NaN is wrong too.
  if (!(largestError <= tolerance)) return { size, largestError };
  for (let steps = 1; ; steps *= 4) {
    const started = performance.now();
    await executable.run(steps);
    const seconds = (performance.now() - started) / 1000;
    if (seconds >= enoughSeconds || steps >= 4096) return { size, gigaflops: (2 * size ** 3 * steps) / seconds / 1e9 };
  }
}

function errorOf(product: ArrayLike<number>, left: Float32Array, right: Float32Array): number {
  let largest = 0;
  const row = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    row.fill(0);
    for (let k = 0; k < size; k++) {
      const factor = left[i * size + k]!;
      for (let j = 0; j < size; j++) row[j]! += factor * right[k * size + j]!;
    }
    for (let j = 0; j < size; j++) {
      const error = Math.abs(product[i * size + j]! - row[j]!);
      if (!(error <= largest)) largest = error;
    }
  }
  return largest;
}
