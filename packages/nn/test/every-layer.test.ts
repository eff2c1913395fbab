/**
 * Every built-in layer: survives JSON, weights and training state, and trains to the reference backend's numbers on the
 * other backends. A layer without an example here fails.
 */
import { openDevice } from '@inkgrad/tensor';
import { describe, expect, test } from 'vitest';
import {
  builtIns,
  dense,
  flatten,
  input,
  type Layer,
  model,
  modelFromConfig,
  type SymbolicTensor,
} from '../src/index.ts';

interface Example {
  /** Options as JSON has them; none by default. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Shape of each input; one of [3] by default. */
  readonly inputs?: readonly (readonly number[])[];
  /** Inputs are whole numbers below this. */
  readonly below?: number;
}

const sequence = [[4, 3]];
const image = [[4, 5, 2]];
const two = [[3], [3]];
const inner = { type: 'dense', units: 2 };
const examples: Readonly<Record<string, Example>> = {
  averagePooling1d: { options: { padding: 'same', strides: 1 }, inputs: sequence },
  averagePooling2d: { options: { poolSize: [2, 3], strides: 2, padding: 'same' }, inputs: image },
  conv1d: { options: { filters: 2, kernelSize: 2, padding: 'causal', dilationRate: 2 }, inputs: sequence },
  conv2d: {
    options: { filters: 4, kernelSize: [2, 3], padding: 'same', groups: 2, kernelRegularizer: { l2: 0.01 } },
    inputs: image,
  },
  conv2dTranspose: { options: { filters: 2, kernelSize: 3, strides: 2, padding: 'same' }, inputs: [[2, 3, 2]] },
  cropping2d: {
    options: {
      cropping: [
        [0, 1],
        [1, 2],
      ],
    },
    inputs: image,
  },
  depthwiseConv2d: { options: { kernelSize: 2, depthMultiplier: 2, activation: 'tanh' }, inputs: image },
  globalAveragePooling2d: { inputs: image },
  globalMaxPooling2d: { options: { keepDims: true }, inputs: image },
  maxPooling1d: { inputs: sequence },
  maxPooling2d: { options: { poolSize: 3, strides: 1, padding: 'same' }, inputs: image },
  randomRotation: { options: { factor: 0.2, fillMode: 'nearest' }, inputs: image },
  randomTranslation: {
    options: { heightFactor: [-0.3, 0.5], widthFactor: 0.4, fillMode: 'constant', fillValue: 0.5 },
    inputs: image,
  },
  randomZoom: { options: { heightFactor: 0.3, widthFactor: [0.1, 0.5], fillMode: 'wrap' }, inputs: image },
  separableConv2d: { options: { filters: 3, kernelSize: 2, useBias: false }, inputs: image },
  upSampling2d: { options: { size: [2, 1], interpolation: 'bilinear' }, inputs: [[2, 2, 1]] },
  zeroPadding2d: {
    options: {
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
    inputs: [[2, 2, 2]],
  },
  activation: { options: { activation: 'silu' } },
  add: { inputs: [[3], [3], [3]] },
  alphaDropout: { options: { rate: 0.25 } },
  average: { inputs: two },
  batchNormalization: { inputs: sequence },
  bidirectional: { options: { layer: { type: 'gru', units: 2, dropout: 0.25 } }, inputs: sequence },
  concatenate: { inputs: [[3], [2]] },
  dense: { options: { units: 2, kernelRegularizer: { l2: 0.01 }, activityRegularizer: { l1: 0.01 } } },
  dot: {
    options: { axes: 2, normalize: true },
    inputs: [
      [2, 3],
      [4, 3],
    ],
  },
  dropout: { options: { rate: 0.25 } },
  embedding: { options: { inputDim: 6, outputDim: 2 }, inputs: [[3]], below: 6 },
  flatten: { inputs: sequence },
  gaussianDropout: { options: { rate: 0.25 }, inputs: [[3, 3]] },
  gaussianNoise: { options: { standardDeviation: 0.5 }, inputs: [[3, 3]] },
  globalAveragePooling1d: { inputs: sequence },
  globalMaxPooling1d: { options: { keepDims: true }, inputs: sequence },
  groupNormalization: { options: { groups: 2 }, inputs: [[3, 4]] },
  gru: { options: { units: 2, recurrentDropout: 0.25, resetAfter: false }, inputs: sequence },
  layerNormalization: { options: { axis: [1, 2] }, inputs: sequence },
  lstm: { options: { units: 2, returnSequences: true }, inputs: sequence },
  maximum: { inputs: two },
  minimum: { inputs: two },
  multiHeadAttention: { options: { numHeads: 2, keyDim: 2, dropout: 0.25 }, inputs: sequence },
  multiply: { inputs: two },
  normalization: { options: { mean: [1, 0, 2], variance: [1, 4, 0.5] } },
  permute: { options: { dims: [2, 1] }, inputs: sequence },
  repeatVector: { options: { n: 3 } },
  rescaling: { options: { scale: 0.5, offset: 1 } },
  reshape: { options: { targetShape: [-1, 2] }, inputs: [[4]] },
  simpleRnn: { options: { units: 2, goBackwards: true }, inputs: sequence },
  spatialDropout1d: { options: { rate: 0.25 }, inputs: sequence },
  spatialDropout2d: { options: { rate: 0.25 }, inputs: [[2, 2, 3]] },
  subtract: { inputs: two },
  timeDistributed: { options: { layer: inner }, inputs: sequence },
};

const { layers } = builtIns();
const samples = 5;

function layerOf(type: string): Layer {
  const { from } = layers.find(({ key }) => key === type)!;
  return from(type, { type, ...examples[type]!.options }, layers);
}

/** The layer between learnt layers, so that its gradient is seen before it and after it. */
function modelWith(type: string) {
  const { inputs = [[3]], below } = examples[type]!;
  const ends = inputs.map((shape, at) => input({ shape, name: `x${at}`, dtype: below === undefined ? 'f32' : 'i32' }));
  const before = (end: SymbolicTensor): SymbolicTensor =>
    below === undefined ? dense({ units: end.shape.at(-1)! }).apply(end) : end;
  const values = layerOf(type).apply(...ends.map(before));
  const output = dense({ units: 2 }).apply(flatten().apply(values));
  return model({ inputs: ends, outputs: output, seed: 4 }).compile({ optimizer: 'adam', loss: 'meanSquaredError' });
}

function dataFor(type: string) {
  const { inputs = [[3]], below } = examples[type]!;
  const value = (at: number): number => (below === undefined ? Math.sin(1.3 * at) : (at * 7) % below);
  const x = Object.fromEntries(
    inputs.map((shape, which) => {
      const length = shape.reduce((product, n) => product * n, samples);
      const all = Array.from({ length }, (_, at) => value(at + 11 * which));
      const data = below === undefined ? Float32Array.from(all) : Int32Array.from(all);
      return [`x${which}`, { shape: [samples, ...shape], data }];
    }),
  );
  const y = { shape: [samples, 2], data: Float32Array.from({ length: 2 * samples }, (_, at) => Math.cos(at)) };
  return inputs.length === 1 ? { x: x['x0']!, y } : { x, y };
}

test('there is an example of every layer', () => {
  expect(Object.keys(examples).sort()).toEqual(layers.map(({ key }) => key).sort());
});

test.each(Object.keys(examples))('%s survives JSON, weights and training state', async (type) => {
  const device = await openDevice('reference');
  const net = modelWith(type);
  const { x, y } = dataFor(type);
  await net.fit(x, y, { epochs: 1, batchSize: 3, device });
  const again = modelFromConfig(JSON.parse(JSON.stringify(net.toConfig())));
  expect(again.toConfig()).toEqual(net.toConfig());
  const resume = await again.loadState(await net.saveState());
  expect(await again.getWeights()).toEqual(await net.getWeights());
  // Continued and never stopped, with the same random numbers.
  const whole = modelWith(type);
  await whole.fit(x, y, { epochs: 2, batchSize: 3, device });
  await again.fit(x, y, { epochs: 2, batchSize: 3, device, resume });
  expect(await again.getWeights()).toEqual(await whole.getWeights());
  for (const own of [net, again, whole]) await own.dispose();
  await device.dispose();
});

describe.each(['wasm', 'gpu:cpu', 'gpu:webasm'])('on %s', (backend) => {
  test.each(Object.keys(examples))('%s trains to the numbers of the reference', async (type) => {
    const { x, y } = dataFor(type);
    const run = async (name: string) => {
      const device = await openDevice(name);
      const net = modelWith(type);
      const { history } = await net.fit(x, y, { epochs: 2, batchSize: 3, device });
      const { data } = await net.predict(x);
      const weights = (await net.getWeights()).flatMap((own) => [...own.data]);
      await net.dispose();
      await device.dispose();
      return { losses: history['loss']!, answers: [...data], weights };
    };
    const [expected, found] = [await run('reference'), await run(backend)];
    const farthest = (a: readonly number[], b: readonly number[]): number =>
      Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));
    // Float32 rounding, magnified by four steps of Adam, whose steps are of the rate's size, 0.001, whatever the gradient:
    // a gradient that is nothing but rounding moves a weight by up to that.
    expect(farthest(found.losses, expected.losses)).toBeLessThan(1e-4);
    expect(farthest(found.answers, expected.answers)).toBeLessThan(1e-2);
    const off = found.weights.filter((value, at) => Math.abs(value - expected.weights[at]!) > 1e-4);
    expect(off.length).toBeLessThanOrEqual(Math.ceil(expected.weights.length * 0.1));
  });
});
