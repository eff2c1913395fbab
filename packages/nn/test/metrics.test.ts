/**
 * Metrics against float64 formulas over all samples at once, in several batches and with weights, on every backend. Outputs
 * are multiples of 1/64, so that ties and values at a threshold occur and none is between float32 and float64.
 *
 * Tolerance: sums of the backends are float32 with compensation, 1e-5 relative covers the logarithms within; of counts the
 * quotients are exact.
 */
import { abs, type Device, openDevice, sub, type Tensor } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  activation,
  auc,
  builtIns,
  dense,
  earlyStopping,
  f1Score,
  fBetaScore,
  type MetricLike,
  meanMetric,
  precision,
  r2Score,
  recall,
  sequential,
  sgd,
} from '../src/index.ts';
import { goldenBackends } from './backends.ts';

/** Of all samples: outputs, targets, and the factor of each sample. */
interface Data {
  readonly p: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
  readonly w: readonly number[];
}
type Oracle = (data: Data) => number;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const over = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
/** Weighted mean over samples of a mean over their values. */
const meanOf =
  (each: (p: number, y: number) => number): Oracle =>
  ({ p, y, w }) =>
    total(p.map((row, i) => (w[i]! * total(row.map((value, c) => each(value, y[i]![c]!)))) / row.length)) / total(w);

interface Counts {
  tp: number;
  fp: number;
  fn: number;
}
/** Counts of the classes that are asked for, by whether each answer is yes. */
function counts({ p, y, w }: Data, says: (row: readonly number[], c: number) => boolean, classId?: number): Counts {
  const sum: Counts = { tp: 0, fp: 0, fn: 0 };
  for (const [i, row] of p.entries()) {
    for (const c of row.keys()) {
      if (classId !== undefined && c !== classId) continue;
      const [yes, right] = [says(row, c), y[i]![c] === 1];
      if (yes && right) sum.tp += w[i]!;
      else if (yes) sum.fp += w[i]!;
      else if (right) sum.fn += w[i]!;
    }
  }
  return sum;
}
const above = (threshold: number) => (row: readonly number[], c: number) => row[c]! > threshold;
const among = (k: number) => (row: readonly number[], c: number) =>
  [...row.keys()].sort((a, b) => row[b]! - row[a]! || a - b).indexOf(c) < k;
const largest = (row: readonly number[], c: number): boolean => row[c]! >= Math.max(...row) && row[c]! > 1e-9;

function fScore(average: string, beta: number, says: (row: readonly number[], c: number) => boolean): Oracle {
  const score = ({ tp, fp, fn }: Counts): number => {
    const [precise, recalled] = [over(tp, tp + fp), over(tp, tp + fn)];
    return over((1 + beta ** 2) * precise * recalled, beta ** 2 * precise + recalled);
  };
  return (data) => {
    const classes = data.p[0]!.map((_, c) => counts(data, says, c));
    if (average === 'micro') return score(counts(data, says));
    const weights = classes.map(({ tp, fn }) => (average === 'weighted' ? tp + fn : 1));
    return over(total(classes.map((own, c) => score(own) * weights[c]!)), total(weights));
  };
}

function curveArea(n: number, curve: 'ROC' | 'PR', summation: string): Oracle {
  return (data) => {
    const points = Array.from({ length: n }, (_, at) => {
      const threshold = at === 0 ? -1 : at === n - 1 ? 2 : at / (n - 1);
      const { tp, fp, fn } = counts(data, above(threshold));
      return { tp, fp, fn };
    });
    const positives = total(data.y.map((row, i) => total([...row]) * data.w[i]!));
    const negatives = total(data.y.map((row, i) => (row.length - total([...row])) * data.w[i]!));
    let area = 0;
    for (const [at, a] of points.slice(0, -1).entries()) {
      const b = points[at + 1]!;
      if (curve === 'PR' && summation === 'interpolation') {
        const [all, next] = [a.tp + a.fp, b.tp + b.fp];
        if (all === next) continue;
        // Right yes is a line of all yes between the two points; precision is its quotient, and this its integral.
        const slope = (a.tp - b.tp) / (all - next);
        const intercept = b.tp - slope * next;
        const ratio = next > 0 ? Math.log(all / next) : 0;
        area += over(slope * (a.tp - b.tp + intercept * ratio), positives);
        continue;
      }
      const [x0, x1] =
        curve === 'ROC'
          ? [over(a.fp, negatives), over(b.fp, negatives)]
          : [over(a.tp, positives), over(b.tp, positives)];
      const [y0, y1] =
        curve === 'ROC'
          ? [over(a.tp, positives), over(b.tp, positives)]
          : [over(a.tp, a.tp + a.fp), over(b.tp, b.tp + b.fp)];
      const height =
        summation === 'minoring' ? Math.min(y0, y1) : summation === 'majoring' ? Math.max(y0, y1) : (y0 + y1) / 2;
      area += (x0 - x1) * height;
    }
    return area;
  };
}

function determination(aggregation: string, regressors: number): Oracle {
  return ({ p, y, w }) => {
    const n = total([...w]);
    const outputs = p[0]!.map((_, c) => {
      const center = total(y.map((row, i) => w[i]! * row[c]!)) / n;
      const spread = total(y.map((row, i) => w[i]! * (row[c]! - center) ** 2));
      const residual = total(y.map((row, i) => w[i]! * (row[c]! - p[i]![c]!) ** 2));
      return { spread, score: spread < 1e-12 ? Number(residual === 0) : 1 - residual / spread };
    });
    const weights = outputs.map(({ spread }) => (aggregation === 'uniformAverage' ? 1 : spread));
    const plain = over(total(outputs.map(({ score }, c) => score * weights[c]!)), total(weights));
    if (regressors === 0 || n - regressors - 1 <= 0) return plain;
    return 1 - ((1 - plain) * (n - 1)) / (n - regressors - 1);
  };
}

const ofDecisions: [what: string, metric: MetricLike, oracle: Oracle][] = [
  ['precision', 'precision', (data) => precise(counts(data, above(0.5)))],
  ['recall', 'recall', (data) => recalled(counts(data, above(0.5)))],
  ['precision above 0.25', precision({ threshold: 0.25 }), (data) => precise(counts(data, above(0.25)))],
  ['precision of a class', precision({ classId: 2 }), (data) => precise(counts(data, above(0.5), 2))],
  ['recall of the two largest', recall({ topK: 2 }), (data) => recalled(counts(data, among(2)))],
  [
    'precision of the two largest above 0.75 in a class',
    precision({ topK: 2, threshold: 0.75, classId: 0 }),
    (data) => precise(counts(data, (row, c) => among(2)(row, c) && row[c]! > 0.75, 0)),
  ],
  ...(['macro', 'micro', 'weighted'] as const).map(
    (average) =>
      [`f1Score, ${average}`, f1Score({ average }), fScore(average, 1, largest)] as [string, MetricLike, Oracle],
  ),
  ['f1Score above a threshold', f1Score({ threshold: 0.75 }), fScore('macro', 1, above(0.75))],
  ['fBetaScore', fBetaScore({ beta: 2, average: 'weighted' }), fScore('weighted', 2, largest)],
  ...(['ROC', 'PR'] as const).flatMap((curve) =>
    (['interpolation', 'minoring', 'majoring'] as const).map(
      (summationMethod) =>
        [
          `auc of ${curve}, ${summationMethod}`,
          auc({ curve, summationMethod, numThresholds: 23 }),
          curveArea(23, curve, summationMethod),
        ] as [string, MetricLike, Oracle],
    ),
  ),
  ['auc', 'auc', curveArea(200, 'ROC', 'interpolation')],
];
const precise = ({ tp, fp }: Counts): number => over(tp, tp + fp);
const recalled = ({ tp, fn }: Counts): number => over(tp, tp + fn);

const clip = (value: number, least: number): number => Math.max(value, least);
const ofValues: [what: string, metric: MetricLike, oracle: Oracle][] = [
  ['meanSquaredError', 'meanSquaredError', meanOf((p, y) => (p - y) ** 2)],
  ['meanAbsoluteError', 'meanAbsoluteError', meanOf((p, y) => Math.abs(p - y))],
  [
    'meanAbsolutePercentageError',
    'meanAbsolutePercentageError',
    meanOf((p, y) => (100 * Math.abs(p - y)) / clip(Math.abs(y), 1e-7)),
  ],
  [
    'meanSquaredLogarithmicError',
    'meanSquaredLogarithmicError',
    meanOf((p, y) => (Math.log1p(clip(p, 1e-7)) - Math.log1p(clip(y, 1e-7))) ** 2),
  ],
  ['logCoshError', 'logCoshError', meanOf((p, y) => Math.log(Math.cosh(p - y)))],
  ['poisson', 'poisson', meanOf((p, y) => p - y * Math.log(p + 1e-7))],
  ['hinge', 'hinge', meanOf((p, y) => clip(1 - (y === 0 ? -1 : y) * p, 0))],
  ['squaredHinge', 'squaredHinge', meanOf((p, y) => clip(1 - (y === 0 ? -1 : y) * p, 0) ** 2)],
  ['rootMeanSquaredError', 'rootMeanSquaredError', (data) => Math.sqrt(meanOf((p, y) => (p - y) ** 2)(data))],
  [
    'cosineSimilarity',
    'cosineSimilarity',
    ({ p, y, w }) =>
      total(
        p.map((row, i) => {
          const lengths = clip(Math.hypot(...row), 1e-6) * clip(Math.hypot(...y[i]!), 1e-6);
          return (w[i]! * total(row.map((value, c) => value * y[i]![c]!))) / lengths;
        }),
      ) / total([...w]),
  ],
  [
    'klDivergence',
    'klDivergence',
    ({ p, y, w }) => {
      const inside = (value: number): number => Math.min(clip(value, 1e-7), 1);
      const row = (i: number): number =>
        total(p[i]!.map((value, c) => inside(y[i]![c]!) * Math.log(inside(y[i]![c]!) / inside(value))));
      return total(w.map((own, i) => own * row(i))) / total([...w]);
    },
  ],
  [
    'categoricalHinge',
    'categoricalHinge',
    ({ p, y, w }) =>
      total(
        p.map((row, i) => {
          const right = total(row.map((value, c) => value * y[i]![c]!));
          return w[i]! * clip(Math.max(...row.map((value, c) => value * (1 - y[i]![c]!))) - right + 1, 0);
        }),
      ) / total([...w]),
  ],
  ['r2Score', 'r2Score', determination('uniformAverage', 0)],
  [
    'r2Score, weighted and adjusted',
    r2Score({ classAggregation: 'varianceWeightedAverage', numRegressors: 2 }),
    determination('varianceWeightedAverage', 2),
  ],
];

const near =
  (expected: number) =>
  (value: number): boolean =>
    Math.abs(value - expected) <= 1e-5 * Math.max(1, Math.abs(expected));

const share = fc.integer({ min: 0, max: 64 }).map((value) => value / 64);
const weight = fc.integer({ min: 1, max: 12 }).map((value) => value / 4);
const yesOrNo = fc.constantFrom(0, 1);
function samples(target: fc.Arbitrary<number>): fc.Arbitrary<Data> {
  const row = (value: fc.Arbitrary<number>): fc.Arbitrary<number[]> => fc.array(value, { minLength: 3, maxLength: 3 });
  return fc
    .array(fc.tuple(row(share), row(target), weight), { minLength: 1, maxLength: 13 })
    .map((all) => ({ p: all.map(([p]) => p), y: all.map(([, y]) => y), w: all.map(([, , w]) => w) }));
}

describe.each(goldenBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  const logName = (metric: MetricLike): string => (typeof metric === 'string' ? metric : metric.name);

  test.each([
    ...ofDecisions.map((own) => [...own, yesOrNo] as const),
    ...ofValues.map((own) => [...own, own[0].endsWith('inge') ? yesOrNo : share] as const),
  ])('%s', async (_, metric, oracle, target) => {
    const model = sequential({ inputShape: [3], layers: [activation('linear')] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: [metric], weightedMetrics: [metric] });
    const name = logName(metric);
    const weightedName = `weighted${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    await fc.assert(
      fc.asyncProperty(samples(target), async ({ p, y, w }) => {
        const sampleWeight = Float32Array.from(w);
        const logs = await model.evaluate(
          p.map((row) => [...row]),
          y.map((row) => [...row]),
          { device, batchSize: 5, sampleWeight },
        );
        expect(logs[name]).toSatisfy(near(oracle({ p, y, w: w.map(() => 1) })));
        expect(logs[weightedName]).toSatisfy(near(oracle({ p, y, w })));
      }),
      { numRuns: 6 },
    );
    await model.dispose();
  });
});

test('without weights a weighted metric is the metric', async () => {
  const model = sequential({ inputShape: [3], layers: [activation('linear')] });
  const metrics = ['precision', 'accuracy', 'auc'] as const;
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics, weightedMetrics: metrics });
  const [x, y] = [
    [
      [0.1, 0.9, 0.3],
      [0.8, 0.2, 0.6],
    ],
    [
      [0, 1, 0],
      [0, 0, 1],
    ],
  ];
  const logs: Record<string, number> = await model.evaluate(x, y);
  for (const name of metrics) expect(logs[`weighted${name[0]!.toUpperCase()}${name.slice(1)}`]).toBe(logs[name]);
  expect(model.toConfig().objective!.weightedMetrics).toEqual(model.toConfig().objective!.metrics);
});

test('fit weights them by class, in training only', async () => {
  const model = sequential({ inputShape: [1], layers: [dense({ units: 2, activation: 'softmax' })] });
  model.compile({
    optimizer: sgd({ learningRate: 1e-6 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    weightedMetrics: ['accuracy'],
  });
  const x = [[1], [1], [1], [1]];
  const y = [0, 0, 0, 1];
  const { history } = await model.fit(x, y, { epochs: 1, classWeight: { 1: 6 }, validationData: [x, y] });
  const [plain] = history['accuracy']!;
  // Every sample gets the same answer: three of four are right, or one.
  expect(history['weightedAccuracy']).toEqual([plain === 0.75 ? 3 / 9 : 6 / 9].map((own) => expect.closeTo(own, 6)));
  expect(history['validationWeightedAccuracy']).toEqual([plain]);
});

test('what a metric cannot measure is refused in one sentence', async () => {
  const compile = (metric: MetricLike) => () =>
    sequential({ inputShape: [3], layers: [activation('sigmoid')] })
      .compile({ optimizer: 'sgd', loss: 'binaryCrossentropy', metrics: [metric] })
      .evaluate([[0, 0, 0]], [[0, 0, 0]]);
  await expect(compile(precision({ classId: 3 }))).rejects.toThrow(
    'precision: classId must be a class in [0, 3), received 3.',
  );
  expect(() => auc({ numThresholds: 1 })).toThrow('auc: numThresholds must be at least 2, received 1.');
  expect(() => recall({ threshold: 2 })).toThrow('recall: threshold must be a number in [0, 1], received 2.');
});

describe('which of two values is better', () => {
  const worse = (targets: Tensor, outputs: Tensor): Tensor => abs(sub(outputs, targets));
  const trained = (metric: MetricLike, monitor: string, mode: 'auto' | 'max' = 'auto') =>
    sequential({ inputShape: [1], layers: [dense({ units: 1 })] })
      .compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: [metric] })
      .fit([[1], [2]], [[1], [2]], { epochs: 4, callbacks: [earlyStopping({ monitor, mode, patience: 1 })] });

  test('a metric says it: an error that falls does not end training, a score that falls does', async () => {
    expect((await trained('meanAbsoluteError', 'meanAbsoluteError')).history['loss']).toHaveLength(4);
    const named = meanMetric(worse, { name: 'score', direction: 'max' });
    expect((await trained(named, 'score')).history['score']).toHaveLength(2);
    expect((await trained(meanMetric(worse, { direction: 'min' }), 'worse')).history['worse']).toHaveLength(4);
  });

  test('where nobody says it, mode must', async () => {
    await expect(trained(worse, 'worse')).rejects.toThrow(
      'earlyStopping: mode must be "min" or "max" where nobody has said whether less or more of worse is better, received "auto".',
    );
    expect((await trained(worse, 'worse', 'max')).history['worse']).toHaveLength(2);
  });

  test('every built-in metric has a direction', () => {
    for (const { key, definition } of builtIns().metrics) expect(definition.direction, key).toMatch(/^m(in|ax)$/);
  });
});
