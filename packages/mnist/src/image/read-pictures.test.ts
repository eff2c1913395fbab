/** Pictures of one digit that are to be read, whatever it is written on and with: they give the form of a plain one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  apart,
  boundsOfWritten,
  coverage,
  type Inked,
  type PageOptions,
  page,
  ruling,
  type Shape,
  written,
} from '../testing/drawn-page.ts';
import { grayOf } from './color-image.ts';
import type { GrayImage } from './gray-image.ts';
import { toMnistForm } from './to-mnist-form.ts';

const [width, height] = [180, 160];
const place = { left: 50, top: 25, side: 100 };
const ten = Array.from({ length: 10 }, (_, digit) => digit);

/** A digit drawn with a pen as wide as MNIST's, black on white. */
const plainForms = ten.map((digit) => toMnistForm(page(width, height, [[written({ ...place, digit }), 0]])));

/**
 * The same digit, drawn otherwise: a box whose edge falls within a pixel moves a stroke by up to half a pixel, which is a
 * quarter of its ink. The forms of two digits are farther apart, which the first test sees to.
 */
const same = 0.3;
const expectRead = (digit: number, picture: GrayImage): void => {
  const form = toMnistForm(picture);
  expect(apart(form, plainForms[digit]!)).toBeLessThan(same);
  const distances = plainForms.map((plain) => apart(form, plain));
  expect(distances.indexOf(Math.min(...distances))).toBe(digit);
};

test('the forms of different digits are apart', () => {
  for (const a of ten)
    for (const b of ten) if (a !== b) expect(apart(plainForms[a]!, plainForms[b]!)).toBeGreaterThan(same);
});

describe('papers', () => {
  const read = (digit: number, under: readonly Inked[], ink: number, options?: PageOptions): void =>
    expectRead(digit, page(width, height, [...under, [written({ ...place, digit }), ink]], options));

  test.each(ten)('ruled in grey and in black, squared: %i', (digit) => {
    read(digit, [[ruling(36, 2), 170]], 30);
    read(digit, [[ruling(31, 2), 20]], 0);
    read(digit, [[ruling(27, 2, true), 160]], 30);
  });

  test('squared in black, with noise', () => {
    for (const digit of [2, 3, 7]) read(digit, [[ruling(20, 1, true), 30]], 0, { noise: 4 });
  });

  test.each(ten)('white on mid-grey, on black, and noisy: %i', (digit) => {
    read(digit, [], 255, { paper: 128 });
    read(digit, [], 255, { paper: 0 });
    read(digit, [], 30, { paper: 235, noise: 8 });
  });

  test('any two shades, the digit lighter or darker', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 255 }),
        (digit, paper, ink) => {
          fc.pre(Math.abs(paper - ink) >= 60);
          read(digit, [], ink, { paper });
        },
      ),
      { numRuns: 15 },
    );
  });
});

/** Coloured ink on coloured paper; the share of the ink that is there differs from grain to grain. */
function colored(shape: Shape, ink: readonly number[], paper: readonly number[], grain: (at: number) => number) {
  const data = new Uint8Array(4 * width * height).fill(255);
  for (const [at, share] of coverage(width, height, shape).entries()) {
    const inked = share * grain(at);
    for (let part = 0; part < 3; part++) data[4 * at + part] = paper[part]! + inked * (ink[part]! - paper[part]!);
  }
  return { width, height, data };
}

describe('colours', () => {
  test.each(ten)('rough chalk on green: %i', (digit) => {
    // A third of the grains, two pixels wide, are bare.
    const grain = (at: number): number => {
      const [x, y] = [(at % width) >> 1, Math.floor(at / width) >> 1];
      return (Math.imul(x + 97 * y + 1, 2654435761) >>> 8) % 3 === 0 ? 0.1 : 1;
    };
    expectRead(digit, grayOf(colored(written({ ...place, digit }), [235, 240, 230], [50, 110, 75], grain)));
  });

  test.each(ten)('white and black strokes on transparency: %i', (digit) => {
    const shares = coverage(width, height, written({ ...place, digit }));
    for (const shade of [255, 0]) {
      const data = new Uint8Array(4 * width * height);
      for (const [at, share] of shares.entries()) data.set([shade, shade, shade, 255 * share], 4 * at);
      expectRead(digit, grayOf({ width, height, data }));
    }
  });

  test('a sheet of paper with transparency around it is read as the sheet', () => {
    for (const [paper, ink] of [
      [240, 20],
      [40, 230],
    ] as const) {
      const { data } = page(width, height, [[written({ ...place, digit: 5 }), ink]], { paper });
      const around = new Uint8Array(4 * width * height);
      for (const [at, shade] of data.entries()) {
        const [x, y] = [at % width, Math.floor(at / width)];
        if (x >= 15 && y >= 15 && x < width - 15 && y < height - 15) around.set([shade, shade, shade, 255], 4 * at);
      }
      expectRead(5, grayOf({ width, height, data: around }));
    }
  });
});

describe('sizes', () => {
  test.each([1, 2, 4])('a pen of %i pixels, 420 pixels high on 600 × 600, gives full ink', (pen) => {
    for (const digit of [0, 2, 5]) {
      const picture = page(600, 600, [[written({ digit, left: 90, top: 90, side: 420, pen }), 0]]);
      expectRead(digit, picture);
      const form = toMnistForm(picture);
      const full = form.filter((value) => value > 230).length;
      expect(full).toBeGreaterThan(0.7 * plainForms[digit]!.filter((value) => value > 230).length);
    }
  });

  test.each(ten)('a picture of 40 pixels: %i', (digit) => {
    expectRead(digit, page(40, 40, [[written({ digit, left: 8, top: 6, side: 26, pen: 3 }), 0]]));
  });

  test.each(ten)('cut close on all sides, dark and light: %i', (digit) => {
    const { left, top, width: wide, height: high } = boundsOfWritten({ ...place, digit });
    // The edges of the strokes fall within pixels, or on the picture's edge.
    for (const margin of [0, 0.4]) {
      const moved = written({ ...place, digit, left: place.left - left + margin, top: place.top - top + margin });
      const [columns, rows] = [Math.ceil(wide + 2 * margin), Math.ceil(high + 2 * margin)];
      expectRead(digit, page(columns, rows, [[moved, 20]], { paper: 240 }));
      expectRead(digit, page(columns, rows, [[moved, 240]], { paper: 20 }));
    }
  });
});
