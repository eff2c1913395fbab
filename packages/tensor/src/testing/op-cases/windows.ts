/**
 * Cases of convolutions and pools over any windows: with padding, strides and dilations that no public function makes, windows
 * wholly beside the image among them, and channels and filters on and beside the widths of vector kernels.
 */
import fc from 'fast-check';
import type { Convolution, Windows } from '../../op/windows.ts';
import { sizeOf } from '../../shape.ts';
import { record } from '../../tensor.ts';
import { distinctOperand, operand } from '../arbitrary.ts';
import { exact, summed } from '../tolerance.ts';
import type { OpCase } from './op-case.ts';

const pair = (...numbers: readonly number[]) => fc.tuple(fc.constantFrom(...numbers), fc.constantFrom(...numbers));

const windows: fc.Arbitrary<Windows> = fc.record({
  image: pair(0, 1, 2, 3, 4, 5, 7),
  window: pair(1, 1, 2, 3, 4),
  output: pair(0, 1, 2, 3, 4, 5),
  strides: pair(1, 1, 1, 2, 3),
  dilations: pair(1, 1, 1, 2, 3),
  before: pair(0, 0, 1, 2, 5),
});

/** Few enough products for the oracle, which makes each by itself. */
const mostProducts = 4000;

interface Sizes {
  readonly batch: number;
  readonly inGroup: number;
  readonly filtersInGroup: number;
}

const convolutions: fc.Arbitrary<Sizes & { readonly attributes: Convolution }> = fc
  .tuple(
    windows,
    fc.constantFrom(1, 1, 1, 2, 3, 5),
    fc.record({
      batch: fc.constantFrom(0, 1, 1, 2, 3),
      inGroup: fc.constantFrom(0, 1, 1, 2, 3, 4, 5, 8),
      filtersInGroup: fc.constantFrom(0, 1, 1, 2, 3, 4, 5, 8, 9, 17),
    }),
  )
  .map(([of, groups, sizes]) => ({ ...sizes, attributes: { ...of, groups } }))
  .filter(({ batch, inGroup, filtersInGroup, attributes: { window, output, groups, image } }) => {
    const products = batch * sizeOf(output) * sizeOf(window) * inGroup * filtersInGroup * groups;
    const most = batch * Math.max(sizeOf(image) * inGroup, sizeOf(output) * filtersInGroup) * groups;
    return products <= mostProducts && most <= 1500;
  });

function shapesOf({
  batch,
  inGroup,
  filtersInGroup,
  attributes: { image, window, output, groups },
}: Sizes & { attributes: Convolution }) {
  return {
    x: [batch, ...image, inGroup * groups],
    kernel: [...window, inGroup, filtersInGroup * groups],
    y: [batch, ...output, filtersInGroup * groups],
  };
}

/** @param length of the sums that the result is made of */
function convolution(
  op: 'conv2d' | 'conv2dInputGradient' | 'conv2dKernelGradient',
  factors: readonly [keyof ReturnType<typeof shapesOf>, keyof ReturnType<typeof shapesOf>],
  length: (of: Sizes & { attributes: Convolution }) => number,
): OpCase {
  return {
    differentiable: [0, 1],
    instances: convolutions.chain((of) => {
      const shapes = shapesOf(of);
      return fc.tuple(...factors.map((name) => operand(shapes[name]))).map((operands) => ({
        operands,
        tolerance: summed(length(of), 16),
        build: (inputs) => ({ result: record(op, of.attributes, inputs) }),
      }));
    }),
  };
}

const pools = fc
  .tuple(windows, fc.constantFrom(0, 1, 1, 2, 3), fc.constantFrom(0, 1, 2, 3, 4, 5, 8, 9))
  .filter(([{ image, output }, batch, channels]) => batch * channels * Math.max(sizeOf(image), sizeOf(output)) <= 700);

/** x has no two equal elements, so that differences of it see no kink; `from` is the operand that the result is linear in. */
const pool = (op: 'maxPool2d' | 'maxPool2dGradient'): OpCase => ({
  differentiable: [1],
  instances: pools.chain(([attributes, batch, channels]) => {
    const { image, output, window } = attributes;
    const x = [batch, ...image, channels];
    const from = op === 'maxPool2d' ? x : [batch, ...output, channels];
    return fc.tuple(distinctOperand(x), operand(from)).map((operands) => ({
      operands,
      tolerance: op === 'maxPool2d' ? exact : summed(sizeOf(window), 4),
      build: (inputs) => ({ result: record(op, attributes, inputs) }),
    }));
  }),
});

export const windowCases = {
  conv2d: convolution('conv2d', ['x', 'kernel'], ({ inGroup, attributes }) => sizeOf(attributes.window) * inGroup),
  conv2dInputGradient: convolution(
    'conv2dInputGradient',
    ['kernel', 'y'],
    ({ filtersInGroup, attributes }) => sizeOf(attributes.window) * filtersInGroup,
  ),
  conv2dKernelGradient: convolution(
    'conv2dKernelGradient',
    ['x', 'y'],
    ({ batch, attributes }) => batch * sizeOf(attributes.output),
  ),
  maxPool2d: pool('maxPool2d'),
  maxPool2dGradient: pool('maxPool2dGradient'),
} satisfies Record<string, OpCase>;
