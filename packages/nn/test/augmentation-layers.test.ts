/**
 * Random translations, rotations and zooms, beside a transform in float64 written from Keras's documentation; images that are
 * known to result; what is drawn, read off images that show it; the same bits on any number of threads.
 */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dense, flatten, type Layer, randomRotation, randomTranslation, randomZoom, sequential } from '../src/index.ts';
import { testedBackends } from './backends.ts';

type Shape = readonly [batch: number, height: number, width: number, channels: number];
type FillMode = 'constant' | 'nearest' | 'reflect' | 'wrap';
interface Sampling {
  readonly fillMode: FillMode;
  readonly fillValue: number;
  readonly interpolation: 'bilinear' | 'nearest';
}
/** Where the pixel at a row and a column of the result is read. */
type Place = (row: number, column: number) => readonly [row: number, column: number];

/** What the layer gives in training and in inference. */
async function valuesOf(layer: Layer, shape: Shape, data: Float32Array, device: Device, seed = 3) {
  const model = sequential({ seed, inputShape: shape.slice(1), layers: [layer] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const x = { shape, data };
  const { values } = await model.lossGradients(x, x, { device, training: true });
  const inference = await model.predict(x, { device });
  await model.dispose();
  return { training: Float32Array.from(values.data), inference: Float32Array.from(inference.data) };
}

/** Steps over the edge one at a time, as the drawings of the documentation show it; undefined where fillValue is. */
function pixelBeyond(at: number, size: number, mode: FillMode): number | undefined {
  let [place, step] = [at < 0 ? 0 : size - 1, at < 0 ? -1 : 1];
  if (at >= 0 && at < size) return at;
  if (mode === 'constant') return undefined;
  if (mode === 'nearest') return place;
  for (let left = at < 0 ? -at : at - size + 1; left > 0; left--) {
    const next = place + step;
    if (next >= 0 && next < size) place = next;
    else if (mode === 'wrap') place = next < 0 ? size - 1 : 0;
    else step = -step;
  }
  return place;
}

/** The transform of one image. Undefined where the nearest pixel is a matter of rounding. */
function transformed(
  [, height, width, channels]: Shape,
  image: ArrayLike<number>,
  place: Place,
  { fillMode, fillValue, interpolation }: Sampling,
): (number | undefined)[] {
  const pixel = (row: number, column: number, channel: number): number => {
    const [i, j] = [pixelBeyond(row, height, fillMode), pixelBeyond(column, width, fillMode)];
    return i === undefined || j === undefined ? fillValue : image[(i * width + j) * channels + channel]!;
  };
  const isTie = (at: number): boolean => Math.abs(at - Math.floor(at) - 0.5) < 1e-4;
  return Array.from({ length: height * width * channels }, (_, at) => {
    const [cell, channel] = [Math.floor(at / channels), at % channels];
    const [row, column] = place(Math.floor(cell / width), cell % width);
    if (interpolation === 'nearest') {
      return isTie(row) || isTie(column) ? undefined : pixel(Math.round(row), Math.round(column), channel);
    }
    let sum = 0;
    for (const i of [Math.floor(row), Math.floor(row) + 1]) {
      for (const j of [Math.floor(column), Math.floor(column) + 1]) {
        sum += (1 - Math.abs(row - i)) * (1 - Math.abs(column - j)) * pixel(i, j, channel);
      }
    }
    return sum;
  });
}

const factor = fc.double({ min: -1, max: 1, noNaN: true }).map(Math.fround);
/** A layer whose bounds of a factor are one number, so that nothing is left to chance, and where it reads its pixels. */
const drawn: fc.Arbitrary<(how: Sampling) => { layer: Layer; place: (shape: Shape) => Place }> = fc.oneof(
  fc.tuple(factor, factor).map(([down, right]) => (how: Sampling) => ({
    layer: randomTranslation({ heightFactor: [down, down], widthFactor: [right, right], ...how }),
    place:
      ([, height, width]: Shape): Place =>
      (row, column) => [row - down * height, column - right * width],
  })),
  fc.tuple(factor, fc.option(factor, { nil: undefined })).map(([vertical, horizontal]) => (how: Sampling) => ({
    layer: randomZoom({
      heightFactor: [vertical, vertical],
      widthFactor: horizontal === undefined ? undefined : [horizontal, horizontal],
      ...how,
    }),
    place: ([, height, width]: Shape): Place => {
      const [i, j] = [(height - 1) / 2, (width - 1) / 2];
      return (row, column) => [i + (row - i) * (1 + vertical), j + (column - j) * (1 + (horizontal ?? vertical))];
    },
  })),
  factor.map((turn) => (how: Sampling) => ({
    layer: randomRotation([turn, turn], how),
    place: ([, height, width]: Shape): Place => {
      const [i, j, angle] = [(height - 1) / 2, (width - 1) / 2, 2 * Math.PI * turn];
      // A point (x to the right, y up) of the result was at the angle less before.
      return (row, column) => {
        const [x, y] = [column - j, i - row];
        const before = Math.atan2(y, x) - angle;
        const far = Math.hypot(x, y);
        return [i - far * Math.sin(before), j + far * Math.cos(before)];
      };
    },
  })),
);
const side = fc.integer({ min: 1, max: 7 });
const shapes = fc.tuple(fc.integer({ min: 1, max: 3 }), side, side, fc.integer({ min: 1, max: 3 }));
const sampling = fc.record<Sampling>({
  fillMode: fc.constantFrom('constant', 'nearest', 'reflect', 'wrap'),
  fillValue: fc.constantFrom(0, 0.75),
  interpolation: fc.constantFrom('bilinear', 'bilinear', 'nearest'),
});
const pixels = (length: number): Float32Array => Float32Array.from({ length }, (_, at) => Math.sin(12.9898 * (at + 1)));

describe.each(testedBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('images are those of the transform in float64', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(drawn, shapes, sampling, async (make, shape, how) => {
        const { layer, place } = make(how);
        const each = shape[1] * shape[2] * shape[3];
        const data = pixels(shape[0] * each);
        const { training, inference } = await valuesOf(layer, shape, data, device);
        expect(inference).toEqual(data);
        for (let image = 0; image < shape[0]; image++) {
          const own = data.subarray(image * each, (image + 1) * each);
          for (const [at, expected] of transformed(shape, own, place(shape), how).entries()) {
            if (expected === undefined) continue;
            compared++;
            // A place of at most 15 pixels is off by some 1e-6 in float32, neighbours differ by at most 2.
            expect(Math.abs(training[image * each + at]! - expected), `element ${at}`).toBeLessThan(2e-5);
          }
        }
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  test('images that are known: turned by a quarter, moved by a pixel, as they were', async () => {
    const shape: Shape = [1, 3, 3, 1];
    const data = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const of = async (layer: Layer) => [...(await valuesOf(layer, shape, data, device)).training];
    for (const [at, value] of (await of(randomRotation([0.25, 0.25]))).entries()) {
      expect(value).toBeCloseTo([3, 6, 9, 2, 5, 8, 1, 4, 7][at]!, 5);
    }
    const third = Math.fround(1 / 3);
    const moved = await of(
      randomTranslation({ heightFactor: [third, third], widthFactor: 0, fillMode: 'constant', fillValue: -1 }),
    );
    for (const [at, value] of moved.entries()) expect(value).toBeCloseTo([-1, -1, -1, 1, 2, 3, 4, 5, 6][at]!, 5);
    expect(await of(randomZoom({ heightFactor: 0, widthFactor: [-0.5, -0.5] }))).toEqual([
      1.5, 2, 2.5, 4.5, 5, 5.5, 7.5, 8, 8.5,
    ]);
    for (const fillMode of ['constant', 'nearest', 'reflect', 'wrap'] as const) {
      expect(await of(randomRotation(0, { fillMode, fillValue: 7 }))).toEqual([...data]);
      expect(await of(randomZoom(0, { fillMode, fillValue: 7 }))).toEqual([...data]);
      const still = randomTranslation({ heightFactor: 0, widthFactor: 0, fillMode, fillValue: 7 });
      expect(await of(still)).toEqual([...data]);
    }
  });

  test('a seed has its factors, another one has others', async () => {
    const shape: Shape = [3, 5, 4, 1];
    const of = async (seed: number) => (await valuesOf(randomRotation(0.2), shape, pixels(60), device, seed)).training;
    expect(await of(1)).toEqual(await of(1));
    expect(await of(2)).not.toEqual(await of(1));
  });

  test('every image has a factor of its own, any between the bounds as likely', async () => {
    const [count, size] = [400, 9];
    const shape: Shape = [count, size, size, 2];
    // One channel shows rows, the other columns.
    const data = Float32Array.from({ length: count * size * size * 2 }, (_, at) =>
      at % 2 === 0 ? Math.floor(at / (2 * size)) % size : Math.floor(at / 2) % size,
    );
    const middle = (values: Float32Array, image: number, channel: number): number =>
      values[(image * size * size + (size * size - 1) / 2) * 2 + channel]!;
    const layer = randomTranslation({ heightFactor: [-0.2, 0.3], widthFactor: 0.1 });
    const { training } = await valuesOf(layer, shape, data, device);
    const of = (channel: number): number[] =>
      Array.from({ length: count }, (_, image) => (4 - middle(training, image, channel)) / size);
    const [down, right] = [of(0), of(1)];
    for (const [values, low, high] of [
      [down, -0.2, 0.3],
      [right, -0.1, 0.1],
    ] as const) {
      expect(new Set(values).size).toBeGreaterThan(count * 0.9);
      expect(Math.min(...values)).toBeGreaterThan(low - 1e-5);
      expect(Math.max(...values)).toBeLessThan(high + 1e-5);
      // Shares of four equal parts, within five standard deviations of a binomial share.
      for (let part = 1; part < 4; part++) {
        const share = values.filter((value) => value < low + (part / 4) * (high - low)).length / count;
        expect(Math.abs(share - part / 4)).toBeLessThan(5 * Math.sqrt(((part / 4) * (1 - part / 4)) / count));
      }
    }
    const deviation = (0.5 / Math.sqrt(12)) * (0.2 / Math.sqrt(12));
    const together = down.reduce((sum, value, at) => sum + (value - 0.05) * right[at]!, 0) / count;
    expect(Math.abs(together)).toBeLessThan((5 * deviation) / Math.sqrt(count));
  });
});

test('the same bits on any number of threads, and other factors in the next step', async () => {
  const weights: Uint8Array[] = [];
  const x = { shape: [96, 13, 11, 1], data: pixels(96 * 13 * 11) };
  const y = Array.from({ length: 96 }, (_, at) => Math.cos(at));
  for (const threads of [1, 2, 3]) {
    const device = await openDevice('wasm', { threads });
    const layers = [
      randomTranslation({ heightFactor: 0.2, widthFactor: 0.2, fillMode: 'constant' }),
      randomRotation(0.1),
      randomZoom(0.2, { fillMode: 'nearest' }),
      flatten(),
      dense({ units: 1 }),
    ];
    const model = sequential({ seed: 5, inputShape: [13, 11, 1], layers });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const { history } = await model.fit(x, y, { epochs: 2, device, batchSize: 40 });
    expect(history['loss']![0]).not.toBe(history['loss']![1]);
    weights.push(await model.saveWeights());
    await model.dispose();
    await device.dispose();
  }
  expect(weights[1]).toEqual(weights[0]);
  expect(weights[2]).toEqual(weights[0]);
});

test('bounds that are none are refused with what they may be', () => {
  const expected = /factor.*a number in \[-1, 1\], or two of them, \[least, largest\]/i;
  for (const wrong of [1.5, Number.NaN, [0.2, 0.1], [0.1], [-2, 0], 'a tenth', [0, 0.1, 0.2]]) {
    expect(() => randomRotation(wrong as number)).toThrow(expected);
    expect(() => randomZoom({ heightFactor: wrong as number })).toThrow(expected);
    expect(() => randomTranslation({ heightFactor: 0, widthFactor: wrong as number })).toThrow(expected);
  }
  expect(randomRotation(-0.25).factor).toEqual([-0.25, 0.25]);
  expect(Object.is(randomRotation(0).factor[0], 0)).toBe(true);
  expect(() => sequential({ inputShape: [4, 4], layers: [randomRotation(0.1)] })).toThrow(/height, width, channels/);
});
