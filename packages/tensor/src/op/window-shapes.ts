/** The shape rules of convolutions and pools: `infer.ts` for ops over windows. */
import { ShapeError } from '../errors.ts';
import { shapesEqual } from '../shape.ts';
import { plural } from '../text/plural.ts';
import { type Operand, requireDType, shapesOf, type WindowShapeRules } from './infer.ts';
import type { Convolution, Windows } from './windows.ts';

/** Checks one operand of a convolution or pool: [batch, …size, channels]. Returns batch and channels. */
function imagesOf(op: string, operand: Operand, [height, width]: Windows['image']): [batch: number, channels: number] {
  requireDType(op, operand, 'f32');
  const { shape } = operand;
  if (shape.length !== 4 || shape[1] !== height || shape[2] !== width) {
    throw new ShapeError(op, [shape], `[batch, ${height}, ${width}, channels]`);
  }
  return [shape[0]!, shape[3]!];
}

/** Checks the kernel of a convolution; returns all channels and filters. */
function kernelOf(op: string, operand: Operand, { window, groups }: Convolution): [channels: number, filters: number] {
  requireDType(op, operand, 'f32');
  const { shape } = operand;
  if (shape.length !== 4 || shape[0] !== window[0] || shape[1] !== window[1] || shape[3]! % groups !== 0) {
    throw new ShapeError(op, [shape], `a kernel [${window.join(', ')}, channels / ${groups}, filters]`);
  }
  return [shape[2]! * groups, shape[3]!];
}

export const windowShapes: WindowShapeRules = {
  conv2d: (attributes, inputs) => {
    const [x, kernel] = inputs as [Operand, Operand];
    const [batch, channels] = imagesOf('conv2d', x, attributes.image);
    const [expected, filters] = kernelOf('conv2d', kernel, attributes);
    if (channels !== expected)
      throw new ShapeError('conv2d', shapesOf(inputs), `${plural(expected, 'channel')} in both`);
    return { shape: [batch, ...attributes.output, filters], dtype: 'f32' };
  },
  conv2dInputGradient: (attributes, inputs) => {
    const [kernel, y] = inputs as [Operand, Operand];
    const [batch, given] = imagesOf('conv2dInputGradient', y, attributes.output);
    const [channels, filters] = kernelOf('conv2dInputGradient', kernel, attributes);
    if (given !== filters) throw new ShapeError('conv2dInputGradient', shapesOf(inputs), `${filters} filters in both`);
    return { shape: [batch, ...attributes.image, channels], dtype: 'f32' };
  },
  conv2dKernelGradient: (attributes, inputs) => {
    const [x, y] = inputs as [Operand, Operand];
    const { groups } = attributes;
    const [batch, channels] = imagesOf('conv2dKernelGradient', x, attributes.image);
    const [other, filters] = imagesOf('conv2dKernelGradient', y, attributes.output);
    if (batch !== other || channels % groups !== 0 || filters % groups !== 0) {
      throw new ShapeError(
        'conv2dKernelGradient',
        shapesOf(inputs),
        `one batch, channels and filters in ${groups} groups`,
      );
    }
    return { shape: [...attributes.window, channels / groups, filters], dtype: 'f32' };
  },
  maxPool2d: ({ image, output }, inputs) => {
    const [x, values] = inputs as [Operand, Operand];
    const [batch, channels] = imagesOf('maxPool2d', x, image);
    imagesOf('maxPool2d', values, image);
    if (!shapesEqual(x.shape, values.shape)) throw new ShapeError('maxPool2d', shapesOf(inputs), 'two equal shapes');
    return { shape: [batch, ...output, channels], dtype: 'f32' };
  },
  maxPool2dGradient: ({ image, output }, inputs) => {
    const [x, y] = inputs as [Operand, Operand];
    const [batch, channels] = imagesOf('maxPool2dGradient', x, image);
    const [otherBatch, otherChannels] = imagesOf('maxPool2dGradient', y, output);
    if (batch !== otherBatch || channels !== otherChannels) {
      throw new ShapeError('maxPool2dGradient', shapesOf(inputs), 'one batch and as many channels');
    }
    return { shape: x.shape, dtype: 'f32' };
  },
};
