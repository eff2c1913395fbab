/** Public names of @inkgrad/nn. */
export type { ActivationName } from './activations.ts';
export type { BatchesProgress, Callback, HookResult } from './callbacks.ts';
export { Dataset, uploadDataset } from './data/dataset.ts';
export type { TrainingData } from './data/feed.ts';
export type { NdArray, NestedNumbers, NumberArray } from './data/nd-array.ts';
export type { ArrayLike, DataSource } from './data/source.ts';
export {
  DataError,
  LayerShapeError,
  ModelFileError,
  ModelStateError,
  NonFiniteLossError,
  UnknownNameError,
} from './errors.ts';
export type { EvaluateOptions } from './evaluate.ts';
export type { FitOptions } from './fit.ts';
export type { History, Logs } from './history.ts';
export {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  type InitializerLike,
  type InitializerName,
  ones,
  randomNormal,
  randomUniform,
  zeros,
} from './initializers.ts';
export type { LayerOptions } from './layer.ts';
export type { Layer, LayerType } from './layer-table.ts';
export { type ActivationLayer, activation } from './layers/activation.ts';
export { type DenseLayer, type DenseOptions, dense } from './layers/dense.ts';
export { type DropoutLayer, type DropoutOptions, dropout } from './layers/dropout.ts';
export { type FlattenLayer, flatten } from './layers/flatten.ts';
export type { LossGradients } from './loss-gradients.ts';
export {
  binaryCrossentropy,
  categoricalCrossentropy,
  type Loss,
  type LossLike,
  type LossName,
  meanSquaredError,
  sparseCategoricalCrossentropy,
} from './losses.ts';
export type { MetricName } from './metrics.ts';
export { type Adam, type AdamOptions, adam } from './optimizers/adam.ts';
export type { Optimizer, OptimizerLike, OptimizerName } from './optimizers/optimizer-table.ts';
export { type Sgd, type SgdOptions, sgd } from './optimizers/sgd.ts';
export type { PredictOptions } from './predict.ts';
export { l1, l1l2, l2, type Regularizer } from './regularizers.ts';
export { Sequential, type SequentialOptions, sequential, sequentialFromConfig } from './sequential.ts';
export type { ModelConfig } from './serialize/model-config.ts';
export { decodeSafetensors, encodeSafetensors, type NamedTensor, type Safetensors } from './serialize/safetensors.ts';
export type { CompileOptions, Objective } from './training-setup.ts';
