/** Whether a model's output is what its loss takes: logits or probabilities, in training as in inference. */
import { input, type Tensor } from '@inkgrad/tensor';
import type { Loss } from '../define/define-loss.ts';
import { LossOutputError } from '../errors.ts';
import { isMisfit, type OutputForm, readOutput } from '../losses/output-reading.ts';
import { outputForm } from '../losses/read-loss.ts';
import type { ValueRange } from '../losses/value-range.ts';
import type { BuiltModel } from '../model/built-model.ts';
import { exampleInputs, forward } from '../model/forward.ts';
import { type Objective, outputObjectives } from './objective.ts';

/**
 * Checks that each of the model's outputs has a loss that can take it.
 * @throws LossOutputError that says what to do; ArgumentError for an output without a loss, or an unknown one
 */
export function checkOutputs(model: BuiltModel, objective: Objective): void {
  const x = exampleInputs(model);
  const inference = forward(model, x, undefined).outputs;
  const training = forward(model, x, { counter: input('counter', [], 'i32') }).outputs;
  for (const [at, { output, loss }] of outputObjectives(model, objective).entries()) {
    const form = outputForm(loss);
    if (form === undefined) continue;
    checkReading(output.layer, loss, form, inference[at]!, false);
    checkReading(output.layer, loss, form, training[at]!, true);
  }
}

function checkReading(layer: string, loss: Loss, form: OutputForm, output: Tensor, isTraining: boolean): void {
  const reading = readOutput(output, form);
  if (!isMisfit(reading)) return;
  const refuse = (expected: string, received: string, advice: string): never => {
    throw new LossOutputError(loss.name, layer, expected, received, advice);
  };
  if (reading.fault === 'notLogits') {
    const advice = 'take fromLogits away, or the activation that makes probabilities of logits';
    refuse('is to take logits (fromLogits: true)', 'probabilities', advice);
  }
  const received = rangeText(reading.range);
  // In inference it gives probabilities, or that would have been refused.
  if (isTraining) {
    refuse('needs probabilities', `${received} in training`, `move it before the layer with the ${form.link}`);
  }
  const advice = `give it the activation "${form.link}", or the loss fromLogits: true if the values are logits`;
  refuse('needs probabilities', received, advice);
}

function rangeText({ least, most }: ValueRange): string {
  const text = (bound: number): string => String(Number(bound.toPrecision(4))).replace('-', '−');
  const [isBelow, isAbove] = [Number.isFinite(least), Number.isFinite(most)];
  if (least === most) return `${text(least)} whatever comes in`;
  if (isBelow && isAbove) return `values from ${text(least)} to ${text(most)}`;
  if (isBelow) return `values from ${text(least)} up`;
  return isAbove ? `values up to ${text(most)}` : 'values of any size';
}
