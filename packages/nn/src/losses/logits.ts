/**
 * The logits behind an output, found in its recorded graph: what the softmax or sigmoid that ends the model was taken
 * of. Losses need them, as a cross-entropy of logits cannot overflow and one of probabilities can; nothing else has to
 * say what a model's output is.
 */
import { isOp, reshape, shapesEqual, type Tensor } from '@inkgrad/tensor';

/** What makes probabilities or their logarithms of logits: the softmaxes over the last axis, the sigmoid of each element. */
export type Link = 'softmax' | 'logSoftmax' | 'sigmoid';

/**
 * The input of the `link` that `output` is, in the output's shape; undefined where the output is something else. Sees
 * through reshapes, as long as the rows that a softmax made to sum to one stay rows.
 */
export function logitsOf(output: Tensor, link: Link): Tensor | undefined {
  let node = output;
  while (isOp(node, 'reshape')) node = node.inputs[0]!;
  if (!isOp(node, link)) return undefined;
  if (link !== 'sigmoid' && node.shape.at(-1) !== (output.shape.at(-1) ?? 1)) return undefined;
  let logits = node.inputs[0]!;
  // The tensor that the softmax was given, before it was seen as rows.
  if (isOp(logits, 'reshape') && shapesEqual(logits.inputs[0]!.shape, output.shape)) logits = logits.inputs[0]!;
  return shapesEqual(logits.shape, output.shape) ? logits : reshape(logits, output.shape);
}
