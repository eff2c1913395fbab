/** An experiment may say all that nn knows: every optimizer, loss and metric is read, and layers of all kinds are built. */

import { builtIns } from '@inkgrad/nn';
import { describe, expect, test } from 'vitest';
import { buildModel, type Experiment, experimentJsonSchema, parseExperiment } from '../src/index.ts';

const layers = [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }];
const parse = (change: object): Experiment =>
  parseExperiment({ name: 'mine', layers, optimizer: { type: 'sgd' }, epochs: 1, ...change }, 'mine.json');
const message = (change: object): string => {
  try {
    buildModel(parse(change));
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error, nothing was thrown');
};

test.each(builtIns().optimizers.map(({ key }) => key))('optimizer %s', (type) => {
  const experiment = parse({ optimizer: { type, useEma: true, weightDecay: 0.01 } });
  const { type: _, ...settings } = experiment.optimizer;
  expect(buildModel(experiment).toConfig().objective?.optimizer).toEqual({ name: type, ...settings });
  expect(settings.learningRate).toBeGreaterThan(0);
  expect(parseExperiment(JSON.parse(JSON.stringify(experiment)), 'again')).toEqual(experiment);
});

test('a learning rate by steps', () => {
  const learningRate = { name: 'cosineDecay', initialLearningRate: 0.01, decaySteps: 500 };
  const experiment = parse({ optimizer: { type: 'adam', learningRate } });
  expect(experiment.optimizer.learningRate).toEqual({ ...learningRate, alpha: 0, warmupSteps: 0 });
  expect(buildModel(experiment).learningRate).toBe(0.01);
  const optimizer = { type: 'adam', learningRate: { ...learningRate, decaySteps: 0 } };
  expect(message({ optimizer })).toBe('mine.json: optimizer.learningRate.decaySteps must be at least 1, received 0.');
  expect(message({ optimizer: { type: 'adam', learningRate }, callbacks: { reduceLROnPlateau: {} } })).toBe(
    'mine.json: callbacks.reduceLROnPlateau must be absent where optimizer.learningRate is a schedule of its own.',
  );
});

test.each(builtIns().losses.map(({ key, definition }) => [key, definition.link] as const))('loss %s', (loss, link) => {
  const activation = link ?? 'linear';
  const experiment = parse({ loss, layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation }] });
  expect(buildModel(experiment).toConfig().objective?.loss).toMatchObject({ name: loss });
});

test.each(builtIns().metrics.map(({ key, definition }) => [key, definition.targets] as const))(
  'metric %s',
  (metric, targets) => {
    const metrics = metric === 'accuracy' ? ['accuracy'] : ['accuracy', metric];
    const loss = targets === 'labels' ? 'sparseCategoricalCrossentropy' : 'categoricalCrossentropy';
    const experiment = parse({ loss, metrics, callbacks: { earlyStopping: { monitor: metric } } });
    expect(experiment.metrics).toEqual(metrics);
    expect(JSON.stringify(buildModel(experiment).toConfig().objective?.metrics)).toContain(metric);
  },
);

test('layers of all kinds, with initializers and layers within layers', () => {
  const experiment = parse({
    layers: [
      { type: 'bidirectional', layer: { type: 'gru', units: 4, kernelInitializer: 'heNormal' }, name: 'both' },
      { type: 'batchNormalization', trainable: false },
      {
        type: 'dense',
        units: 6,
        activation: 'gelu',
        kernelInitializer: { name: 'randomNormal', standardDeviation: 0.1 },
      },
      { type: 'dense', units: 10, activation: 'softmax', kernelRegularizer: { l1: 1e-4 } },
    ],
  });
  expect(
    buildModel(experiment)
      .describeLayers()
      .map(({ name, outputShape }) => [name, outputShape]),
  ).toEqual([
    ['both', [8]],
    ['batchNormalization', [8]],
    ['dense', [6]],
    ['dense_1', [10]],
  ]);
});

describe('a mistake gets one sentence with its place', () => {
  const inner = (layer: object) => ({ layers: [{ type: 'timeDistributed', layer }, ...layers] });
  test.each([
    [
      'within a layer within a layer',
      inner({ type: 'dense', unit: 3 }),
      'mine.json, 2 problems:\n  unknown key "unit" in layers.0.layer; did you mean "units"?\n  layers.0.layer.units is missing; it must be a whole number.',
    ],
    [
      'of an initializer',
      { layers: [{ type: 'flatten' }, { type: 'dense', units: 10, kernelInitializer: { name: 'constant', valu: 1 } }] },
      'mine.json, 2 problems:\n  unknown key "valu" in layers.1.kernelInitializer; did you mean "value"?\n  layers.1.kernelInitializer.value is missing; it must be a number.',
    ],
    [
      'options that only go together',
      { optimizer: { type: 'lion', emaMomentum: 0.9 } },
      'mine.json: optimizer.emaMomentum must be absent without useEma: true, received 0.9.',
    ],
    [
      'what only the layer itself knows',
      { layers: [{ type: 'bidirectional', layer: { type: 'dense', units: 1 } }, ...layers] },
      'mine.json: layers.0.layer must be a recurrent layer, received dense.',
    ],
    [
      'too many zeros',
      { layers: [{ type: 'flatten' }, { type: 'dense', units: 1_000_000 }, { type: 'dense', units: 10 }] },
      'mine: layers must be layers of at most 100000000 weights together, received 795000010.',
    ],
  ])('%s', (_, change, sentence) => {
    expect(message(change)).toBe(sentence);
  });
});

test('the JSON Schema has every layer with its descriptions, and names nothing that it does not define', () => {
  interface Part {
    readonly $ref?: string;
    readonly oneOf?: readonly Part[];
    readonly properties?: Readonly<Record<string, { readonly const?: unknown }>>;
  }
  const schema = experimentJsonSchema() as { $defs: Record<string, Part> };
  const types = schema.$defs['layer']!.oneOf!.map(
    ({ $ref, properties }) => properties ?? schema.$defs[$ref!.replace('#/$defs/', '')]!.properties!,
  );
  expect(types.map(({ type }) => type!.const)).toEqual(builtIns().layers.map(({ key }) => key));
  const dense = types.find(({ type }) => type!.const === 'dense');
  expect(dense).toMatchObject({ units: { type: 'integer', minimum: 1, description: 'Number of outputs.' } });
  const named = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(Object.keys(schema.$defs)).toContain(name);
});
