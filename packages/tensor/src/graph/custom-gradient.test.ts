import { describe, expect, it } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.ts';
import { evaluate } from '../evaluate.ts';
import { input, ones } from '../functions/creation.ts';
import { mul, square } from '../functions/elementwise.ts';
import { sum } from '../functions/reduction.ts';
import { round } from '../functions/rounding.ts';
import type { Tensor } from '../tensor.ts';
import { customGradient } from './custom-gradient.ts';
import { gradient } from './gradient.ts';

const values = { x: [0.6, 1.2, -2.7], w: [2, 3, 5] };
const [x, w] = [input('x', [3]), input('w', [3])];

describe('customGradient', () => {
  it('keeps the value, and takes the gradient from the rule alone', async () => {
    const inner = mul(square(x), w);
    const y = customGradient(inner, [x], (g) => [mul(g, w)]);
    const [dx, dw] = gradient(sum(mul(y, y)), [x, w]) as [Tensor, Tensor];
    const results = await evaluate([y, inner, dx, dw], { values });
    expect(results[0]).toEqual(results[1]);
    expect([...results[2]!]).toEqual([...results[0]!].map((value, at) => Math.fround(2 * value * values.w[at]!)));
    expect([...results[3]!]).toEqual([0, 0, 0]);
  });

  it('adds what comes by other ways, and leaves the value below with the gradient of its op', async () => {
    const rounded = round(x);
    const through = customGradient(rounded, [x], (g) => [g]);
    const [dx] = gradient(sum(mul(through, x)), [x]) as [Tensor];
    const [below] = gradient(sum(mul(rounded, x)), [x]) as [Tensor];
    const results = await evaluate([dx, below], { values: { x: values.x } });
    expect([...results[0]!]).toEqual(
      [1, 1, -3].map((nearest, at) => Math.fround(nearest + Math.fround(values.x[at]!))),
    );
    expect([...results[1]!]).toEqual([1, 1, -3]);
  });

  it('has the gradient of what its rule gives as its second', async () => {
    const cubed = customGradient(mul(square(x), x), [x], (g) => [mul(g, mul(3, square(x)))]);
    const [dx] = gradient(sum(cubed), [x]) as [Tensor];
    const [second] = gradient(sum(dx), [x]) as [Tensor];
    const result = await evaluate(second, { values: { x: values.x } });
    result.forEach((value, at) => {
      expect(value).toBeCloseTo(6 * values.x[at]!, 5);
    });
  });

  it('refuses inputs that the value does not depend on, and gradients of another shape', () => {
    expect(() => customGradient(square(x), [w], (g) => [g])).toThrow(ArgumentError);
    const wrong = customGradient(square(x), [x], () => [ones([2])]);
    expect(() => gradient(sum(wrong), [x])).toThrow(ShapeError);
    const none = customGradient(square(x), [x], () => [1 as unknown as Tensor]);
    expect(() => gradient(sum(none), [x])).toThrow(ArgumentError);
  });
});
