/**
 * Rewrites of what comes after the gradient of a max pool, which is as large as the pool's images and holds zeros in all places
 * but those of the maxima: the gradient of a ReLU before the pool, and a sum over all places, need only what was picked.
 */
import { isOp, rebuild, type Tensor } from '../tensor.ts';
import { isScalar, type Rewrite, type Share } from './simplify.ts';

const range = (length: number): number[] => [...Array(length).keys()];

/**
 * select(y > 0, maxPool2dGradient(y, g), 0) as maxPool2dGradient(y, select(maxPool2d(y) > 0, g, 0)): what goes to an element goes
 * there because the element is the maximum, so the condition can be asked of the maximum. Keeps every bit.
 */
function maskBeforePoolGradient(node: Tensor<'select'>, share: Share): Tensor {
  const [condition, spread, otherwise] = node.inputs as readonly [Tensor, Tensor, Tensor];
  if (!isOp(spread, 'maxPool2dGradient') || !isOp(condition, 'greater') || !isScalar(otherwise, 0)) return node;
  const [y, bound] = condition.inputs as readonly [Tensor, Tensor];
  const [x, g] = spread.inputs as readonly [Tensor, Tensor];
  if (y !== x || !isScalar(bound, 0)) return node;
  const zero = share(rebuild('constant', { value: 0 }, [], { shape: [], dtype: 'f32' }));
  const picked = share(rebuild('maxPool2d', spread.attributes, [x, x], g));
  const isPositive = share(rebuild('greater', {}, [picked, zero], { shape: g.shape, dtype: 'i32' }));
  const kept = share(rebuild('select', {}, [isPositive, g, zero], g));
  return rebuild('maxPool2dGradient', spread.attributes, [x, kept], spread);
}

/**
 * The sum of a pool's gradient over all places of all images, as the sum over the window positions: each gives what it has to one
 * place, if no window lies beside the image. In exact arithmetic the same; in floating point it has fewer roundings.
 */
function sumBeforePoolGradient(node: Tensor<'sum'>, share: Share): Tensor {
  const [x] = node.inputs as readonly [Tensor];
  const spread = isOp(x, 'reshape') ? x.inputs[0]! : x;
  const [outer, , inner] = x.shape as readonly [number, number, number];
  if (!isOp(spread, 'maxPool2dGradient') || outer !== 1 || inner !== spread.shape[3]) return node;
  const g = spread.inputs[1]!;
  const { image, window, output, strides, dilations, before } = spread.attributes;
  // For all window positions along both axes: one of the cells is on the image.
  const meetsImages = [0, 1].every((axis) =>
    range(output[axis]!).every((position) =>
      range(window[axis]!).some((cell) => {
        const place = position * strides[axis]! + cell * dilations[axis]! - before[axis]!;
        return place >= 0 && place < image[axis]!;
      }),
    ),
  );
  if (!meetsImages) return node;
  const shape = [1, g.shape[0]! * g.shape[1]! * g.shape[2]!, inner];
  const flat = share(rebuild('reshape', { shape }, [g], { shape, dtype: 'f32' }));
  return rebuild('sum', {}, [flat], node);
}

export const rewriteBehindPool: Rewrite = (node, share) => {
  if (isOp(node, 'select')) return maskBeforePoolGradient(node, share);
  return isOp(node, 'sum') ? sumBeforePoolGradient(node, share) : node;
};
