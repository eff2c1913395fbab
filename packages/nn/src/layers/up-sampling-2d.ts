/** Source: https://keras.io/api/layers/reshaping_layers/up_sampling2d/ */
import { broadcastTo, matmul, reshape, type Tensor, tensor } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { choice, pair } from '../define/fields.ts';
import { imageShape, type Pair } from './window-options.ts';

/**
 * Larger images: each element `size` times, or values in between.
 * @example
 * upSampling2d({ size: 2 })
 */
export const upSampling2d = defineLayer({
  type: 'upSampling2d',
  title: 'UpSampling2D',
  shorthand: 'size',
  fields: {
    /** How many times as many rows and columns; 2 by default. */
    size: defaulted(pair, 2, 'How many times as many rows and columns; 2 by default.'),
    /** "nearest" repeats elements, "bilinear" takes means of the four around, by their distance; "nearest" by default. */
    interpolation: defaulted(
      choice('interpolation', ['nearest', 'bilinear']),
      'nearest',
      '"nearest" repeats elements, "bilinear" takes means of the four around, by their distance; "nearest" by default.',
    ),
  },
  plan: ({ size }, [x], name) => {
    const [height, width, channels] = imageShape(name, x!);
    return { output: { shape: [height * size[0], width * size[1], channels], dtype: 'f32' } };
  },
  apply: ({ size, interpolation }, { x }) => (interpolation === 'nearest' ? repeated(x, size) : blended(x, size)),
});

function repeated(x: Tensor, [down, across]: Pair): Tensor {
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  const apart = reshape(x, [batch, height, 1, width, 1, channels]);
  const every = broadcastTo(apart, [batch, height, down, width, across, channels]);
  return reshape(every, [batch, height * down, width * across, channels]);
}

/** Rows, then columns, each a product with the shares that elements have in the new ones. */
function blended(x: Tensor, [down, across]: Pair): Tensor {
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  const rows = matmul(shares(height, down), reshape(x, [batch, height, width * channels]));
  const columns = matmul(shares(width, across), reshape(rows, [batch * height * down, width, channels]));
  return reshape(columns, [batch, height * down, width * across, channels]);
}

/** [length · times, length]: centres of new elements between those of the old, the first and last repeated beyond them. */
function shares(length: number, times: number): Tensor {
  const matrix = new Float32Array(length * times * length);
  for (let to = 0; to < length * times; to++) {
    const at = Math.min(length - 1, Math.max(0, (to + 0.5) / times - 0.5));
    const below = Math.floor(at);
    matrix[to * length + below]! += 1 - (at - below);
    if (at > below) matrix[to * length + below + 1]! += at - below;
  }
  return tensor(matrix, [length * times, length]);
}
