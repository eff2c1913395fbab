/**
 * Images read at places between their pixels: what random translations, zooms and rotations are made of. A place is in units of
 * pixels, 0 for the middle of the first. Made of gathers, whose gradient by the image is known. Source of the modes of filling:
 * https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/
 */
import {
  add,
  cast,
  expandDims,
  floor,
  gather,
  iota,
  maximum,
  minimum,
  mod,
  mul,
  pad,
  reshape,
  sub,
  type Tensor,
  transpose,
} from '@inkgrad/tensor';
import { defaulted } from '../define/field.ts';
import { choice, finite } from '../define/fields.ts';

/** Options of what is read between pixels and beyond the image. */
export const resamplingFields = {
  /** What is beyond the image: "constant" fillValue, "nearest" the pixel at the edge, "reflect" the image mirrored at its edge, "wrap" the image again; "reflect" by default. */
  fillMode: defaulted(
    choice('fillMode', ['constant', 'nearest', 'reflect', 'wrap']),
    'reflect',
    'What is beyond the image: "constant" fillValue, "nearest" the pixel at the edge, "reflect" the image mirrored at its edge, "wrap" the image again; "reflect" by default.',
  ),
  /** What is between pixels: "bilinear" means of the four around, by their distance, or the "nearest" one; "bilinear" by default. */
  interpolation: defaulted(
    choice('interpolation', ['bilinear', 'nearest']),
    'bilinear',
    'What is between pixels: "bilinear" means of the four around, by their distance, or the "nearest" one; "bilinear" by default.',
  ),
  /** What is beyond the image with fillMode "constant"; 0 by default. */
  fillValue: defaulted(finite, 0, 'What is beyond the image with fillMode "constant"; 0 by default.'),
};

export interface Resampling {
  readonly fillMode: 'constant' | 'nearest' | 'reflect' | 'wrap';
  readonly interpolation: 'bilinear' | 'nearest';
  readonly fillValue: number;
}

/** Fill that is put around an image along an axis, so that both pixels beside any place are there once places are limited. */
const margin = 2;

/** The pixels beside places along one axis. */
interface Neighbours {
  /** The positions, i32: of the pixel before each place and that behind it, or of the nearest one alone. */
  readonly at: readonly Tensor[];
  /** How far each place lies beyond the pixel before it, in [0, 1). */
  readonly beyond: Tensor;
}

/** `x` with the margin along axes, where what is beyond it is a value. */
function framed(x: Tensor, axes: readonly number[], { fillMode, fillValue }: Resampling): Tensor {
  if (fillMode !== 'constant') return x;
  const widths = x.shape.map((_, axis) => (axes.includes(axis) ? ([margin, margin] as const) : ([0, 0] as const)));
  return pad(x, widths, fillValue);
}

/** The pixels beside places along an axis of `size` pixels, as positions in the image that `framed` gives. */
function neighbours(places: Tensor, size: number, { fillMode, interpolation }: Resampling): Neighbours {
  const isNearest = interpolation === 'nearest';
  const before = floor(isNearest ? add(places, 0.5) : places);
  const beyond = sub(places, before);
  const position = cast(before, 'i32');
  if (fillMode === 'constant') {
    const first = add(minimum(maximum(position, -margin), size), margin);
    return { at: isNearest ? [first] : [first, add(first, 1)], beyond };
  }
  const positions = isNearest ? [position] : [position, add(position, 1)];
  return { at: positions.map((each) => onImage(each, size, fillMode)), beyond };
}

/** Positions of pixels, those beyond the image replaced by those that fill it. */
function onImage(position: Tensor, size: number, fillMode: Resampling['fillMode']): Tensor {
  if (fillMode === 'wrap') return mod(position, size);
  if (fillMode === 'nearest') return minimum(maximum(position, 0), size - 1);
  const turned = mod(position, 2 * size);
  return minimum(turned, sub(2 * size - 1, turned));
}

/** What lies between pixels, `beyond` of the way from the first to the second. */
function blended([first, second]: readonly Tensor[], beyond: Tensor): Tensor {
  return second === undefined ? first! : add(first!, mul(beyond, sub(second, first!)));
}

/**
 * Each row of an image read elsewhere, all of its pixels at one place: [batch, height, width, channels], places [batch, height].
 */
export function resampledRows(x: Tensor, places: Tensor, how: Resampling): Tensor {
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  const image = framed(x, [1], how);
  const rows = reshape(image, [batch * image.shape[1]!, width * channels]);
  const first = mul(iota([batch, 1], 0), image.shape[1]!);
  const { at, beyond } = neighbours(places, height, how);
  const picked = at.map((row) => reshape(gather(rows, add(first, row), { fromEnd: false }), x.shape));
  return blended(picked, reshape(beyond, [batch, height, 1, 1]));
}

/** The same along columns, places [batch, width]. */
export function resampledColumns(x: Tensor, places: Tensor, how: Resampling): Tensor {
  return transpose(resampledRows(transpose(x, [0, 2, 1, 3]), places, how), [0, 2, 1, 3]);
}

/** Each pixel read elsewhere: [batch, height, width, channels], places in rows and in columns [batch, height, width]. */
export function resampled(x: Tensor, rows: Tensor, columns: Tensor, how: Resampling): Tensor {
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  const image = framed(x, [1, 2], how);
  const [, imageHeight, imageWidth] = image.shape as readonly [number, number, number, number];
  const pixels = reshape(image, [batch * imageHeight * imageWidth, channels]);
  const first = mul(iota([batch, 1, 1], 0), imageHeight * imageWidth);
  const down = neighbours(rows, height, how);
  const across = neighbours(columns, width, how);
  const lines = down.at.map((row) => {
    const start = add(first, mul(row, imageWidth));
    const picked = across.at.map((column) => gather(pixels, add(start, column), { fromEnd: false }));
    return blended(picked, expandDims(across.beyond, 3));
  });
  return blended(lines, expandDims(down.beyond, 3));
}
