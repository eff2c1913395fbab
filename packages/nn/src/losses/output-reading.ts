/**
 * How a cross-entropy reads a model's output: as logits or as probabilities. What the output is comes from its recorded
 * graph; `fromLogits` only says that values which the graph knows nothing of are logits.
 */
import { div, sigmoid, softmax, sum, type Tensor } from '@inkgrad/tensor';
import { logitsOf } from './logits.ts';
import { isWithinUnit, type ValueRange, valueRange } from './value-range.ts';

/** What a cross-entropy takes as logits of its probabilities: of classes by a softmax, of yes or no by a sigmoid. */
export interface OutputForm {
  readonly link: 'softmax' | 'sigmoid';
  readonly fromLogits: boolean;
}

export interface OutputReading {
  /** Where the loss can be taken from logits, which is the safe way. */
  readonly logits: Tensor | undefined;
  /** What the output says of each class; of classes they sum to one. */
  probabilities(): Tensor;
}

/** Why an output is neither logits nor probabilities. */
export interface Misfit {
  readonly fault: 'notProbabilities' | 'notLogits';
  readonly range: ValueRange;
}

/** @returns what is wrong with an output that the form does not allow */
export function readOutput(output: Tensor, { link, fromLogits }: OutputForm): OutputReading | Misfit {
  const linked = logitsOf(output, link);
  const range = valueRange(output);
  // Values that are all 0 can be no shares of one.
  const isProbability = linked !== undefined || (isWithinUnit(range) && (link === 'sigmoid' || range.most > 0));
  if (fromLogits && isProbability) return { fault: 'notLogits', range };
  if (linked !== undefined) return { logits: linked, probabilities: () => output };
  // Logarithms of a softmax are logits of it.
  if (fromLogits || (link === 'softmax' && logitsOf(output, 'logSoftmax') !== undefined)) {
    return { logits: output, probabilities: () => (link === 'softmax' ? softmax(output) : sigmoid(output)) };
  }
  if (!isProbability) return { fault: 'notProbabilities', range };
  return { logits: undefined, probabilities: () => (link === 'softmax' ? shares(output) : output) };
}

export function isMisfit(reading: OutputReading | Misfit): reading is Misfit {
  return 'fault' in reading;
}

/** x / Σ x over the last axis. */
export function shares(x: Tensor): Tensor {
  return div(x, sum(x, { axes: -1, keepDims: true }));
}
