/**
 * Dense: activation(x · kernel + bias) over the last axis, [batch, …, in] → [batch, …, units]; kernel [in, units].
 * Source: https://keras.io/api/layers/core_layers/dense/
 */
import { add, matmul, type Shape } from '@inkgrad/tensor';
import { type ActivationName, activate, checkActivation } from '../activations/activations.ts';
import { flag, positiveWhole } from '../define/check.ts';
import { completeLayerOptions, type LayerOptions, type LayerRule, type ParameterSpec } from '../define/layer.ts';
import { checkKeys } from '../define/names.ts';
import { LayerShapeError } from '../errors.ts';
import { checkInitializer, type Initializer, type InitializerLike } from '../initializers/initializers.ts';
import { checkRegularizer, type Regularizer } from '../regularizers/regularizers.ts';

export interface DenseOptions extends LayerOptions {
  /** Number of outputs. */
  readonly units: number;
  /** "linear" by default. */
  readonly activation?: ActivationName;
  /** true by default. */
  readonly useBias?: boolean;
  /** "glorotUniform" by default. */
  readonly kernelInitializer?: InitializerLike;
  /** "zeros" by default. */
  readonly biasInitializer?: InitializerLike;
  /** Penalty on the kernel, added to the loss; none by default. */
  readonly kernelRegularizer?: Regularizer;
  /** Penalty on the bias, added to the loss; none by default. */
  readonly biasRegularizer?: Regularizer;
  /** Penalty on the output, summed over the batch, divided by its size and added to the loss; none by default. */
  readonly activityRegularizer?: Regularizer;
}

export interface DenseLayer extends LayerOptions {
  readonly type: 'dense';
  readonly units: number;
  readonly activation: ActivationName;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer?: Regularizer;
  readonly biasRegularizer?: Regularizer;
  readonly activityRegularizer?: Regularizer;
}

const optionNames = [
  'type',
  'units',
  'activation',
  'useBias',
  'kernelInitializer',
  'biasInitializer',
  'kernelRegularizer',
  'biasRegularizer',
  'activityRegularizer',
  'name',
  'inputShape',
];

/** @throws ArgumentError for units that are no positive whole number; UnknownNameError for unknown names. */
export function dense(options: DenseOptions): DenseLayer {
  return denseRule.complete('dense', { ...options });
}

export const denseRule: LayerRule<DenseLayer> = {
  title: 'Dense',
  complete: (where, options) => {
    checkKeys(where, options, optionNames);
    const regularizer = (key: 'kernelRegularizer' | 'biasRegularizer' | 'activityRegularizer'): object =>
      options[key] === undefined ? {} : { [key]: checkRegularizer(`${where} ${key}`, options[key]) };
    return {
      type: 'dense',
      units: positiveWhole(where, 'units', options['units']),
      activation: checkActivation(where, options['activation'] ?? 'linear'),
      useBias: flag(where, 'useBias', options['useBias'] ?? true),
      kernelInitializer: checkInitializer(where, options['kernelInitializer'] ?? 'glorotUniform'),
      biasInitializer: checkInitializer(where, options['biasInitializer'] ?? 'zeros'),
      ...regularizer('kernelRegularizer'),
      ...regularizer('biasRegularizer'),
      ...regularizer('activityRegularizer'),
      ...completeLayerOptions(where, options),
    };
  },
  outputShape: ({ units }, name, inputShape) => {
    if (inputShape.length === 0) throw new LayerShapeError(name, 'samples of at least one axis', 'scalars, shape []');
    return [...inputShape.slice(0, -1), units];
  },
  parameters: (layer, inputShape: Shape) => {
    const { units, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer } = layer;
    const kernel: ParameterSpec = {
      name: 'kernel',
      shape: [inputShape.at(-1)!, units],
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    };
    const bias: ParameterSpec = {
      name: 'bias',
      shape: [units],
      initializer: biasInitializer,
      regularizer: biasRegularizer,
    };
    return useBias ? [kernel, bias] : [kernel];
  },
  apply: (layer, { x, parameters: [kernel, bias] }) => {
    const product = matmul(x, kernel!);
    return activate(layer.activation, bias === undefined ? product : add(product, bias));
  },
  activityRegularizer: (layer) => layer.activityRegularizer,
};
