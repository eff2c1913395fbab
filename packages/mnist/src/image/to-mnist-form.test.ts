import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadMnist } from '../data/dataset.ts';
import { ImageError } from '../errors.ts';
import { draw, enlarge, strokes } from '../testing/synthetic-digit.ts';
import { toMnistForm } from './to-mnist-form.ts';

/** Bounds and centre of mass, in pixel indices. */
function measure(form: Uint8Array) {
  let [mass, x, y, left, right, top, bottom] = [0, 0, 0, 28, -1, 28, -1];
  for (const [at, value] of form.entries()) {
    if (value === 0) continue;
    const column = at % 28;
    const row = Math.floor(at / 28);
    mass += value;
    x += value * column;
    y += value * row;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  return { x: x / mass, y: y / mass, width: right - left + 1, height: bottom - top + 1 };
}

/** The share of the ink that differs: Σ|a − b| / Σ(a + b), 0 equal to 1 nothing in common. */
function difference(a: Uint8Array, b: Uint8Array): number {
  let [apart, all] = [0, 0];
  for (const [at, value] of a.entries()) {
    apart += Math.abs(value - b[at]!);
    all += value + b[at]!;
  }
  return apart / all;
}

/** The least difference over shifts of at most one pixel: the box is placed by whole pixels, a rounding decides. */
function differenceNearby(a: Uint8Array, b: Uint8Array): number {
  let least = 1;
  for (const shift of [-29, -28, -27, -1, 0, 1, 27, 28, 29]) {
    least = Math.min(
      least,
      difference(
        a,
        Uint8Array.from(b, (_, at) => b[at + shift] ?? 0),
      ),
    );
  }
  return least;
}

const drawing = fc.record({
  stroke: fc.constantFrom(...Object.values(strokes)),
  side: fc.integer({ min: 40, max: 220 }),
  left: fc.integer({ min: 6, max: 90 }),
  top: fc.integer({ min: 6, max: 90 }),
  paper: fc.integer({ min: 170, max: 255 }),
  pen: fc.integer({ min: 0, max: 90 }),
});
type Picture = typeof drawing extends fc.Arbitrary<infer T> ? T : never;

function render({ stroke, ...picture }: Picture, more: { falloff?: number; noise?: number; seed?: number } = {}) {
  const { side, left, top } = picture;
  return draw(stroke, { ...picture, ...more, width: left + side + 25, height: top + side + 15 });
}

describe('the form', () => {
  test('a box of 20 and the centre of mass within half a pixel of the middle', () => {
    fc.assert(
      fc.property(drawing, fc.constantFrom(0, 0.3), fc.constantFrom(0, 6), (picture, falloff, noise) => {
        const { x, y, width, height } = measure(toMnistForm(render(picture, { falloff, noise })));
        expect(Math.max(width, height)).toBeLessThanOrEqual(20);
        // A cell at the box's edge may hold less than half a grey level.
        expect(Math.max(width, height)).toBeGreaterThanOrEqual(18);
        expect(Math.abs(x - 14)).toBeLessThanOrEqual(0.5);
        expect(Math.abs(y - 14)).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 30 },
    );
  });

  test('full strokes are 255 and paper is 0', () => {
    fc.assert(
      fc.property(drawing, (picture) => {
        const form = toMnistForm(render(picture));
        expect(Math.max(...form)).toBeGreaterThanOrEqual(250);
        expect(form.filter((value) => value === 0).length).toBeGreaterThan(784 / 2);
      }),
      { numRuns: 20 },
    );
  });
});

describe('what does not matter', () => {
  // The pen is two pixels wide in the form. A box whose edge falls within a pixel moves a stroke by up to half a pixel,
  // which changes a quarter of its ink; other digits are beyond 0.4.
  const same = 0.3;

  test('size and place', () => {
    fc.assert(
      fc.property(drawing, drawing, (first, second) => {
        const other = { ...second, stroke: first.stroke };
        expect(differenceNearby(toMnistForm(render(first)), toMnistForm(render(other)))).toBeLessThan(same);
      }),
      { numRuns: 20 },
    );
  });

  test('uneven light', () => {
    fc.assert(
      fc.property(drawing, fc.double({ min: 0.05, max: 0.4, noNaN: true }), (picture, falloff) => {
        const even = toMnistForm(render(picture));
        expect(differenceNearby(even, toMnistForm(render(picture, { falloff })))).toBeLessThan(same);
      }),
      { numRuns: 20 },
    );
  });

  test('moderate noise: a standard deviation of 8 grey levels', () => {
    fc.assert(
      fc.property(drawing, fc.integer({ min: 1, max: 1000 }), (picture, seed) => {
        const clean = toMnistForm(render(picture));
        expect(differenceNearby(clean, toMnistForm(render(picture, { noise: 8, seed })))).toBeLessThan(same);
      }),
      { numRuns: 20 },
    );
  });

  test('noise on paper so light that white cuts half of it off', () => {
    const small = { side: 42, left: 55, top: 74, pen: 85, width: 122, height: 131 };
    for (const paper of [250, 251, 252, 255]) {
      const clean = toMnistForm(draw(strokes.five, { ...small, paper }));
      for (let seed = 1; seed <= 4; seed++) {
        const noisy = toMnistForm(draw(strokes.five, { ...small, paper, noise: 8, seed }));
        expect(differenceNearby(clean, noisy)).toBeLessThan(same);
      }
    }
  });

  test('a light digit on dark paper', () => {
    const { width, height, data } = draw(strokes.five, { width: 160, height: 150, side: 100, left: 20, top: 30 });
    const inverted = { width, height, data: data.map((value) => 255 - value) };
    expect(difference(toMnistForm({ width, height, data }), toMnistForm(inverted))).toBeLessThan(0.05);
  });

  test('different digits are far apart', () => {
    const page = { width: 160, height: 150, side: 100, left: 20, top: 30 };
    const forms = Object.values(strokes).map((stroke) => toMnistForm(draw(stroke, page)));
    expect(differenceNearby(forms[0]!, forms[1]!)).toBeGreaterThan(0.4);
    expect(differenceNearby(forms[0]!, forms[2]!)).toBeGreaterThan(0.4);
  });
});

describe('MNIST itself, ten times enlarged, inverted and off the middle', () => {
  let images: Uint8Array;
  beforeAll(async () => {
    images = (await loadMnist()).test.inputs;
  });

  test('comes back: half of the images within 2 % of their ink, all within 12 %', () => {
    const differences: number[] = [];
    for (let index = 0; index < 24; index++) {
      const image = images.subarray(index * 784, (index + 1) * 784);
      differences.push(difference(image, toMnistForm(enlarge(image, 10, [13, 70]))));
    }
    differences.sort((a, b) => a - b);
    expect(differences[12]).toBeLessThan(0.02);
    // Strokes that were not full in MNIST become so, and a box whose edge is fainter than paper's noise shrinks.
    expect(differences.at(-1)).toBeLessThan(0.12);
  });
});

describe('pictures without a digit', () => {
  const blank = (width: number, height: number, value: (at: number) => number) => ({
    width,
    height,
    data: Uint8ClampedArray.from({ length: width * height }, (_, at) => value(at)),
  });
  const refused = (image: Parameters<typeof toMnistForm>[0]) => {
    expect(() => toMnistForm(image)).toThrow(ImageError);
    expect(() => toMnistForm(image)).toThrow(/^no digit found, /);
  };

  test('white, grey, black, a gradient, one pixel, one row', () => {
    for (const value of [255, 128, 0]) refused(blank(60, 40, () => value));
    refused(blank(100, 50, (at) => 120 + (at % 100)));
    refused(blank(1, 1, () => 200));
    refused(blank(300, 1, () => 200));
  });

  test('noise alone', () => {
    refused(
      draw(
        {
          points: [
            [9, 9],
            [9.1, 9],
          ],
        },
        { width: 120, height: 90, side: 60, left: 0, top: 0, noise: 12 },
      ),
    );
  });

  test('a picture of the wrong length', () => {
    expect(() => toMnistForm({ width: 3, height: 3, data: new Uint8Array(8) })).toThrow('a picture of 3×3 needs');
  });

  test('any picture gives 784 bytes or an ImageError', () => {
    const picture = fc
      .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }))
      .chain(([width, height]) =>
        fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          data: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
        }),
      );
    fc.assert(
      fc.property(picture, (image) => {
        try {
          expect(toMnistForm(image).length).toBe(784);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
        }
      }),
    );
  });
});
