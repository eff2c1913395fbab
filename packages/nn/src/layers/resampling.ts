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
  greaterEqual,
  iota,
  less,
  maximum,
  minimum,
  mod,
  mul,
  reshape,
  select,
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

/** A pixel beside each place along one axis. */
interface Neighbour {
  /** Its position on the image, i32. */
  readonly at: Tensor;
  /** Whether it is there without filling; undefined where all are. */
  readonly isInside: Tensor | undefined;
  /** Its part in the result; undefined where it is the only one. */
  readonly share: Tensor | undefined;
}

/** The pixels beside places along an axis of `size` pixels. */
function neighbours(places: Tensor, size: number, { fillMode, interpolation }: Resampling): readonly Neighbour[] {
  const found = (position: Tensor, share: Tensor | undefined): Neighbour => ({
    at: onImage(position, size, fillMode),
    isInside: fillMode === 'constant' ? inside(position, size) : undefined,
    share,
  });
  if (interpolation === 'nearest') return [found(cast(floor(add(places, 0.5)), 'i32'), undefined)];
  const before = floor(places);
  const beyond = sub(places, before);
  const position = cast(before, 'i32');
  return [found(position, sub(1, beyond)), found(add(position, 1), beyond)];
}

/** Positions of pixels, those beyond the image replaced by those that fill it. */
function onImage(position: Tensor, size: number, fillMode: Resampling['fillMode']): Tensor {
  if (fillMode === 'wrap') return mod(position, size);
  if (fillMode !== 'reflect') return minimum(maximum(position, 0), size - 1);
  const turned = mod(position, 2 * size);
  return minimum(turned, sub(2 * size - 1, turned));
}

/** 1 on the image, else 0. */
const inside = (position: Tensor, size: number): Tensor => mul(greaterEqual(position, 0), less(position, size));

/** Σ of pixels by their shares. @param pick the pixels at a neighbour's positions, fillValue beyond the image */
function blended(
  of: readonly Neighbour[],
  pick: (neighbour: Neighbour) => Tensor,
  expand: (share: Tensor) => Tensor,
): Tensor {
  const parts = of.map((neighbour) => {
    const pixels = pick(neighbour);
    return neighbour.share === undefined ? pixels : mul(pixels, expand(neighbour.share));
  });
  return parts.reduce((sum, part) => add(sum, part));
}

/**
 * Each row of an image read elsewhere, all of its pixels at one place: [batch, height, width, channels], places [batch, height].
 */
export function resampledRows(x: Tensor, places: Tensor, how: Resampling): Tensor {
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  const rows = reshape(x, [batch * height, width * channels]);
  const first = mul(iota([batch, 1], 0), height);
  const wide = (perRow: Tensor): Tensor => reshape(perRow, [batch, height, 1, 1]);
  const pick = ({ at, isInside }: Neighbour): Tensor => {
    const pixels = reshape(gather(rows, add(first, at), { fromEnd: false }), x.shape);
    return isInside === undefined ? pixels : select(wide(isInside), pixels, how.fillValue);
  };
  return blended(neighbours(places, height, how), pick, wide);
}

/** The same along columns, places [batch, width]. */
export function resampledColumns(x: Tensor, places: Tensor, how: Resampling): Tensor {
  return transpose(resampledRows(transpose(x, [0, 2, 1, 3]), places, how), [0, 2, 1, 3]);
}

/** Each pixel read elsewhere: [batch, height, width, channels], places in rows and in columns [batch, height, width]. */
export function resampled(x: Tensor, rows: Tensor, columns: Tensor, how: Resampling): Tensor {
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  const pixels = reshape(x, [batch * height * width, channels]);
  const first = mul(iota([batch, 1, 1], 0), height * width);
  const across = neighbours(columns, width, how);
  const deep = (perPixel: Tensor): Tensor => expandDims(perPixel, 3);
  return blended(
    neighbours(rows, height, how),
    (row) => {
      const start = add(first, mul(row.at, width));
      const pick = (column: Neighbour): Tensor => {
        const picked = gather(pixels, add(start, column.at), { fromEnd: false });
        if (row.isInside === undefined || column.isInside === undefined) return picked;
        return select(deep(mul(row.isInside, column.isInside)), picked, how.fillValue);
      };
      return blended(across, pick, deep);
    },
    deep,
  );
}
