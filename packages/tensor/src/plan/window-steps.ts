/** The plan steps of convolutions and pools, and the buffers they read and write: `emit.ts` and `step-buffers.ts` for ops over windows. */
import { isOp, type Tensor } from '../tensor.ts';
import type { EmitWindows } from './emit.ts';
import type { BufferId, ConvolutionStep } from './plan.ts';
import type { WindowBuffers } from './step-buffers.ts';

/** Of a convolution from x [batch, …, channels] to y [batch, …, filters]. */
const sizesOf = (x: Tensor, y: Tensor): { batch: number; channels: number; filters: number } => ({
  batch: x.shape[0]!,
  channels: x.shape[3]!,
  filters: y.shape[3]!,
});

export const emitWindows: EmitWindows = (node, first, second, out) => {
  const [x, y] = node.inputs as readonly [Tensor, Tensor];
  if (isOp(node, 'conv2d')) {
    return {
      kind: 'convolution',
      op: node.op,
      x: first,
      kernel: second,
      y: out,
      ...sizesOf(x, node),
      ...node.attributes,
    };
  }
  if (isOp(node, 'conv2dInputGradient')) {
    return {
      kind: 'convolution',
      op: node.op,
      kernel: first,
      y: second,
      x: out,
      ...sizesOf(node, y),
      ...node.attributes,
    };
  }
  if (isOp(node, 'conv2dKernelGradient')) {
    return { kind: 'convolution', op: node.op, x: first, y: second, kernel: out, ...sizesOf(x, y), ...node.attributes };
  }
  if (isOp(node, 'maxPool2d') || isOp(node, 'maxPool2dGradient')) {
    const { batch, channels } = sizesOf(x, x);
    return { kind: 'pool', op: node.op, x: first, from: second, out, batch, channels, ...node.attributes };
  }
  return undefined;
};

/** The factors that a convolution is made of, and what it makes. */
function convolutionBuffers({ op, x, kernel, y }: ConvolutionStep): { reads: BufferId[]; writes: BufferId[] } {
  if (op === 'conv2d') return { reads: [x, kernel], writes: [y] };
  return op === 'conv2dInputGradient' ? { reads: [kernel, y], writes: [x] } : { reads: [x, y], writes: [kernel] };
}

export const windowBuffers: WindowBuffers = {
  convolution: {
    reads: (step) => convolutionBuffers(step).reads,
    writes: (step) => convolutionBuffers(step).writes,
  },
  pool: { reads: ({ x, from }) => [x, from], writes: ({ out }) => [out] },
};
