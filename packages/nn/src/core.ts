/**
 * `@inkgrad/nn/core`: everything by value, for small pages. A bundle has the layers, losses, metrics and optimizers that it
 * imports, and no others; models are `BasicModel`s, and what else can be done with them are functions.
 */

export type { ActivationName } from './activations/activations.ts';
export type {
  BatchesProgress,
  Callback,
  CallbackState,
  HookResult,
  TrainedModel,
  TrainingParameters,
  WatchedModel,
} from './callbacks/callback.ts';
export { type EarlyStoppingOptions, earlyStopping } from './callbacks/early-stopping.ts';
export { lambdaCallback } from './callbacks/lambda-callback.ts';
export { type LearningRateSchedule, learningRateScheduler } from './callbacks/learning-rate-scheduler.ts';
export type { MonitorOptions } from './callbacks/monitor.ts';
export {
  type ReduceLROnPlateauOptions,
  reduceLROnPlateau,
} from './callbacks/reduce-learning-rate-on-plateau.ts';
export {
  type CosineDecayOptions,
  cosineDecay,
  type ExponentialDecayOptions,
  exponentialDecay,
  type StepDecayOptions,
  stepDecay,
  type WarmupOptions,
  warmup,
} from './callbacks/schedules.ts';
export { terminateOnNaN } from './callbacks/terminate-on-nan.ts';
export { Dataset, uploadDataset } from './data/dataset.ts';
export type { TrainingData, ValidationData } from './data/feed.ts';
export type { ArrayLikes } from './data/named-arrays.ts';
export {
  type ArrayData,
  type NdArray,
  type NestedLists,
  type NestedNumbers,
  type Picture,
  toNested,
} from './data/nd-array.ts';
export type { AnyNumberArray, NumberArray } from './data/number-array.ts';
export type { ClassWeight } from './data/sample-weights.ts';
export type { ArrayLike, DataSource } from './data/source.ts';
export { type StreamDataset, streamDataset } from './data/stream.ts';
export type { BlockData, StreamBlock, StreamBlocks, StreamOptions } from './data/stream-source.ts';
export type { Definable } from './define/definable.ts';
export {
  defineInitializer,
  type Filling,
  type Initializer,
  type InitializerDefinition,
} from './define/define-initializer.ts';
export {
  defineLayer,
  type LayerCall,
  type LayerDefinition,
  type LayerFactory,
  type LayerOf,
  type LayerPlan,
  type LayerRandom,
  type WeightSpec,
} from './define/define-layer.ts';
export {
  defineLoss,
  hasClasses,
  type Loss,
  type LossCall,
  type LossDefinition,
  type LossFunction,
} from './define/define-loss.ts';
export {
  defineMetric,
  type MeanMetricDefinition,
  type Metric,
  type MetricCall,
  type MetricDefinition,
  type MetricFunction,
  meanMetric,
  type SumsMetricDefinition,
} from './define/define-metric.ts';
export type { NamedFactory, NamedOf } from './define/define-named.ts';
export {
  defineOptimizer,
  type FusedStep,
  type NextWeight,
  type Optimizer,
  type OptimizerDefinition,
  type WeightStep,
} from './define/define-optimizer.ts';
export type { Schedule } from './define/define-schedule.ts';
export {
  type Check,
  type CompletedOf,
  defaulted,
  type Field,
  type Fields,
  type OptionsOf,
  optional,
  required,
} from './define/field.ts';
export {
  choice,
  finite,
  flag,
  fraction,
  listOf,
  nonNegative,
  nonNegativeWhole,
  pair,
  plainText,
  positive,
  positiveWhole,
  probability,
  sampleShape,
  whole,
} from './define/fields.ts';
export { type InputOptions, input } from './define/input.ts';
export type { JsonSchema } from './define/json-schema.ts';
export type { Layer, SymbolicTensor } from './define/layer.ts';
export type { Registry } from './define/registry.ts';
export type { Spec } from './define/spec.ts';
export {
  DataError,
  LayerShapeError,
  LossOutputError,
  ModelFileError,
  ModelStateError,
  NonFiniteLossError,
  NonFiniteValueError,
  UnknownNameError,
} from './errors.ts';
export type { EvaluateOptions } from './inference/evaluate.ts';
export type { PredictOptions } from './inference/predict.ts';
export { predictedClasses } from './inference/predicted-classes.ts';
export { constant, identity, ones, zeros } from './initializers/fixed.ts';
export type { InitializerLike, InitializerName } from './initializers/initializer-table.ts';
export { orthogonal } from './initializers/orthogonal.ts';
export { randomNormal, randomUniform, truncatedNormal } from './initializers/random.ts';
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
} from './initializers/variance-scaling.ts';
export { activation } from './layers/activation.ts';
export { add } from './layers/add.ts';
export { alphaDropout } from './layers/alpha-dropout.ts';
export { average } from './layers/average.ts';
export { averagePooling1d } from './layers/average-pooling-1d.ts';
export { averagePooling2d } from './layers/average-pooling-2d.ts';
export { batchNormalization } from './layers/batch-normalization.ts';
export { bidirectional } from './layers/bidirectional.ts';
export { concatenate } from './layers/concatenate.ts';
export { conv1d } from './layers/conv-1d.ts';
export { conv2d } from './layers/conv-2d.ts';
export { conv2dTranspose } from './layers/conv-2d-transpose.ts';
export { cropping2d } from './layers/cropping-2d.ts';
export { dense } from './layers/dense.ts';
export { depthwiseConv2d } from './layers/depthwise-conv-2d.ts';
export { dot } from './layers/dot.ts';
export { dropout } from './layers/dropout.ts';
export { embedding } from './layers/embedding.ts';
export { flatten } from './layers/flatten.ts';
export { gaussianDropout } from './layers/gaussian-dropout.ts';
export { gaussianNoise } from './layers/gaussian-noise.ts';
export { globalAveragePooling1d } from './layers/global-average-pooling-1d.ts';
export { globalAveragePooling2d } from './layers/global-average-pooling-2d.ts';
export { globalMaxPooling1d } from './layers/global-max-pooling-1d.ts';
export { globalMaxPooling2d } from './layers/global-max-pooling-2d.ts';
export { groupNormalization } from './layers/group-normalization.ts';
export { gru } from './layers/gru.ts';
export { layerNormalization } from './layers/layer-normalization.ts';
export { lstm } from './layers/lstm.ts';
export { maxPooling1d } from './layers/max-pooling-1d.ts';
export { maxPooling2d } from './layers/max-pooling-2d.ts';
export { maximum } from './layers/maximum.ts';
export { minimum } from './layers/minimum.ts';
export { multiHeadAttention } from './layers/multi-head-attention.ts';
export { multiply } from './layers/multiply.ts';
export { normalization } from './layers/normalization.ts';
export { permute } from './layers/permute.ts';
export { randomRotation } from './layers/random-rotation.ts';
export { randomTranslation } from './layers/random-translation.ts';
export { randomZoom } from './layers/random-zoom.ts';
export { repeatVector } from './layers/repeat-vector.ts';
export { rescaling } from './layers/rescaling.ts';
export { reshape } from './layers/reshape.ts';
export { separableConv2d } from './layers/separable-conv-2d.ts';
export { simpleRnn } from './layers/simple-rnn.ts';
export { spatialDropout1d } from './layers/spatial-dropout-1d.ts';
export { spatialDropout2d } from './layers/spatial-dropout-2d.ts';
export { subtract } from './layers/subtract.ts';
export { timeDistributed } from './layers/time-distributed.ts';
export { upSampling2d } from './layers/up-sampling-2d.ts';
export { zeroPadding2d } from './layers/zero-padding-2d.ts';
export { binaryCrossentropy } from './losses/binary-crossentropy.ts';
export { binaryFocalCrossentropy } from './losses/binary-focal-crossentropy.ts';
export { categoricalCrossentropy } from './losses/categorical-crossentropy.ts';
export { categoricalFocalCrossentropy } from './losses/categorical-focal-crossentropy.ts';
export { categoricalHinge } from './losses/categorical-hinge.ts';
export { cosineSimilarity } from './losses/cosine-similarity.ts';
export { hinge } from './losses/hinge.ts';
export { huber } from './losses/huber.ts';
export { klDivergence } from './losses/kl-divergence.ts';
export { logCosh } from './losses/log-cosh.ts';
export type { BuiltInLoss, LossLike, LossName } from './losses/loss-table.ts';
export { meanAbsoluteError } from './losses/mean-absolute-error.ts';
export { meanAbsolutePercentageError } from './losses/mean-absolute-percentage-error.ts';
export { meanSquaredError } from './losses/mean-squared-error.ts';
export { meanSquaredLogarithmicError } from './losses/mean-squared-logarithmic-error.ts';
export { poisson } from './losses/poisson.ts';
export { sparseCategoricalCrossentropy } from './losses/sparse-categorical-crossentropy.ts';
export { squaredHinge } from './losses/squared-hinge.ts';
export { accuracy } from './metrics/accuracy.ts';
export { auc } from './metrics/auc.ts';
export { binaryAccuracy } from './metrics/binary-accuracy.ts';
export { categoricalAccuracy } from './metrics/categorical-accuracy.ts';
export {
  type ClassificationReport,
  type ClassScores,
  classificationReport,
  confusionMatrix,
} from './metrics/classification-report.ts';
export { f1Score, fBetaScore } from './metrics/f-score.ts';
export type { BuiltInMetric, MetricLike, MetricName } from './metrics/metric-table.ts';
export { precision } from './metrics/precision.ts';
export { r2Score } from './metrics/r2-score.ts';
export { recall } from './metrics/recall.ts';
export { rootMeanSquaredError } from './metrics/root-mean-squared-error.ts';
export { sparseCategoricalAccuracy } from './metrics/sparse-categorical-accuracy.ts';
export { sparseTopKCategoricalAccuracy } from './metrics/sparse-top-k-categorical-accuracy.ts';
export { topKCategoricalAccuracy } from './metrics/top-k-categorical-accuracy.ts';
export { BasicModel, type BasicModelOf, type CompiledBasicModel } from './model/basic-model.ts';
export type { SymbolicTensors } from './model/graph.ts';
export { model, modelFromConfig, sequential } from './model/make-basic-model.ts';
export type { ModelOptions, SequentialOptions } from './model/model-parts.ts';
export { loadState, loadWeights, saveState, saveWeights, toConfig } from './model/stored-model.ts';
export { adadelta } from './optimizers/adadelta.ts';
export { adagrad } from './optimizers/adagrad.ts';
export { adam } from './optimizers/adam.ts';
export { adamax } from './optimizers/adamax.ts';
export { adamw } from './optimizers/adamw.ts';
export type { Clipping } from './optimizers/clipping.ts';
export { lion } from './optimizers/lion.ts';
export { nadam } from './optimizers/nadam.ts';
export type { BuiltInOptimizer, OptimizerLike, OptimizerName } from './optimizers/optimizer-table.ts';
export { rmsprop } from './optimizers/rmsprop.ts';
export { sgd } from './optimizers/sgd.ts';
export { argmax } from './prepare/argmax.ts';
export { oneHot } from './prepare/one-hot.ts';
export { type Standardized, standardize } from './prepare/standardize.ts';
export { type TableData, type TableOptions, tableData } from './prepare/table-data.ts';
export {
  type PartOf,
  type TrainTestSplit,
  type TrainTestSplitOptions,
  trainTestSplit,
} from './prepare/train-test-split.ts';
export { l1, l1l2, l2, type Regularizer } from './regularizers/regularizers.ts';
export { cosineDecayRestarts } from './schedules/cosine-decay-restarts.ts';
export { inverseTimeDecay } from './schedules/inverse-time-decay.ts';
export { piecewiseConstantDecay } from './schedules/piecewise-constant-decay.ts';
export { polynomialDecay } from './schedules/polynomial-decay.ts';
export type { ModelConfig } from './serialize/model-config.ts';
export { decodeSafetensors, encodeSafetensors, type NamedTensor, type Safetensors } from './serialize/safetensors.ts';
export type { FitOptions } from './training/fit-options.ts';
export type { History, Logs } from './training/history.ts';
export type { CompileOptions, Objective } from './training/objective.ts';
export type { NamedCallbackState, TrainingState } from './training/progress.ts';
