/** The names of the logs as types are those that logs have. The compiler checks the types, the test the values. */
import { mean, type Tensor } from '@inkgrad/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import { type CompileOptions, dense, input, type Model, model, precision, sequential, sgd } from '../src/index.ts';

const x = [
  [1, 2],
  [3, 1],
  [0, 1],
];
const y = [0, 1, 1];

test('of one output', async () => {
  const net = sequential({ inputShape: [2], layers: [dense({ units: 1, activation: 'sigmoid' })] }).compile({
    optimizer: 'sgd',
    loss: 'binaryCrossentropy',
    metrics: ['accuracy', precision({ threshold: 0.6 })],
    weightedMetrics: ['recall'],
  });
  const logs = await net.evaluate(x, y);
  type Names = 'loss' | 'accuracy' | 'precision' | 'weightedRecall';
  expectTypeOf<keyof typeof logs>().toEqualTypeOf<Names>();
  expectTypeOf(logs.accuracy).toEqualTypeOf<number>();
  expect(Object.keys(logs)).toEqual(['loss', 'accuracy', 'precision', 'weightedRecall'] satisfies Names[]);
  const { history } = await net.fit(x, y, { validationData: [x, y] });
  expectTypeOf(history.weightedRecall).toEqualTypeOf<number[]>();
  expectTypeOf(history.validationPrecision).toEqualTypeOf<number[] | undefined>();
  expect(history.validationPrecision).toHaveLength(1);
  // @ts-expect-error it is not measured
  expect(history.auc).toBe(undefined);
  expectTypeOf(net.history!.history.loss).toEqualTypeOf<number[]>();
});

test('of several outputs, with metrics for each', async () => {
  const a = input({ shape: [2] });
  const outputs = { kind: dense({ units: 2, activation: 'softmax' }).apply(a), size: dense({ units: 1 }).apply(a) };
  const net = model({ inputs: a, outputs }).compile({
    optimizer: 'sgd',
    loss: { kind: 'sparseCategoricalCrossentropy', size: 'meanSquaredError' },
    metrics: { kind: ['accuracy'] },
    weightedMetrics: { size: ['meanAbsoluteError'] },
  });
  const logs = await net.evaluate(x, { kind: y, size: y });
  type Names = 'loss' | 'kindLoss' | 'sizeLoss' | 'kindAccuracy' | 'sizeWeightedMeanAbsoluteError';
  expectTypeOf<keyof typeof logs>().toEqualTypeOf<Names>();
  expect(Object.keys(logs).sort()).toEqual(
    (['loss', 'kindLoss', 'sizeLoss', 'kindAccuracy', 'sizeWeightedMeanAbsoluteError'] satisfies Names[]).sort(),
  );
});

test('of several outputs, with metrics for all, and of one that has a name', async () => {
  const a = input({ shape: [2] });
  const common = { optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] } as const;
  const two = model({ inputs: a, outputs: { p: dense({ units: 1 }).apply(a), q: dense({ units: 1 }).apply(a) } });
  const both = await two.compile(common).evaluate(x, { p: y, q: y });
  expectTypeOf<keyof typeof both>().toEqualTypeOf<
    'loss' | 'pLoss' | 'qLoss' | 'pMeanAbsoluteError' | 'qMeanAbsoluteError'
  >();
  expect(both.qMeanAbsoluteError).toBeTypeOf('number');
  const one = model({ inputs: a, outputs: { p: dense({ units: 1 }).apply(a) } });
  const logs = await one.compile(common).evaluate(x, y);
  expectTypeOf<keyof typeof logs>().toEqualTypeOf<'loss' | 'meanAbsoluteError'>();
  expect(Object.keys(logs)).toEqual(['loss', 'meanAbsoluteError']);
});

test('where they are not known they are any text', async () => {
  const largest = (_: Tensor, outputs: Tensor): Tensor => mean(outputs, { axes: -1 });
  const make = () => sequential({ inputShape: [2], layers: [dense({ units: 1 })] });
  const ofFunction = await make()
    .compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: [largest] })
    .evaluate(x, y);
  expectTypeOf<keyof typeof ofFunction>().toEqualTypeOf<string>();
  expect(Object.keys(ofFunction)).toEqual(['loss', 'largest']);
  const options: CompileOptions = { optimizer: sgd(), loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] };
  const any: Model = make().compile(options);
  expectTypeOf<keyof Awaited<ReturnType<typeof any.evaluate>>>().toEqualTypeOf<string>();
  expect(Object.keys(await any.evaluate(x, y))).toEqual(['loss', 'meanAbsoluteError']);
});
