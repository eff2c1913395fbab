/** Pictures that are to be refused: several digits, and what is plainly none. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { bar, boundsOfWritten, disc, page, ruling, together, type Written, written } from '../testing/drawn-page.ts';
import { loadDigit } from './digit-file.ts';
import type { GrayImage } from './gray-image.ts';
import { NoDigitError, type NoDigitReason } from './no-digit-error.ts';
import { toMnistForm } from './to-mnist-form.ts';

function refusal(picture: GrayImage): NoDigitError {
  try {
    toMnistForm(picture);
  } catch (error) {
    expect(error).toBeInstanceOf(NoDigitError);
    return error as NoDigitError;
  }
  throw new Error('was not refused');
}

/** Each piece is where a digit was written, to within some pixels. */
function expectPieces({ pieces }: NoDigitError, digits: readonly Written[], pixels = 2): void {
  expect(pieces.length).toBe(digits.length);
  for (const bounds of digits.map(boundsOfWritten)) {
    const near = pieces.filter((piece) =>
      (['left', 'top', 'width', 'height'] as const).every((key) => Math.abs(piece[key] - bounds[key]) <= pixels),
    );
    expect(near, `none of ${JSON.stringify(pieces)} is ${JSON.stringify(bounds)}`).toHaveLength(1);
  }
}

describe('two digits', () => {
  const [four, two] = [
    { digit: 4, left: 20, top: 40, side: 90 },
    { digit: 2, left: 130, top: 40, side: 90 },
  ];
  const both = together(written(four), written(two));

  test('say how many there are and where', () => {
    const error = refusal(page(240, 170, [[both, 0]]));
    expect(error.reason).toBe('several');
    expect(error.kind).toBe('data');
    expectPieces(error, [four, two]);
    expect(error.message).toMatch(
      /^2 shapes apart from each other, \d+×\d+ at \(\d+, \d+\) and \d+×\d+ at \(\d+, \d+\); expected one digit, cut out one of them\.$/,
    );
  });

  test.each([
    [
      'on ruled paper',
      page(240, 170, [
        [ruling(34, 2), 170],
        [both, 20],
      ]),
    ],
    ['light on dark', page(240, 170, [[both, 240]], { paper: 30 })],
    ['with noise', page(240, 170, [[both, 30]], { paper: 230, noise: 8 })],
  ])('%s', (_, picture) => {
    expectPieces(refusal(picture), [four, two], 3);
  });

  test('one above the other, and three', () => {
    const above = [
      { digit: 3, left: 60, top: 10, side: 80 },
      { digit: 7, left: 60, top: 130, side: 80 },
    ];
    expectPieces(refusal(page(200, 230, [[together(...above.map(written)), 0]])), above);
    const three = [0, 1, 2].map((at) => ({ digit: 5 + at, left: 15 + 95 * at, top: 30, side: 75 }));
    expectPieces(refusal(page(300, 140, [[together(...three.map(written)), 0]])), three);
  });

  test('that touch in one place are two', () => {
    const [left, right] = [10, 98].map((from) => ({ digit: 4, left: from, top: 30, side: 100 }));
    const error = refusal(page(210, 160, [[together(written(left!), written(right!)), 0]]));
    expect(error.reason).toBe('several');
    expectPieces(error, [left!, right!], 4);
  });

  test('of any kind, size and place, a third of their height apart', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    const pair = fc.record({
      ...{ first: digit, second: digit },
      side: fc.integer({ min: 40, max: 90 }),
      left: fc.integer({ min: 5, max: 40 }),
      top: fc.integer({ min: 10, max: 40 }),
      lower: fc.integer({ min: -8, max: 8 }),
    });
    fc.assert(
      fc.property(pair, ({ first, second, side, left, top, lower }) => {
        const digits = [
          { digit: first, left, top, side },
          { digit: second, left: left + 1.3 * side, top: top + lower, side },
        ];
        expectPieces(refusal(page(270, 150, [[together(...digits.map(written)), 0]])), digits);
      }),
      { numRuns: 25 },
    );
  });

  test('thousands of marks are counted, and the first hundred named', () => {
    const dots = page(300, 300, [[(x, y) => x % 6 >= 2 && x % 6 < 4 && y % 6 >= 2 && y % 6 < 4, 0]]);
    const { reason, count, pieces, message } = refusal(dots);
    expect([reason, count, pieces.length]).toEqual(['scattered', 2500, 100]);
    expect(message).toContain('2500 separate marks');
  });

  test('in a file: the pieces are in its own pixels, also where it is brought down', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkgrad-refused-'));
    try {
      const path = join(folder, 'two.png');
      const { data } = page(240, 170, [[both, 0]]);
      const large = sharp(Buffer.from(data), { raw: { width: 240, height: 170, channels: 1 } });
      await large.resize(2400, 1700, { kernel: 'nearest' }).png().toFile(path);
      const error: unknown = await loadDigit(path).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoDigitError);
      const { file, message, pieces } = error as NoDigitError;
      expect(file).toBe(path);
      expect(message.startsWith(`${path}: 2 shapes apart`)).toBe(true);
      const ten = [four, two].map((digit) => ({ ...digit, left: 10 * digit.left, top: 400, side: 900 }));
      expectPieces({ pieces } as NoDigitError, ten, 25);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('what is plainly no digit', () => {
  test.each<[string, GrayImage, NoDigitReason]>([
    ['a dash', page(150, 150, [[bar(75, 75, 80, 9), 0]]), 'shape'],
    ['a thin dash that rises', page(150, 150, [[bar(75, 75, 90, 4, -15), 0]]), 'shape'],
    ['a filled disc', page(150, 150, [[disc(70, 80, 40), 0]]), 'shape'],
    ['a small filled disc', page(150, 150, [[disc(70, 80, 12), 0]]), 'shape'],
    ['a filled square', page(150, 150, [[bar(75, 75, 70, 70, 10), 0]]), 'shape'],
    ['an empty ruled page', page(200, 200, [[ruling(28, 2), 120]]), 'ruling'],
    ['an empty squared page', page(200, 200, [[ruling(24, 1, true), 90]]), 'ruling'],
    ['an empty page ruled in white on green', page(200, 200, [[ruling(28, 2), 230]], { paper: 100 }), 'ruling'],
    ['a blank page', page(120, 90, []), 'blank'],
    ['a blank page with noise', page(120, 90, [], { paper: 180, noise: 20 }), 'blank'],
    ['an equals sign', page(150, 150, [[together(bar(75, 60, 80, 10), bar(75, 95, 80, 10)), 0]]), 'several'],
    ['a corner of something', page(240, 200, [[disc(120, -14, 18), 0]]), 'shape'],
    ['one dot', page(120, 120, [[disc(60, 60, 3), 0]]), 'small'],
  ])('%s', (_, picture, reason) => {
    expect(refusal(picture).reason).toBe(reason);
  });

  test('texture: waves, stripes and a chequered board of any size', () => {
    const size = fc.double({ min: 10, max: 45, noNaN: true });
    const turn = fc.double({ min: 0, max: 180, noNaN: true });
    fc.assert(
      fc.property(size, turn, fc.constantFrom('waves', 'stripes', 'board'), (length, degrees, pattern) => {
        const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
        const wave = (at: number): number => Math.sin((2 * Math.PI * at) / length);
        const picture = page(180, 180, [
          [
            (x, y) => {
              const [u, v] = [wave(x * c + y * s), wave(y * c - x * s)];
              return pattern === 'stripes' ? u > 0 : pattern === 'waves' ? u + v > 0.4 : u * v > 0;
            },
            0,
          ],
        ]);
        refusal(picture);
      }),
      { numRuns: 25 },
    );
  });

  test('dashes, discs and empty papers of any size, dark on light and light on dark', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        part,
        part,
        part,
        fc.constantFrom('dash', 'disc', 'paper'),
        fc.boolean(),
        (a, b, c, what, isLight) => {
          const shape = {
            dash: bar(75 + 20 * b, 75, 40 + 60 * a, 4 + 8 * c, 40 * (b - 0.5)),
            disc: disc(75 + 20 * b, 75 - 20 * c, 8 + 40 * a),
            paper: ruling(14 + 30 * a, 1 + 2 * b, c > 0.5),
          }[what];
          const [paper, ink] = isLight ? [40, 220] : [235, 30];
          refusal(page(160, 150, [[shape, ink]], { paper }));
        },
      ),
      { numRuns: 40 },
    );
  });
});
