/**
 * Convolutions and pools as they are offered, each against a formula over an image with its padding written out around it, as
 * Keras and TensorFlow define their paddings.
 */
import fc from 'fast-check';
import { conv2d, conv2dTranspose } from '../../functions/convolution.ts';
import { averagePool2d, maxPool2d } from '../../functions/pooling.ts';
import { distinctOperand, type Operand, operand } from '../arbitrary.ts';
import { at, coordinates } from '../coordinates.ts';
import { summed } from '../tolerance.ts';
import type { FunctionCase } from './function-case.ts';

type Pair = readonly [number, number];

const pair = (...numbers: readonly number[]): fc.Arbitrary<Pair> =>
  fc.tuple(fc.constantFrom(...numbers), fc.constantFrom(...numbers));

const options = fc.record({
  window: pair(1, 2, 3, 4),
  strides: pair(1, 1, 2, 3),
  dilationRate: pair(1, 1, 2),
  padding: fc.constantFrom('valid', 'same'),
});

type Options = Readonly<Record<'window' | 'strides' | 'dilationRate', Pair>> & { readonly padding: 'valid' | 'same' };

/** One axis: its result's length, and what is put before it. TensorFlow puts the odd one of an uneven padding behind. */
function axisOf(size: number, which: 0 | 1, { window, strides, dilationRate, padding }: Options) {
  const [stride, reach] = [strides[which], 1 + (window[which] - 1) * dilationRate[which]];
  if (padding === 'valid') return { length: Math.ceil((size - reach + 1) / stride), before: 0 };
  const whole = size % stride === 0 ? Math.max(reach - stride, 0) : Math.max(reach - (size % stride), 0);
  return { length: Math.ceil(size / stride), before: Math.floor(whole / 2) };
}

const images = fc
  .tuple(
    options,
    fc.record({ batch: fc.constantFrom(1, 2), size: pair(4, 5, 7, 8), channels: fc.constantFrom(1, 2, 3, 5) }),
  )
  .filter(
    ([given, { size }]) => given.padding === 'same' || size.every((s, i) => axisOf(s, i as 0 | 1, given).length > 0),
  );

/** For every place of a result the elements under its window: coordinates in x, and of the cell. */
function under(x: Operand, given: Options, [n, r, c]: readonly number[]) {
  const axes = [axisOf(x.shape[1]!, 0, given), axisOf(x.shape[2]!, 1, given)] as const;
  return coordinates(given.window).flatMap(([i, j]) => {
    const row = r! * given.strides[0] + i! * given.dilationRate[0] - axes[0].before;
    const column = c! * given.strides[1] + j! * given.dilationRate[1] - axes[1].before;
    const isInside = row >= 0 && row < x.shape[1]! && column >= 0 && column < x.shape[2]!;
    return isInside ? [{ place: [n!, row, column], cell: [i!, j!] }] : [];
  });
}

const resultShape = (x: Operand, given: Options, channels: number): number[] => [
  x.shape[0]!,
  axisOf(x.shape[1]!, 0, given).length,
  axisOf(x.shape[2]!, 1, given).length,
  channels,
];

const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);

const pool = (
  of: typeof maxPool2d,
  x: (shape: readonly number[]) => fc.Arbitrary<Operand>,
  result: (elements: readonly number[]) => number,
): FunctionCase => ({
  differentiable: [0],
  instances: images.chain(([given, { batch, size, channels }]) => {
    const { window: poolSize, strides, padding } = given;
    const plain: Options = { ...given, dilationRate: [1, 1] };
    return x([batch, ...size, channels]).map((image) => ({
      operands: [image],
      tolerance: summed(poolSize[0] * poolSize[1], 8),
      build: ([input]) => ({ result: of(input!, { poolSize, strides, padding }) }),
      expected: () =>
        coordinates(resultShape(image, plain, channels)).map((to) =>
          result(under(image, plain, to).map(({ place }) => at(image, [...place, to[3]!]))),
        ),
    }));
  }),
});

export const imageCases = {
  'conv2d with options': {
    differentiable: [0, 1],
    instances: images
      .chain(([given, { batch, size, channels }]) =>
        fc.tuple(
          fc.constant(given),
          fc.constantFrom(...(channels % 5 === 0 ? [1, 5] : channels % 2 === 0 ? [1, 2] : [1])),
          operand([batch, ...size, channels]),
          fc.constantFrom(1, 3),
        ),
      )
      .chain(([given, groups, x, each]) =>
        fc.tuple(fc.constant({ given, groups, x }), operand([...given.window, x.shape[3]! / groups, each * groups])),
      )
      .map(([{ given, groups, x }, kernel]) => ({
        operands: [x, kernel],
        tolerance: summed(given.window[0] * given.window[1] * kernel.shape[2]!, 16),
        build: ([a, b]) => {
          const { strides, padding, dilationRate } = given;
          return { result: conv2d(a!, b!, { strides, padding, dilationRate, groups }) };
        },
        expected: () =>
          coordinates(resultShape(x, given, kernel.shape[3]!)).map((to) => {
            const [inGroup, filters] = [kernel.shape[2]!, kernel.shape[3]!];
            const group = Math.floor((to[3]! * groups) / filters);
            return total(
              under(x, given, to).flatMap(({ place, cell }) =>
                Array.from(
                  { length: inGroup },
                  (_, k) => at(x, [...place, group * inGroup + k]) * at(kernel, [...cell, k, to[3]!]),
                ),
              ),
            );
          }),
      })),
  },
  // Each element of y leaves the kernel times itself on a larger image, whose padding is then cut off.
  'conv2dTranspose with options': {
    differentiable: [0, 1],
    instances: fc
      .tuple(options, pair(1, 2, 3), fc.constantFrom(1, 3), fc.constantFrom(1, 2), fc.tuple(fc.boolean(), fc.nat(2)))
      .chain(([given, size, channels, filters, more]) =>
        fc.tuple(
          fc.constant(given),
          operand([2, ...size, channels]),
          operand([...given.window, filters, channels]),
          fc.constant(more),
        ),
      )
      .map(([given, y, kernel, [isPadded, more]]) => {
        const { window, strides, dilationRate, padding } = given;
        const reaches = [0, 1].map((i) => 1 + (window[i]! - 1) * dilationRate[i]!);
        const isEven = reaches.map((reach) => padding === 'same' && reach % 2 === 0);
        // A stride of 1 leaves nothing to choose, and an even reach not even 0.
        const outputPadding =
          isPadded && strides.every((stride, i) => stride > 1 || !isEven[i])
            ? ([0, 1].map((i) => (isEven[i] ? 1 + (more % (strides[i]! - 1)) : more % strides[i]!)) as [number, number])
            : undefined;
        const axes = [0, 1].map((i) => {
          const [positions, stride, reach] = [y.shape[i + 1]!, strides[i]!, reaches[i]!];
          if (outputPadding !== undefined) {
            const touched = (positions - 1) * stride + reach;
            const kept = (positions - 1) * stride + (reach % 2) + outputPadding[i]!;
            if (padding === 'valid') return { length: touched + outputPadding[i]!, cut: 0 };
            return { length: kept, cut: Math.floor(Math.max(touched - kept, 0) / 2) };
          }
          if (padding === 'valid') return { length: positions * stride + Math.max(reach - stride, 0), cut: 0 };
          const whole = (positions - 1) * stride + reach;
          return { length: positions * stride, cut: Math.floor(Math.max(whole - positions * stride, 0) / 2) };
        });
        return {
          operands: [y, kernel],
          tolerance: summed(window[0] * window[1] * kernel.shape[3]!, 16),
          build: ([a, b]) => ({ result: conv2dTranspose(a!, b!, { strides, padding, dilationRate, outputPadding }) }),
          expected: () => {
            const [filters, channels] = [kernel.shape[2]!, kernel.shape[3]!];
            const sums = new Map<string, number>();
            for (const [n, r, c, i, j] of coordinates([2, y.shape[1]!, y.shape[2]!, ...window])) {
              const row = r! * strides[0] + i! * dilationRate[0] - axes[0]!.cut;
              const column = c! * strides[1] + j! * dilationRate[1] - axes[1]!.cut;
              for (let f = 0; f < filters; f++) {
                const key = [n, row, column, f].join();
                const terms = Array.from(
                  { length: channels },
                  (_, k) => at(y, [n!, r!, c!, k]) * at(kernel, [i!, j!, f, k]),
                );
                sums.set(key, (sums.get(key) ?? 0) + total(terms));
              }
            }
            return coordinates([2, axes[0]!.length, axes[1]!.length, filters]).map((to) => sums.get(to.join()) ?? 0);
          },
        };
      }),
  },
  'maxPool2d with options': pool(maxPool2d, distinctOperand, (elements) => Math.max(...elements)),
  averagePool2d: pool(averagePool2d, operand, (elements) => total(elements) / elements.length),
} satisfies Record<string, FunctionCase>;
