/**
 * Records a model's forward pass: every layer's call, the penalties that are added to the loss, and the new values that
 * layers give their own weights, such as running means.
 */
import { add, InternalError, input, type Shape, shapesEqual, type Tensor, type Variable } from '@inkgrad/tensor';
import { definitionOf } from '../define/define-layer.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { penalty } from '../regularizers/regularizers.ts';
import type { BuiltCall, BuiltModel } from './built-model.ts';
import { layerStream } from './streams.ts';

/** A part of the loss that a regularizer adds: a scalar. */
export interface Penalty {
  /** The weight's name, "kernel" or "bias", or "activity" for one on a layer's output. */
  readonly of: string;
  readonly value: Tensor;
}

export interface Forward {
  /** What the model gives. */
  readonly outputs: readonly Tensor[];
  /** What each call gives. */
  readonly callValues: readonly Tensor[];
  readonly penalties: readonly Penalty[];
  /** Weights that layers change by themselves, with their values after the step. */
  readonly updates: ReadonlyMap<Variable, Tensor>;
}

/**
 * @param inputs [batch, ...shape] each
 * @param training the step counter (i32 []) that random numbers depend on; undefined for inference
 */
export function forward(
  model: BuiltModel,
  inputs: readonly Tensor[],
  training: { readonly counter: Tensor } | undefined,
): Forward {
  const values = [...inputs];
  const penalties: Penalty[] = [];
  const updates = new Map<Variable, Tensor>();
  const penalized = new Set<Variable>();
  const inputCount = model.inputs.length;
  model.calls.forEach((call, at) => {
    const added: Penalty[] = [];
    const value = applyLayer(model, call, at, values, training, updates, added);
    values.push(value);
    for (const { name, regularizer, variable, trainable } of call.layer.weights) {
      // A layer that is applied twice has its penalties once.
      if (!trainable || regularizer === undefined || penalized.has(variable)) continue;
      penalized.add(variable);
      const own = penalty(regularizer, variable.tensor);
      if (own) penalties.push({ of: name, value: own });
    }
    penalties.push(...added);
  });
  return {
    outputs: model.outputs.map(({ value }) => values[value]!),
    callValues: values.slice(inputCount),
    penalties,
    updates,
  };
}

function applyLayer(
  model: BuiltModel,
  { layer: { layer, name, weights, trainable }, inputs, output }: BuiltCall,
  at: number,
  values: readonly Tensor[],
  training: { readonly counter: Tensor } | undefined,
  updates: Map<Variable, Tensor>,
  added: Penalty[],
): Tensor {
  const given = inputs.map((value) => values[value]!);
  const batch = given[0]!.shape[0]!;
  const value = definitionOf(layer)!.apply(layer, {
    inputs: given,
    x: given[0]!,
    // A call sees what an earlier one of the same step has made of the layer's own state.
    weights: Object.fromEntries(
      weights.map(({ name: weight, variable }) => [weight, updates.get(variable) ?? variable.tensor]),
    ),
    training: training && {
      seed: model.seed,
      stream: (use = 0) => layerStream(at, use),
      counter: training.counter,
    },
    trainable,
    update: (weight, next) => {
      const own = weights.find((each) => each.name === weight);
      if (own === undefined) throw new InternalError(`layer ${name} updates "${weight}", which it does not have`);
      checkShape(name, `"${weight}" to be updated with shape`, own.shape, next.shape);
      updates.set(own.variable, next);
    },
    addLoss: (loss, of = 'activity') => {
      checkShape(name, 'a scalar for addLoss, shape', [], loss.shape);
      added.push({ of, value: loss });
    },
  });
  checkShape(name, 'apply() to give the shape that plan() says,', [batch, ...output.shape], value.shape);
  return value;
}

function checkShape(layer: string, what: string, expected: Shape, received: Shape): void {
  if (shapesEqual(expected, received)) return;
  throw new LayerShapeError(layer, `${what} ${shapeText(expected)}`, shapeText(received));
}

/** Inputs of one sample each, to record a forward pass that is only looked at. */
export function exampleInputs({ inputs }: BuiltModel): Tensor[] {
  return inputs.map(({ name, shape, dtype }) => input(name, [1, ...shape], dtype));
}

/** The sum of penalties; undefined where there is none. */
export function penaltySum(penalties: readonly Penalty[]): Tensor | undefined {
  return penalties.length === 0 ? undefined : penalties.map(({ value }) => value).reduce((sum, own) => add(sum, own));
}
