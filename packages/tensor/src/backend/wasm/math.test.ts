/** The elementary functions of the kernels, swept over every exponent and both tails, in units in the last place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputOf, resultOf, runByHand } from '../../../test/hand-plan.ts';
import type { MapOperation } from '../../plan/plan.ts';
import type { Device } from '../device.ts';
import { openWasmDevice } from './wasm.ts';

let device: Device;
beforeAll(async () => {
  device = await openWasmDevice({ threads: 1 });
});
afterAll(() => device.dispose());

type Op = 'exp' | 'log' | 'tanh' | 'sigmoid' | 'softplus' | 'elu' | 'sin' | 'cos' | 'erf' | 'expm1' | 'log1p';

async function evaluate(op: Op, x: Float32Array): Promise<Float32Array> {
  const { length } = x;
  const attributes = op === 'elu' ? { alpha: 1 } : {};
  const operation = { op, attributes, inputs: [0], dtype: 'f32' } as MapOperation;
  const loads = [{ buffer: 0, offset: 0, strides: [1] }];
  const step = {
    kind: 'map',
    shape: [length],
    loads,
    operations: [operation],
    stores: [{ register: 1, buffer: 1 }],
  } as const;
  const [y] = await runByHand(device, [inputOf(x), resultOf([length])], [step]);
  return y as Float32Array;
}

/** Both signs of numbers spread evenly over the bit patterns from the smallest subnormal to `largest`. */
function sweep(largest: number, count: number, signs: readonly number[] = [1, -1]): Float32Array {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, largest);
  const last = bits.getUint32(0);
  const x = new Float32Array(count * signs.length);
  for (let i = 0; i < count; i++) {
    bits.setUint32(0, 1 + Math.floor(((last - 1) * i) / (count - 1)));
    signs.forEach((sign, at) => {
      x[signs.length * i + at] = sign * bits.getFloat32(0);
    });
  }
  return x;
}

/** Numbers spread evenly over an interval. */
const interval = (from: number, to: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

/** The distance between float32 numbers near `value`; subnormals are 2⁻¹⁴⁹ apart. */
function unitInLastPlace(value: number): number {
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(value))));
  return 2 ** (exponent - 23);
}

/** The largest error in units in the last place of the true value, and where it is. */
function worst(x: Float32Array, y: Float32Array, truth: (x: number) => number): { ulps: number; at: number } {
  let found = { ulps: 0, at: 0 };
  x.forEach((input, i) => {
    const expected = truth(input);
    if (Object.is(Math.fround(expected), y[i])) return;
    const ulps = Math.abs(y[i]! - expected) / unitInLastPlace(expected);
    if (!(ulps <= found.ulps)) found = { ulps, at: input };
  });
  return found;
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

/** Simpson's rule for 2/√π · ∫₀ˣ e^−t² dt, with steps that leave an error below 1e-13; small x by three terms of its series. */
function erf(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) > 6) return Math.sign(x);
  const factor = 2 / Math.sqrt(Math.PI);
  if (Math.abs(x) < 1e-3) return factor * (x - x ** 3 / 3 + x ** 5 / 10);
  const pieces = 2 * Math.ceil(Math.abs(x) * 200);
  const h = x / pieces;
  let total = 1 + Math.exp(-x * x);
  for (let i = 1; i < pieces; i++) total += (i % 2 === 0 ? 2 : 4) * Math.exp(-((i * h) ** 2));
  return (factor * h * total) / 3;
}

// The bounds are the measured maxima of these sweeps, rounded up to a tenth.
describe.each<[Op, (x: number) => number, number, Float32Array[]]>([
  ['exp', Math.exp, 1, [interval(-104, 88.72, 400_001), sweep(80, 200_000)]],
  ['log', Math.log, 0.9, [sweep(3.4e38, 400_000, [1]), interval(0.5, 2, 200_001)]],
  ['tanh', Math.tanh, 2.2, [sweep(100, 400_000), interval(-10, 10, 200_001)]],
  ['sigmoid', sigmoid, 2.2, [sweep(100, 200_000), interval(-104, 20, 400_001)]],
  ['softplus', softplus, 1.8, [sweep(100, 200_000), interval(-104, 20, 400_001)]],
  ['sin', Math.sin, 1.6, [sweep(3.4e38, 400_000), interval(-100, 100, 400_001), interval(-1e5, 1e5, 400_001)]],
  ['cos', Math.cos, 1.6, [sweep(3.4e38, 400_000), interval(-100, 100, 400_001), interval(-1e5, 1e5, 400_001)]],
  ['erf', erf, 1.1, [sweep(5, 20_000), interval(-4, 4, 8_001)]],
  ['expm1', Math.expm1, 1.5, [sweep(88, 400_000), interval(-30, 30, 200_001)]],
  ['log1p', Math.log1p, 1.5, [sweep(3.4e38, 400_000, [1]), interval(-0.999999, 2, 400_001), sweep(0.99, 200_000)]],
  ['elu', (x) => (x > 0 ? x : Math.expm1(x)), 0.9, [sweep(100, 400_000), interval(-30, 1, 200_001)]],
])('%s', (op, truth, bound, sweeps) => {
  it(`is at most ${bound} ULP off`, async () => {
    for (const x of sweeps) {
      const { ulps, at } = worst(x, await evaluate(op, x), truth);
      expect(ulps, `at ${at}`).toBeLessThanOrEqual(bound);
    }
  });

  it('gives what float64 gives at the ends of its range', async () => {
    const x = Float32Array.of(Infinity, -Infinity, NaN, 1000, -1000, 3.4e38, -3.4e38);
    const y = await evaluate(op, x);
    const { ulps, at } = worst(x, y, truth);
    expect(ulps, `at ${at}`).toBeLessThanOrEqual(bound);
  });
});

describe('pow and mod', () => {
  const evaluatePairs = async (op: 'pow' | 'mod', x: Float32Array, y: Float32Array): Promise<Float32Array> => {
    const { length } = x;
    const operations = [{ op, attributes: {}, inputs: [0, 1], dtype: 'f32' }] as MapOperation[];
    const loads = [0, 1].map((buffer) => ({ buffer, offset: 0, strides: [1] }));
    const step = { kind: 'map', shape: [length], loads, operations, stores: [{ register: 2, buffer: 2 }] } as const;
    const [z] = await runByHand(device, [inputOf(x), inputOf(y), resultOf([length])], [step]);
    return z as Float32Array;
  };
  /** The largest error of all pairs of a sweep with one turned by some places. */
  const worstPair = async (
    op: 'pow' | 'mod',
    x: Float32Array,
    y: Float32Array,
    truth: (x: number, y: number) => number,
  ) => {
    let found = 0;
    const z = await evaluatePairs(op, x, y);
    for (let i = 0; i < x.length; i++) {
      const expected = truth(x[i]!, y[i]!);
      if (Object.is(Math.fround(expected), z[i])) continue;
      const ulps = Math.abs(z[i]! - expected) / unitInLastPlace(expected);
      if (!(ulps <= found)) found = ulps;
    }
    return found;
  };
  const count = 200_000;
  const turned = (x: Float32Array, places: number): Float32Array => x.map((_, i) => x[(i * 7919 + places) % x.length]!);

  it('pow is at most 0.51 ULP off', async () => {
    const bases = sweep(3.4e38, count, [1]);
    for (const [x, y] of [
      [bases, turned(interval(-3, 3, count), 17)],
      [interval(0.5, 2, count), turned(interval(-120, 120, count), 5)],
      [bases, turned(interval(-0.01, 0.01, count), 3)],
    ] as const) {
      expect(await worstPair('pow', x, y, (a, b) => a ** b)).toBeLessThanOrEqual(0.51);
    }
  });

  it('mod is exact, however large the quotient', async () => {
    const x = sweep(3.4e38, count);
    const y = turned(sweep(3.4e38, count), 11);
    const truth = (a: number, b: number): number => {
      const rest = a % b;
      return rest === 0 ? (b < 0 ? -0 : 0) : rest < 0 === b < 0 ? rest : rest + b;
    };
    expect(await worstPair('mod', x, y, (a, b) => Math.fround(truth(a, b)))).toBe(0);
  });
});

describe('signs and thresholds', () => {
  it.each(['tanh', 'elu', 'sin', 'erf', 'expm1', 'log1p'] as const)('keep the sign of zero in %s', async (op) => {
    expect([...(await evaluate(op, Float32Array.of(0, -0)))]).toEqual([0, -0]);
  });

  it('overflow exactly where float32 ends', async () => {
    // ln of the largest float32 lies between these two neighbours.
    const [below, above] = await evaluate('exp', Float32Array.of(88.72283, 88.72284));
    expect(below).toBeGreaterThan(3.4e38);
    expect(above).toBe(Infinity);
  });

  it('have a logarithm for both zeros and none below', async () => {
    const x = Float32Array.of(0, -0, -1e-45, -1, -3.4e38);
    expect([...(await evaluate('log', x))]).toEqual([-Infinity, -Infinity, NaN, NaN, NaN]);
  });
});
