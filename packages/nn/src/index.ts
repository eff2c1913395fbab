/**
 * Public names of @inkgrad/nn: those of core with models that can do more, and what is built in known by its name.
 */
import './names.ts';

export { type Checkpoint, type ModelCheckpointOptions, modelCheckpoint } from './callbacks/model-checkpoint.ts';
// biome-ignore lint/performance/noReExportAll: what is exported here besides stands in core, once.
export * from './core.ts';
export type { Predictor, PredictorInput, PredictorOptions } from './inference/predictor.ts';
export type { DiagnoseOptions, Diagnosis, LayerDiagnosis } from './inspect/diagnose.ts';
export type { LossGradients, LossGradientsOptions } from './inspect/loss-gradients.ts';
export type { TrainingStep, TrainingStepOptions } from './inspect/timed-steps.ts';
export type { BuiltInLayer } from './layers/layer-table.ts';
export { model, modelFromConfig, sequential } from './model/make-model.ts';
export { type CompiledModel, type LayerDescription, Model, type ModelOf, type Sequential } from './model/model.ts';
export { type BuiltIns, builtIns, schemaDefinitions } from './serialize/built-ins.ts';
export type { TestOnBatchOptions, TrainOnBatchOptions } from './training/on-batch.ts';
