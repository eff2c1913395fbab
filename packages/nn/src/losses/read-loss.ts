/**
 * What a loss makes of a model's output: the loss of each sample, taken from logits where the recorded graph shows them,
 * and the probabilities that the output stands for.
 */
import { InternalError, softmax, type Tensor } from '@inkgrad/tensor';
import { type Loss, lossDefinition } from '../define/define-loss.ts';
import { logitsOf } from './logits.ts';
import { isMisfit, type OutputForm, readOutput } from './output-reading.ts';
import { meanOverSample } from './over-sample.ts';
import { isWithinUnit, valueRange } from './value-range.ts';

/** Whether a loss takes whole-number labels [batch] or targets of the output's shape. */
export function targetsOf(loss: Loss): 'labels' | 'values' {
  return lossDefinition(loss).targets ?? 'values';
}

/** How the loss reads outputs; undefined where it takes any values. */
export function outputForm(loss: Loss): OutputForm | undefined {
  const { link } = lossDefinition(loss);
  return link && { link, fromLogits: 'fromLogits' in loss && loss.fromLogits === true };
}

/** Loss of each sample: [batch]. `targets` is i32 [batch] for labels and f32 of the output's shape for values. */
export function lossPerSample(loss: Loss, outputs: Tensor, targets: Tensor): Tensor {
  const logits = logitsFor(loss, outputs);
  return meanOverSample(lossDefinition(loss).perSample(loss, { outputs, targets, logits }));
}

function logitsFor(loss: Loss, output: Tensor): Tensor | undefined {
  const form = outputForm(loss);
  if (form === undefined) return undefined;
  const reading = readOutput(output, form);
  if (isMisfit(reading)) throw new InternalError(`an output that ${loss.name} cannot take was not refused`);
  return reading.logits;
}

/**
 * The probabilities that an output stands for, as its loss reads it; without a loss, or with one of values, those that
 * the graph knows to be some. Undefined where there are none.
 */
export function probabilitiesOf(output: Tensor, loss: Loss | undefined): Tensor | undefined {
  const form = loss && outputForm(loss);
  if (form !== undefined) {
    const reading = readOutput(output, form);
    return isMisfit(reading) ? undefined : reading.probabilities();
  }
  if (isWithinUnit(valueRange(output))) return output;
  return logitsOf(output, 'logSoftmax') === undefined ? undefined : softmax(output);
}
