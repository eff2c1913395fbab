/** The gradient rules of convolutions and pools: `gradient-rules.ts` for ops over windows. */
import { record, type Tensor } from '../tensor.ts';
import type { WindowGradientRules } from './gradient-rules.ts';

export const windowGradients: WindowGradientRules = {
  // Σ x · kernel · y is linear in each of the three, so each op's gradients are the other two.
  conv2d: (node, g) => {
    const [x, kernel] = node.inputs as readonly [Tensor, Tensor];
    return [
      record('conv2dInputGradient', node.attributes, [kernel, g]),
      record('conv2dKernelGradient', node.attributes, [x, g]),
    ];
  },
  conv2dInputGradient: (node, g) => {
    const [kernel, y] = node.inputs as readonly [Tensor, Tensor];
    return [record('conv2dKernelGradient', node.attributes, [g, y]), record('conv2d', node.attributes, [g, kernel])];
  },
  conv2dKernelGradient: (node, g) => {
    const [x, y] = node.inputs as readonly [Tensor, Tensor];
    return [record('conv2dInputGradient', node.attributes, [g, y]), record('conv2d', node.attributes, [x, g])];
  },
  // Which element is largest does not change with a small step of x.
  maxPool2d: (node, g) => [undefined, record('maxPool2dGradient', node.attributes, [node.inputs[0]!, g])],
  maxPool2dGradient: (node, g) => [undefined, record('maxPool2d', node.attributes, [node.inputs[0]!, g])],
};
