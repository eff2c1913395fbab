/** Random layers of images and their one-dimensional sisters, with inputs that they take; the others are in `layer-shapes.ts`. */
import fc from 'fast-check';
import type { DrawnLayer } from './drawn-layer.ts';

type Options = Readonly<Record<string, unknown>>;

const side = fc.integer({ min: 2, max: 4 });
const few = fc.integer({ min: 1, max: 2 });
const image = fc.tuple(side, side, few);
const flags = fc.boolean();

/** Windows that fit into an image, wider ones with padding. */
interface Windows {
  readonly image: readonly [height: number, width: number, channels: number];
  readonly size: readonly [number, number];
  readonly padding: string;
  readonly strides: readonly [number, number];
  readonly dilation: readonly [number, number];
}

const windows: fc.Arbitrary<Windows> = fc
  .record({
    image,
    size: fc.tuple(fc.nat(3), fc.nat(3)),
    strides: fc.tuple(few, few),
    dilation: fc.tuple(few, few),
    flags,
  })
  .map(({ image: [height, width, channels], size: [a, b], strides, dilation, flags: isPadded }) => {
    const isDilated = dilation.some((each) => each > 1);
    return {
      image: [height, width, channels],
      size: isPadded || isDilated ? [1 + (a % 3), 1 + (b % 3)] : [1 + (a % height), 1 + (b % width)],
      padding: isPadded || isDilated ? 'same' : 'valid',
      // Steps between windows and between their cells go together nowhere.
      strides: isDilated ? [1, 1] : strides,
      dilation,
    };
  });

const convolution = (more: (drawn: Windows, number: number, use: boolean) => Options): fc.Arbitrary<DrawnLayer> =>
  fc.tuple(windows, few, flags).map(([drawn, number, use]) => ({
    options: {
      ...{ kernelSize: drawn.size, padding: drawn.padding, strides: drawn.strides, dilationRate: drawn.dilation },
      ...more(drawn, number, use),
    },
    inputs: [drawn.image],
  }));

const pooling = windows.map(({ image: shape, size, padding, strides }): DrawnLayer => {
  return { options: { poolSize: size, padding, strides }, inputs: [shape] };
});

const pooling1d = fc
  .tuple(side, few, fc.nat(3), few, flags)
  .map(([steps, features, size, strides, isPadded]): DrawnLayer => {
    const poolSize = 1 + (size % (isPadded ? 3 : steps));
    return { options: { poolSize, strides, padding: isPadded ? 'same' : 'valid' }, inputs: [[steps, features]] };
  });

const margin = fc.tuple(fc.nat(1), fc.nat(1));
const margins = fc.tuple(margin, margin);
const ofImage = (options: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<DrawnLayer> =>
  fc.record({ inputs: image.map((shape) => [shape]), options: fc.record(options) });

const factor = fc.oneof(
  fc.constantFrom(0, 0.1, 0.7),
  fc.tuple(few, few).map(([low, wide]) => [-low / 4, wide / 3 - low / 4]),
);
const resampling = {
  fillMode: fc.constantFrom('constant', 'nearest', 'reflect', 'wrap'),
  interpolation: fc.constantFrom('bilinear', 'nearest'),
  fillValue: fc.constantFrom(0, 0.3),
};

export const drawnImageLayers: Readonly<Record<string, fc.Arbitrary<DrawnLayer>>> = {
  averagePooling1d: pooling1d,
  averagePooling2d: pooling,
  conv1d: fc
    .tuple(side, few, few, few, few, fc.constantFrom('same', 'causal'))
    .map(([steps, features, filters, kernelSize, dilationRate, padding]) => ({
      options: { filters, kernelSize: kernelSize + 1, dilationRate, padding, activation: 'tanh' },
      inputs: [[steps, features]],
    })),
  conv2d: convolution(({ image: [, , channels] }, number, use) => ({
    ...{ filters: number * channels, groups: use ? channels : 1, useBias: !use },
    ...{ activation: 'sigmoid', kernelRegularizer: { l2: 0.01 }, activityRegularizer: { l2: 0.01 } },
  })),
  conv2dTranspose: convolution(({ size, padding, strides, dilation }, filters, useBias) => {
    const least = size.map((cells, axis) => (padding === 'same' && ((cells - 1) * dilation[axis]!) % 2 === 1 ? 1 : 0));
    const isPadded = useBias && least.every((from, axis) => from < strides[axis]!);
    return { filters, useBias, ...(isPadded && { outputPadding: least }) };
  }),
  cropping2d: fc.tuple(margins, few, few, few).map(([cropping, height, width, channels]) => ({
    options: { cropping },
    inputs: [[height + 2, width + 2, channels]],
  })),
  depthwiseConv2d: convolution((_, depthMultiplier, useBias) => ({ depthMultiplier, useBias, activation: 'tanh' })),
  globalAveragePooling2d: ofImage({ keepDims: flags }),
  globalMaxPooling2d: ofImage({ keepDims: flags }),
  maxPooling1d: pooling1d,
  maxPooling2d: pooling,
  randomRotation: ofImage({ factor, ...resampling }),
  randomTranslation: ofImage({ heightFactor: factor, widthFactor: factor, ...resampling }),
  randomZoom: ofImage({ heightFactor: factor, widthFactor: factor, ...resampling }),
  separableConv2d: convolution((_, number, useBias) => ({ filters: 2, depthMultiplier: number, useBias })),
  upSampling2d: ofImage({ size: fc.tuple(few, few), interpolation: fc.constantFrom('nearest', 'bilinear') }),
  zeroPadding2d: ofImage({ padding: margins }),
};
