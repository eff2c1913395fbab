/**
 * The file of golden trajectories, format 2: models of any layers, as their JSON, with known losses, outputs, gradients and
 * weights of every step, and what they answer afterwards in inference mode. This file describes and checks a case;
 * `layer-run.ts` runs it.
 */
import { sizeOf } from '@inkgrad/tensor';
import type { GoldenChecker } from './golden-checker.ts';

/** A batch and what is known of it. Arrays are row-major. */
export interface LayerBatch {
  /** [batchSize, ...inputShape] */
  readonly x: readonly number[];
  /** Labels [batchSize], or values of the output's shape. */
  readonly y: readonly number[];
  readonly loss: number;
  /** [batchSize, ...outputShape] */
  readonly outputs: readonly number[];
}

/** One training step; outputs and gradients are those before it, in training mode. */
export interface LayerStep extends LayerBatch {
  /** Of the weights that are trained. */
  readonly gradients: readonly (readonly number[])[];
  /** Of all weights. */
  readonly weightsAfter: readonly (readonly number[])[];
}

/** A training of a few steps, with what it gives, that tries one kind of layer. */
export interface LayerCase {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly batchSize: number;
  /** As a model's JSON has them. */
  readonly layers: readonly Readonly<Record<string, unknown>>[];
  readonly loss: Readonly<Record<string, unknown>>;
  readonly optimizer: Readonly<Record<string, unknown>>;
  readonly weightShapes: readonly (readonly number[])[];
  /** All weights, in layer order. */
  readonly initial: readonly (readonly number[])[];
  readonly steps: readonly LayerStep[];
  /** After the last step, in inference mode. */
  readonly evaluation: LayerBatch;
}

const batchKeys = ['x', 'y', 'loss', 'outputs'];
const stepKeys = [...batchKeys, 'gradients', 'weightsAfter'];

export function checkLayerCase(check: GoldenChecker, path: string, value: unknown): LayerCase {
  const given = check.record(path, value);
  const sizes = (key: string, shape: unknown): readonly number[] =>
    check.list(`${path}.${key}`, shape).map((n, at) => check.size(`${path}.${key}[${at}]`, n));
  const inputShape = sizes('inputShape', given['inputShape']);
  const outputShape = sizes('outputShape', given['outputShape']);
  const batchSize = check.size(`${path}.batchSize`, given['batchSize']);
  const weightShapes = check
    .list(`${path}.weightShapes`, given['weightShapes'])
    .map((shape, at) => sizes(`weightShapes[${at}]`, shape));
  const layers = check
    .list(`${path}.layers`, given['layers'])
    .map((layer, at) => check.record(`${path}.layers[${at}]`, layer));
  const weights = (place: string, arrays: unknown): (readonly number[])[] =>
    check
      .list(place, arrays, weightShapes.length)
      .map((own, at) => check.numbers(`${place}[${at}]`, own, sizeOf(weightShapes[at]!)));
  const batch = (place: string, item: unknown, keys: readonly string[]): LayerBatch => {
    const own = check.record(place, item, keys);
    const y = check.list(`${place}.y`, own['y']);
    return {
      x: check.numbers(`${place}.x`, own['x'], batchSize * sizeOf(inputShape)),
      y: check.numbers(`${place}.y`, y, y.length === batchSize ? batchSize : batchSize * sizeOf(outputShape)),
      loss: check.number(`${place}.loss`, own['loss']),
      outputs: check.numbers(`${place}.outputs`, own['outputs'], batchSize * sizeOf(outputShape)),
    };
  };
  return {
    name: check.text(`${path}.name`, given['name']),
    inputShape,
    outputShape,
    batchSize,
    layers,
    loss: check.record(`${path}.loss`, given['loss']),
    optimizer: check.record(`${path}.optimizer`, given['optimizer']),
    weightShapes,
    initial: weights(`${path}.initial`, given['initial']),
    steps: check.list(`${path}.steps`, given['steps']).map((item, at): LayerStep => {
      const place = `${path}.steps[${at}]`;
      const own = check.record(place, item, stepKeys);
      const gradients = check.list(`${place}.gradients`, own['gradients']);
      return {
        ...batch(place, item, stepKeys),
        gradients: gradients.map((array, i) => {
          const length = Array.isArray(array) ? array.length : 0;
          return check.numbers(`${place}.gradients[${i}]`, array, length);
        }),
        weightsAfter: weights(`${place}.weightsAfter`, own['weightsAfter']),
      };
    }),
    evaluation: batch(`${path}.evaluation`, given['evaluation'], batchKeys),
  };
}
