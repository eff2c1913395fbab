/** A model's layers with output shapes and parameter counts as a table, in the form Keras prints. */

import { definitionOf, layerTitle } from '../define/define-layer.ts';
import { type BuiltModel, countNumbers, trainableWeights } from './built-model.ts';

const width = 65;
const shapeColumn = 29;
const countColumn = 55;

export function summarize(name: string, model: BuiltModel): string {
  const line = '_'.repeat(width);
  const rows = model.layers.map(({ layer, name: own, output, weights }) =>
    row(
      `${own} (${layerTitle(definitionOf(layer)!)})`,
      `(${['None', ...output.shape].join(', ')})`,
      count(countNumbers(weights)),
    ),
  );
  const total = countNumbers(model.weights);
  const trained = countNumbers(trainableWeights(model));
  const parts =
    trained === total ? [] : [`Trainable params: ${count(trained)}`, `Non-trainable params: ${count(total - trained)}`];
  return [
    `Model: "${name}"`,
    line,
    row('Layer (type)', 'Output Shape', 'Param #'),
    '='.repeat(width),
    ...rows,
    '='.repeat(width),
    `Total params: ${count(total)}`,
    ...parts,
    line,
  ].join('\n');
}

function row(layer: string, shape: string, parameters: string): string {
  // A text longer than its column pushes the next one on, with a space between.
  return `${`${layer.padEnd(shapeColumn - 1)} ${shape}`.padEnd(countColumn - 1)} ${parameters}`;
}

function count(parameters: number): string {
  return parameters.toLocaleString('en-US');
}
