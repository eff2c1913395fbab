/** Matrix products of every raggedness against float64, and the promise that tiles do not change bits. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputOf, pseudo, resultOf, runByHand } from '../../../test/hand-plan.ts';
import type { TypedArray } from '../../dtype.ts';
import type { MatmulStep } from '../../plan/plan.ts';
import { roundoff } from '../../testing/tolerance.ts';
import type { Device } from '../device.ts';
import { openWasmDevice } from './wasm.ts';

let device: Device;
beforeAll(async () => {
  device = await openWasmDevice({ threads: 1 });
});
afterAll(() => device.dispose());

interface Sizes {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly sharedB: boolean;
}

function stepOf({ batch, m, k, n, transposeA, transposeB, sharedB }: Sizes): MatmulStep {
  const strides = { batchStrideA: m * k, batchStrideB: sharedB ? 0 : k * n };
  return { kind: 'matmul', a: 0, b: 1, out: 2, batch, m, k, n, transposeA, transposeB, ...strides };
}

async function product(sizes: Sizes, a: Float32Array, b: Float32Array): Promise<TypedArray> {
  const [c] = await runByHand(
    device,
    [inputOf(a), inputOf(b), resultOf([sizes.batch, sizes.m, sizes.n])],
    [stepOf(sizes)],
  );
  return c!;
}

/** Every element against a float64 sum: |error| ≤ k · u · Σ|aᵢ·bᵢ|, and one rounding per product (Higham 3.1). */
function expectProduct(c: ArrayLike<number>, sizes: Sizes, a: Float32Array, b: Float32Array): void {
  const { batch, m, k, n, transposeA, transposeB, sharedB } = sizes;
  expect(c.length).toBe(batch * m * n);
  for (let g = 0; g < batch; g++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let total = 0;
        let size = 0;
        for (let l = 0; l < k; l++) {
          const left = a[g * m * k + (transposeA ? l * m + i : i * k + l)]!;
          const right = b[(sharedB ? 0 : g * k * n) + (transposeB ? j * k + l : l * n + j)]!;
          total += left * right;
          size += Math.abs(left * right);
        }
        const got = c[(g * m + i) * n + j]!;
        if (!(Math.abs(got - total) <= (k + 1) * roundoff * size)) {
          expect.fail(`element [${g}, ${i}, ${j}] of ${JSON.stringify(sizes)} is ${got}, expected ${total}`);
        }
      }
    }
  }
}

async function check(sizes: Sizes): Promise<void> {
  const { batch, m, k, n, sharedB } = sizes;
  const a = pseudo(batch * m * k, 1);
  const b = pseudo((sharedB ? 1 : batch) * k * n, 2);
  expectProduct(await product(sizes, a, b), sizes, a, b);
}

const plain = { batch: 1, transposeA: false, transposeB: false, sharedB: false };

describe('matmul', () => {
  it('is right for any sizes, transposes and batches', async () => {
    const size = (max: number): fc.Arbitrary<number> =>
      fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max }));
    const sizes = fc.record({
      batch: fc.integer({ min: 0, max: 3 }),
      m: size(70),
      k: size(300),
      n: size(40),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
      sharedB: fc.boolean(),
    });
    await fc.assert(fc.asyncProperty(sizes, check), { numRuns: 250, seed: 3 });
  });

  it('is right where a pass over k or rows ends', async () => {
    for (const k of [255, 256, 257, 513]) {
      for (const m of [63, 64, 65, 130]) {
        for (const n of [4, 12, 15]) await check({ ...plain, m, k, n, transposeB: n === 12 });
      }
    }
  });

  it('of an empty k is zero', async () => {
    const sizes = { ...plain, m: 5, k: 0, n: 9 };
    expect(await product(sizes, new Float32Array(0), new Float32Array(0))).toEqual(new Float32Array(45));
  });

  it('gives each element the same bits whichever tile it falls into', async () => {
    const [m, k, n] = [21, 300, 13];
    const a = pseudo(m * k, 1);
    const b = pseudo(k * n, 2);
    const c = await product({ ...plain, m, k, n }, a, b);
    for (let row = 0; row < m; row++) {
      const alone = await product({ ...plain, m: 1, k, n }, a.slice(row * k, (row + 1) * k), b);
      expect(c.slice(row * n, (row + 1) * n), `row ${row}`).toEqual(alone);
    }
  });

  it('spreads NaN and infinity over their row or column only', async () => {
    const a = new Float32Array(6 * 3).fill(1);
    const b = new Float32Array(3 * 10).fill(1);
    a[4 * 3 + 1] = NaN;
    b[2 * 10 + 9] = Infinity;
    const c = await product({ ...plain, m: 6, k: 3, n: 10 }, a, b);
    const expected = Array.from({ length: 60 }, (_, at) =>
      Math.floor(at / 10) === 4 ? NaN : at % 10 === 9 ? Infinity : 3,
    );
    expect([...c]).toEqual(expected);
  });
});
