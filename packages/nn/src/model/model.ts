/**
 * The model of the main entry: what `BasicModel` does, and step by step training, predictors, a look inside, files. This
 * class is the surface; the work is in the files it calls. Source: https://keras.io/api/models/model/
 */
import { type Plan, plan, type Shape } from '@inkgrad/tensor';
import type { TrainedModel } from '../callbacks/callback.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import { splitArguments } from '../data/split-arguments.ts';
import { positiveWhole } from '../define/check.ts';
import type { Layer } from '../define/layer.ts';
import { checkKeys, knownName } from '../define/names.ts';
import type { EvaluateOptions } from '../inference/evaluate.ts';
import { openPredictor, type Predictor, type PredictorOptions } from '../inference/predictor.ts';
import { type DiagnoseOptions, type Diagnosis, diagnose } from '../inspect/diagnose.ts';
import { type LossGradients, type LossGradientsOptions, lossGradients } from '../inspect/loss-gradients.ts';
import { openTrainingStep, type TrainingStep, type TrainingStepOptions } from '../inspect/timed-steps.ts';
import { targetsOf } from '../losses/read-loss.ts';
import type { SampleShape, TargetShape } from '../programs/data-inputs.ts';
import { recordTraining } from '../programs/train-program.ts';
import type { ModelConfig } from '../serialize/model-config.ts';
import type { FitOptions } from '../training/fit-options.ts';
import type { History, Logs } from '../training/history.ts';
import type { LogNames } from '../training/log-names.ts';
import type { CompileOptions } from '../training/objective.ts';
import { type TestOnBatchOptions, type TrainOnBatchOptions, testOnBatch, trainOnBatch } from '../training/on-batch.ts';
import type { TrainingState } from '../training/progress.ts';
import { BasicModel, coreOf } from './basic-model.ts';
import { ModelCore } from './model-core.ts';
import { loadState, loadWeights, saveState, saveWeights, toConfig } from './stored-model.ts';
import { graphOf, upTo } from './sub-model.ts';
import { summarize } from './summary.ts';

/** A layer in its place. */
export interface LayerDescription {
  readonly layer: Layer;
  readonly name: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/**
 * A model with outputs of these names.
 * @typeParam Output '' for one output, whatever it is called; string where nothing is known
 */
export interface ModelOf<Output extends string> extends Model {
  /** Chooses optimizer, loss and metrics; the types of logs and history follow from them. */
  compile<const O extends CompileOptions>(options: O): CompiledModel<LogNames<O, Output>, Output>;
}

/** A model that is compiled, with the names in its logs: "loss" and the metrics. */
export interface CompiledModel<Names extends string, Output extends string = string> extends ModelOf<Output> {
  history: History<Names> | undefined;
  fit(dataset: Dataset, options?: FitOptions): Promise<History<Names>>;
  /** Trains the model; see `BasicModel.fit`. */
  fit(x: ArrayLikes, y: ArrayLikes, options?: FitOptions): Promise<History<Names>>;
  evaluate(dataset: Dataset, options?: EvaluateOptions): Promise<Logs<Names>>;
  /** Loss and metrics over samples; see `BasicModel.evaluate`. */
  evaluate(x: ArrayLikes, y: ArrayLikes, options?: EvaluateOptions): Promise<Logs<Names>>;
  trainOnBatch(dataset: Dataset, options?: TrainOnBatchOptions): Promise<Logs<Names>>;
  /** One step of training; see `Model.trainOnBatch`. */
  trainOnBatch(x: ArrayLikes, y: ArrayLikes, options?: TrainOnBatchOptions): Promise<Logs<Names>>;
  testOnBatch(dataset: Dataset, options?: TestOnBatchOptions): Promise<Logs<Names>>;
  /** Loss and metrics of one batch; see `Model.testOnBatch`. */
  testOnBatch(x: ArrayLikes, y: ArrayLikes, options?: TestOnBatchOptions): Promise<Logs<Names>>;
}

/** The model that `sequential` makes. */
export type Sequential = Model;

/** A model that can do all that `@inkgrad/nn` knows; `sequential` and `model` make it. */
export class Model extends BasicModel<TrainedModel> {
  /**
   * Chooses optimizer, loss and metrics. The optimizer's state starts anew; weights stay.
   * @throws UnknownNameError, ArgumentError
   */
  override compile(options: CompileOptions): Model {
    super.compile(options);
    return this;
  }

  /**
   * One step of training on the samples as one batch, in their order; the weights become those of a `fit` without `shuffle` of
   * that batch. Running averages of weights (`useEma`) are kept, and taken at the end of a `fit`.
   * @returns loss and metrics of the batch before the step. (Keras's go on from batch to batch until they are reset.)
   * @throws as fit does
   */
  trainOnBatch(dataset: Dataset, options?: TrainOnBatchOptions): Promise<Logs>;
  trainOnBatch(x: ArrayLikes, y: ArrayLikes, options?: TrainOnBatchOptions): Promise<Logs>;
  async trainOnBatch(x: ArrayLikes | Dataset, ...rest: readonly unknown[]): Promise<Logs> {
    const { y, options } = splitArguments<TrainOnBatchOptions>('trainOnBatch', x, rest);
    return trainOnBatch(coreOf(this), x, y, options);
  }

  /** Loss and metrics of the samples as one batch, in inference mode; changes nothing. */
  testOnBatch(dataset: Dataset, options?: TestOnBatchOptions): Promise<Logs>;
  testOnBatch(x: ArrayLikes, y: ArrayLikes, options?: TestOnBatchOptions): Promise<Logs>;
  async testOnBatch(x: ArrayLikes | Dataset, ...rest: readonly unknown[]): Promise<Logs> {
    const { y, options } = splitArguments<TestOnBatchOptions>('testOnBatch', x, rest);
    return testOnBatch(coreOf(this), x, y, options);
  }

  /**
   * A compiled prediction of one output for hot loops, such as the frames of a game: it takes batches of one size, and
   * makes no array. The weights are the model's own: what `fit` or `loadWeights` changes, it answers with.
   * @throws ModelStateError for a model that is not built, of several outputs, or without probabilities where those are asked for
   * @example
   * const predictor = await model.predictor();
   * const scores = predictor.predictSync(Float32Array.of(0, 1)); // overwritten by the next call
   * scores.length; // → 2
   * predictor.dispose();
   */
  async predictor(options: PredictorOptions = {}): Promise<Predictor> {
    return openPredictor(coreOf(this), options);
  }

  /** Loss, its parts, and gradients of all samples as one batch, in inference mode; trains nothing. */
  lossGradients(dataset: Dataset, options?: LossGradientsOptions): Promise<LossGradients>;
  lossGradients(x: ArrayLikes, y: ArrayLikes, options?: LossGradientsOptions): Promise<LossGradients>;
  async lossGradients(x: ArrayLikes | Dataset, ...rest: readonly unknown[]): Promise<LossGradients> {
    const { y, options } = splitArguments<LossGradientsOptions>('lossGradients', x, rest);
    return lossGradients(coreOf(this), x, y, options);
  }

  /**
   * Where the loss comes from, the norms of gradients and the mean outputs of layers, over samples as one batch, in
   * inference mode; trains nothing. Takes data as `fit` does.
   */
  diagnose(dataset: Dataset, options?: DiagnoseOptions): Promise<Diagnosis>;
  diagnose(x: ArrayLikes, y: ArrayLikes, options?: DiagnoseOptions): Promise<Diagnosis>;
  async diagnose(x: ArrayLikes | Dataset, ...rest: readonly unknown[]): Promise<Diagnosis> {
    const { y, options } = splitArguments<DiagnoseOptions>('diagnose', x, rest);
    return diagnose(coreOf(this), x, y, options);
  }

  /** The plan of one training step, as `fit` compiles it for so many samples; `printPlan` makes it readable. */
  trainingPlan(options: { readonly samples: number; readonly batchSize?: number }): Plan {
    checkKeys('trainingPlan', options, ['samples', 'batchSize']);
    const count = positiveWhole('trainingPlan', 'samples', options.samples);
    const batch = Math.min(count, positiveWhole('trainingPlan', 'batchSize', options.batchSize ?? 32));
    const built = coreOf(this).requireBuilt('trainingPlan');
    const setup = coreOf(this).setup(built, 'trainingPlan');
    const samples = built.inputs.map(({ name, shape, dtype }): SampleShape => {
      return { name: built.inputs.length === 1 ? undefined : name, shape, dtype, as: dtype };
    });
    const targets = setup.outputs.map(({ output: { name, shape }, loss }): TargetShape => {
      const own = setup.outputs.length === 1 ? undefined : name;
      return targetsOf(loss) === 'labels' ? { name: own, shape: [], dtype: 'i32' } : { name: own, shape, dtype: 'f32' };
    });
    const shape = { count, samples, targets, orderLength: count, batch };
    return plan(recordTraining(built, setup, shape));
  }

  /** The training step by itself on the data set's device, for measurements. It trains the model. */
  trainingStep(dataset: Dataset, options: TrainingStepOptions = {}): Promise<TrainingStep> {
    return openTrainingStep(coreOf(this), dataset, options);
  }

  /** The layers with output shapes and parameter counts, as a table. */
  summary(): string {
    return summarize(this.name, coreOf(this).requireBuilt('summary'));
  }

  /** The layers with their names and shapes, those of the first input and of the output of each. */
  describeLayers(): readonly LayerDescription[] {
    return coreOf(this)
      .requireBuilt('describeLayers')
      .layers.map(({ layer, name, inputs, output }) => ({
        layer,
        name,
        inputShape: inputs[0]!.shape,
        outputShape: output.shape,
      }));
  }

  /**
   * Says whether training changes layers' weights. Frozen weights have no gradient and no optimizer state; the
   * optimizer's state starts anew.
   * @param names of layers; all by default
   * @throws UnknownNameError for a layer that the model does not have
   * @example
   * model.setTrainable(false, 'dense', 'dense_1');
   */
  setTrainable(trainable: boolean, ...names: readonly string[]): this {
    const { layers } = coreOf(this).requireBuilt('setTrainable');
    const known = Object.fromEntries(layers.map(({ name }) => [name, true]));
    const chosen = names.length === 0 ? Object.keys(known) : names;
    for (const name of chosen) knownName('setTrainable', 'layer', known, name);
    const frozen = new Set(coreOf(this).frozen);
    for (const name of chosen) trainable ? frozen.delete(name) : frozen.add(name);
    coreOf(this).freeze(frozen);
    return this;
  }

  /**
   * The part of this model that ends with a layer's output, as a model that uses the same weights on the same device:
   * what one learns, the other knows.
   * @throws UnknownNameError for a layer that the model does not have
   * @example
   * const encode = model.upTo('dense'); // the name of its first layer
   * encode.outputShape; // → [4]
   */
  upTo(layer: string): ModelOf<''> {
    const built = upTo(coreOf(this).requireBuilt('upTo'), layer);
    const part = new Model(
      `${this.name}_upTo_${layer}`,
      new ModelCore({ graph: graphOf(built) }, this.seed, {
        session: coreOf(this).session,
        built,
      }),
    );
    return part as ModelOf<''>;
  }

  /** The weights as a safetensors file. */
  saveWeights(): Promise<Uint8Array> {
    return saveWeights(this);
  }

  /**
   * Takes weights from a safetensors file; where it does not fit, nothing changes.
   * @param file what the bytes are called in errors
   * @throws ModelFileError for a damaged file or one of another model
   * @throws NonFiniteValueError for weights that are NaN or infinite, with the tensor and the index
   */
  loadWeights(bytes: Uint8Array, file = 'weights'): Promise<void> {
    return loadWeights(this, bytes, file);
  }

  /**
   * All of a training as a safetensors file: weights, optimizer state, learning rate, epoch, history and what
   * callbacks remember. A model that loads it continues as if training had never stopped.
   * @throws ModelStateError within an epoch, or after a training that ended within one; a callback saves in onCheckpoint
   */
  saveState(): Promise<Uint8Array> {
    return saveState(this);
  }

  /**
   * Takes all of a training from `saveState`'s bytes; where they do not fit, nothing changes. The model must be built
   * and compiled as the one that saved them.
   * @param file what the bytes are called in errors
   * @returns what `fit({ resume })` needs to continue
   * @throws ModelFileError for a damaged file or one of another model, optimizer or seed
   * @example
   * await model.fit(x, y, { epochs: 2 });
   * const bytes = await model.saveState();
   * const state = await model.loadState(bytes);
   * await model.fit(x, y, { epochs: 4, resume: state });
   */
  loadState(bytes: Uint8Array, file = 'training state'): Promise<TrainingState> {
    return loadState(this, bytes, file);
  }

  /** The model without its weights, as plain JSON; `modelFromConfig` makes it again. */
  toConfig(): ModelConfig {
    return toConfig(this);
  }
}
