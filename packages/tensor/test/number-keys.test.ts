/** Keys made of numbers: NaN, ±Infinity, −0 and neighbouring large numbers stay apart wherever something is looked up. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReferenceDevice } from '../src/backend/reference/reference.ts';
import {
  add,
  div,
  equal,
  evaluate,
  input,
  leakyRelu,
  maximum,
  minimum,
  openDevice,
  plan,
  printPlan,
  program,
  select,
  sub,
  tensor,
} from '../src/node.ts';
import { numberKey } from '../src/number-key.ts';

const special = fc.constantFrom(
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  2 ** 24,
  2 ** 24 + 2,
  2 ** 53,
  2 ** 53 + 2,
  5e-324,
);
const anyNumber = fc.oneof(special, fc.double());

it('two numbers share a key only if they are the same', () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, (a, b) => {
      expect(numberKey(a) === numberKey(b)).toBe(Object.is(a, b));
    }),
  );
});

it('nothing in graph/, plan/ or a backend makes JSON of what it compares', () => {
  for (const folder of ['graph', 'plan', 'backend']) {
    const url = new URL(`../src/${folder}/`, import.meta.url);
    for (const file of readdirSync(url, { recursive: true }) as string[]) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const made = readFileSync(new URL(file, url), 'utf8').includes('JSON.');
      expect(made, `JSON in ${folder}/${file}`).toBe(false);
    }
  }
});

describe.each(['reference', 'wasm', 'gpu:cpu', 'gpu:webasm'])('on %s', (backend) => {
  it('infinities are no confusion of bounds', async () => {
    const device = await openDevice(backend);
    const bounded = minimum(maximum(tensor([5]), -Infinity), Infinity);
    const chosen = select(equal(tensor([1, 2]), 1), Number.NaN, Infinity);
    const zeros = div(1, tensor([0, -0]));
    const nearby = sub(add(tensor([1]), 2 ** 24 + 2), 2 ** 24);
    const results = await evaluate([bounded, chosen, zeros, nearby], device);
    expect(results.map((values) => [...values])).toEqual([
      [5],
      [Number.NaN, Infinity],
      [Infinity, -Infinity],
      // 2²⁴ + 3 lies between two float32 numbers.
      [4],
    ]);
    await device.dispose();
  });
});

it('two constants print alike only if they are the same float32', async () => {
  const x = input('x', [1]);
  const float = fc.oneof(special, fc.float()).map(Math.fround);
  const text = (value: number): string =>
    printPlan(plan(program({ name: 'p', inputs: [x], outputs: { y: maximum(x, value) } })));
  fc.assert(
    fc.property(float, float, (a, b) => {
      expect(text(a) === text(b)).toBe(Object.is(a, b));
    }),
  );
  expect(text(0.1)).toContain('maximum(x, 0.1)');
  const slopes = printPlan(
    plan(program({ name: 'p', inputs: [x], outputs: { a: leakyRelu(x, 0), b: leakyRelu(x, -0) } })),
  );
  expect(slopes).toContain('alpha=-0');
});

it('equal constants of one type are one, others are not', async () => {
  const device = await openReferenceDevice();
  await fc.assert(
    fc.asyncProperty(fc.array(anyNumber, { minLength: 1, maxLength: 6 }), async (numbers) => {
      const outputs = numbers.map((value) => select(tensor([1], [1], 'i32'), value, 0));
      const results = await evaluate(outputs, device);
      expect(results.map((values) => values[0])).toEqual(numbers.map(Math.fround));
    }),
  );
  await device.dispose();
});
