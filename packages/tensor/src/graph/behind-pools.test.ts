/** Masks and sums behind the gradient of a max pool: the plan does them on what was picked, and the numbers stay what they were. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../evaluate.ts';
import { input } from '../functions/creation.ts';
import { greater, relu, select } from '../functions/elementwise.ts';
import { maxPool2d } from '../functions/pooling.ts';
import { sum } from '../functions/reduction.ts';
import type { Windows } from '../op/windows.ts';
import { plan } from '../plan/plan-program.ts';
import { sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { gradient } from './gradient.ts';
import { program } from './program.ts';

const pair = (...numbers: readonly number[]) => fc.tuple(fc.constantFrom(...numbers), fc.constantFrom(...numbers));

const cases = fc
  .record({
    windows: fc.record<Windows>({
      image: pair(1, 2, 3, 5),
      window: pair(1, 2, 3),
      output: pair(1, 2, 3),
      strides: pair(1, 2, 3),
      dilations: pair(1, 1, 2),
      before: pair(0, 0, 1, 3),
    }),
    batch: fc.constantFrom(1, 2),
    channels: fc.constantFrom(1, 3, 4, 5),
  })
  .chain((of) => {
    const numbers = (shape: readonly number[], value: fc.Arbitrary<number>) =>
      fc.array(value, { minLength: sizeOf(shape), maxLength: sizeOf(shape) });
    const shapes = {
      y: [of.batch, ...of.windows.image, of.channels],
      g: [of.batch, ...of.windows.output, of.channels],
    };
    // Few values, so that windows have several maxima.
    const y = numbers(shapes.y, fc.constantFrom(-2, -1, -0, 0, 0, 1, 2, 3, Number.NaN));
    const g = numbers(shapes.g, fc.constantFrom(-3, -0, 0, 1, 2, 0.5));
    return fc.record({
      ...Object.fromEntries([['of', fc.constant(of)]]),
      shapes: fc.constant(shapes),
      y,
      g,
    }) as fc.Arbitrary<{
      of: typeof of;
      shapes: typeof shapes;
      y: number[];
      g: number[];
    }>;
  });

const planOf = (outputs: Record<string, Tensor>, inputs: readonly Tensor<'input'>[]) =>
  plan(program({ name: 'test', inputs, outputs }));

describe('behind pools', () => {
  it('asks of the maxima what a mask asks of all elements, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ of: { windows }, shapes, y, g }) => {
        const [images, given] = [input('y', shapes.y), input('g', shapes.g)];
        const spread = record('maxPool2dGradient', windows, [images, given]);
        const values = { y: Float32Array.from(y), g: Float32Array.from(g) };
        const masked = await evaluate(select(greater(images, 0), spread, 0), { values });
        const all = await evaluate(spread, { values });
        expect(masked).toEqual(all.map((value, at) => (y[at]! > 0 ? value : 0)));
      }),
      { numRuns: 60 },
    );
  });

  it('sums over all places what windows on the image have picked, and nothing where one lies beside it', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ of: { windows, channels }, shapes, y, g }) => {
        const [images, given] = [input('y', shapes.y), input('g', shapes.g)];
        const spread = record('maxPool2dGradient', windows, [images, given]);
        const values = { y: Float32Array.from(y), g: Float32Array.from(g) };
        const summed = await evaluate(sum(spread, { axes: [0, 1, 2] }), { values });
        const all = await evaluate(spread, { values });
        const expected = new Float32Array(channels);
        // Multiples of 1/2, so that no sum is rounded.
        all.forEach((value, at) => {
          expected[at % channels]! += value;
        });
        expect([...summed].map((x) => x + 0)).toEqual([...expected].map((x) => x + 0));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no step over whole images between the pool and the convolution', () => {
    const [x, bias] = [input('x', [8, 6, 6, 4]), input('bias', [4])];
    const z = record('add', {}, [x, bias]);
    const pooled = maxPool2d(relu(z));
    const [dz, dBias] = gradient(sum(pooled), [z, bias]) as [Tensor, Tensor];
    const { steps } = planOf({ dz, dBias }, [x, bias]);
    const sizes = steps.flatMap((step) =>
      step.kind === 'map'
        ? [sizeOf(step.shape)]
        : step.kind === 'reduce'
          ? [step.outer * step.length * step.inner]
          : [],
    );
    // The ReLU itself is the one step that has as many elements as the images.
    expect(sizes.filter((size) => size > 8 * 3 * 3 * 4)).toEqual([8 * 6 * 6 * 4]);
  });
});
