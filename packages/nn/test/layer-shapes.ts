/** Random layers of every built-in kind, with inputs that they take: for properties that hold of all layers. */
import fc from 'fast-check';
import { activationSchema } from '../src/activations/activations.ts';
import type { DrawnLayer } from './drawn-layer.ts';
import { drawnImageLayers } from './image-layer-shapes.ts';

type Options = Readonly<Record<string, unknown>>;

const size = fc.integer({ min: 1, max: 5 });
const few = fc.integer({ min: 1, max: 3 });
const anyShape = fc.array(few, { minLength: 1, maxLength: 3 });
const sequence = fc.tuple(few, size);
const rate = fc.constantFrom(0, 0.25, 0.5);
const penalty = fc.constantFrom<Options>({}, { l1: 0.01 }, { l2: 0.02 }, { l1: 0.01, l2: 0.02 });

/** Every built-in one. */
const activation = fc.constantFrom(...(activationSchema.enum as readonly string[]));

const drawn = (
  inputs: fc.Arbitrary<readonly (readonly number[])[]>,
  options: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<DrawnLayer> => fc.record({ inputs, options: fc.record(options) });

const one = (shape: fc.Arbitrary<readonly number[]>) => shape.map((own) => [own]);

/** Of one shape, two or three times. */
const alike = fc
  .tuple(anyShape, fc.integer({ min: 2, max: 3 }))
  .map(([shape, count]) => Array.from({ length: count }, () => shape));
const pairOfOne = anyShape.map((shape) => [shape, shape]);

const recurrent = {
  ...{ units: few, activation: fc.constantFrom('tanh', 'sigmoid'), useBias: fc.boolean() },
  ...{ returnSequences: fc.boolean(), goBackwards: fc.boolean(), dropout: rate, recurrentDropout: rate },
};
const gated = { ...recurrent, recurrentActivation: fc.constantFrom('sigmoid', 'tanh') };

/** An axis of shapes with the batch as 0, from the front or the back. */
const withAxis = (
  shapes: fc.Arbitrary<readonly number[]>,
  make: (axis: number, shape: readonly number[]) => DrawnLayer,
): fc.Arbitrary<DrawnLayer> =>
  fc.tuple(shapes, fc.nat(), fc.boolean()).map(([shape, at, isFromEnd]) => {
    const axis = 1 + (at % shape.length);
    return make(isFromEnd ? axis - shape.length - 1 : axis, shape);
  });

/** By type. */
export const drawnLayers: Readonly<Record<string, fc.Arbitrary<DrawnLayer>>> = {
  ...drawnImageLayers,
  activation: drawn(one(anyShape), { activation }),
  add: drawn(alike),
  alphaDropout: drawn(one(anyShape), { rate }),
  average: drawn(alike),
  batchNormalization: withAxis(anyShape, (axis, shape) => ({ options: { axis, scale: axis > 0 }, inputs: [shape] })),
  bidirectional: drawn(one(sequence), {
    layer: fc
      .tuple(fc.constantFrom('simpleRnn', 'gru', 'lstm'), few, fc.boolean())
      .map(([type, units, returnSequences]) => ({ type, units, returnSequences })),
    mergeMode: fc.constantFrom('concat', 'sum', 'mul', 'average'),
  }),
  concatenate: fc.tuple(anyShape, fc.nat(), few).map(([shape, at, length]) => {
    const axis = at % shape.length;
    return { options: { axis: axis + 1 }, inputs: [shape, shape.with(axis, length), shape] };
  }),
  dense: drawn(one(anyShape), {
    ...{ units: size, activation, useBias: fc.constant(true) },
    ...{ kernelRegularizer: penalty, biasRegularizer: penalty, activityRegularizer: penalty },
  }),
  dot: fc.tuple(few, few, few, fc.boolean()).map(([rows, columns, length, normalize]) => ({
    options: { axes: 2, normalize },
    inputs: [
      [rows, length],
      [columns, length],
    ],
  })),
  dropout: drawn(one(anyShape), { rate }),
  embedding: fc.tuple(size, size, anyShape).map(([inputDim, outputDim, shape]) => ({
    ...{ options: { inputDim, outputDim, embeddingsRegularizer: { l2: 0.01 } }, inputs: [shape], below: inputDim },
  })),
  flatten: drawn(one(anyShape)),
  gaussianDropout: drawn(one(anyShape), { rate }),
  gaussianNoise: drawn(one(anyShape), { standardDeviation: fc.constantFrom(0, 0.1, 2) }),
  globalAveragePooling1d: drawn(one(sequence), { keepDims: fc.boolean() }),
  globalMaxPooling1d: drawn(one(sequence), { keepDims: fc.boolean() }),
  groupNormalization: fc.tuple(few, few, few, fc.boolean()).map(([steps, groups, each, isSingle]) => ({
    options: { groups: isSingle ? -1 : groups },
    inputs: [[steps, groups * each]],
  })),
  gru: drawn(one(sequence), { ...gated, resetAfter: fc.boolean() }),
  layerNormalization: withAxis(anyShape, (axis, shape) => ({
    options: { axis: axis > 1 ? [1, axis] : [axis], center: axis > 0 },
    inputs: [shape],
  })),
  lstm: drawn(one(sequence), { ...gated, unitForgetBias: fc.boolean() }),
  maximum: drawn(alike),
  minimum: drawn(alike),
  multiHeadAttention: drawn(one(sequence), {
    ...{ numHeads: few, keyDim: few, valueDim: few, useBias: fc.boolean() },
    ...{ useCausalMask: fc.boolean(), dropout: rate },
  }),
  multiply: drawn(alike),
  normalization: fc.tuple(few, size).map(([steps, features]) => ({
    options: {
      mean: Array.from({ length: features }, (_, at) => at / 2 - 1),
      variance: Array.from({ length: features }, (_, at) => at / 4 + 0.5),
    },
    inputs: [[steps, features]],
  })),
  permute: fc.tuple(few, few, few).map((shape) => ({ options: { dims: [3, 1, 2] }, inputs: [shape] })),
  repeatVector: drawn(one(fc.tuple(size)), { n: few }),
  rescaling: drawn(one(anyShape), { scale: fc.constantFrom(0.5, -2), offset: fc.constantFrom(0, 1) }),
  reshape: fc.tuple(few, few, few).map(([a, b, c]) => ({ options: { targetShape: [c, -1] }, inputs: [[a, b * c]] })),
  simpleRnn: drawn(one(sequence), recurrent),
  spatialDropout1d: drawn(one(sequence), { rate }),
  spatialDropout2d: drawn(one(fc.tuple(few, few, size)), { rate }),
  subtract: drawn(pairOfOne),
  timeDistributed: drawn(one(sequence), {
    layer: fc.constantFrom({ type: 'dense', units: 3, activation: 'tanh' }, { type: 'layerNormalization' }),
  }),
};
