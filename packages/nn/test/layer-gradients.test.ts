/**
 * The gradient of every built-in layer, by its inputs and its weights, beside finite differences in float64, over random
 * shapes and options, as in training and as in inference. A layer without a generator in `layer-shapes.ts` fails.
 */
import { add, input as inputTensor, mul, sum, Variable } from '@inkgrad/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtIns, input, type Layer, type SymbolicTensor } from '../src/index.ts';
import { buildModel, weightVariables } from '../src/model/built-model.ts';
import { forward, penaltySum } from '../src/model/forward.ts';
import { trace } from '../src/model/graph.ts';
import type { DrawnLayer } from './drawn-layer.ts';
import { drawnLayers } from './layer-shapes.ts';
import { expectRightGradients } from './numeric-gradients.ts';

const { layers } = builtIns();

function layerOf(type: string, options: DrawnLayer['options']): Layer {
  return layers.find(({ key }) => key === type)!.from(type, { type, ...options }, layers);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Values of order 1, none of them alike, so that no maximum is a tie and no value lies on a corner. */
function values(length: number, seed: number): number[] {
  return Array.from({ length }, (_, at) => Math.fround(1.2 * Math.sin(12.9898 * (at + 1) + 78.233 * seed)));
}

/** Σ wᵢ yᵢ with the penalties, of a model of the one layer. @returns how many elements of gradients were compared */
function checkLayer(
  type: string,
  { options, inputs, below }: DrawnLayer,
  batch: number,
  seed: number,
  training: boolean,
) {
  const dtype = below === undefined ? 'f32' : 'i32';
  const ends = inputs.map((shape, at): SymbolicTensor => input({ shape, dtype, name: `x${at}` }));
  const built = buildModel(trace(ends, layerOf(type, options).apply(...ends)), seed);
  const tensors = inputs.map((shape, at) => inputTensor(`x${at}`, [batch, ...shape], dtype));
  const counter = new Variable('iterations', [], 'i32');
  const { outputs, penalties } = forward(built, tensors, training ? { counter: counter.tensor } : undefined);
  const [output] = outputs;
  const factors = inputTensor('factors', output!.shape);
  const weighted = sum(mul(output!, factors));
  const added = penaltySum(penalties);
  const given = tensors.map((of, at) => {
    const drawn = values(sizeOf(of.shape), seed + 2 + at);
    return {
      of,
      values: below === undefined ? drawn : drawn.map((value) => Math.floor(Math.abs(value) * 1e6) % below),
    };
  });
  const variables = weightVariables(built).map((of, at) => {
    const drawn = values(sizeOf(of.shape), seed + 10 + at);
    // A variance is no negative number.
    return { of, values: of.name.endsWith('movingVariance') ? drawn.map((value) => value * value + 0.5) : drawn };
  });
  return expectRightGradients({
    loss: added === undefined ? weighted : add(weighted, added),
    inputs: [...given, { of: factors, values: values(sizeOf(factors.shape), seed + 1) }],
    variables,
    fixed: [{ of: counter, values: [seed % 7] }],
  });
}

test('there is a generator for every layer', () => {
  expect(Object.keys(drawnLayers).sort()).toEqual(layers.map(({ key }) => key).sort());
});

const few = fc.integer({ min: 1, max: 3 });

test.each(Object.keys(drawnLayers))('%s', (type) => {
  let compared = 0;
  fc.assert(
    fc.property(drawnLayers[type]!, few, fc.nat(1000), fc.boolean(), (drawn, batch, seed, training) => {
      compared += checkLayer(type, drawn, batch, seed, training);
    }),
    { numRuns: 12 },
  );
  expect(compared).toBeGreaterThan(12);
});
