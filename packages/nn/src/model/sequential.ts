/**
 * The model: a stack of layers with the life cycle of Keras's Sequential – compile, fit, evaluate, predict. This class
 * is the surface; the work is in the files it calls. Source: https://keras.io/api/models/sequential/
 */
import { ArgumentError, type Device, type Plan, plan, type Shape, shapesEqual } from '@inkgrad/tensor';
import { Dataset } from '../data/dataset.ts';
import { type NdArray, type NestedNumbers, type NumberArray, toNdArray } from '../data/nd-array.ts';
import { type ArrayLike, asTyped } from '../data/source.ts';
import { nonNegative, nonNegativeWhole, plainName, positiveWhole, sampleShape } from '../define/check.ts';
import { checkKeys, describe } from '../define/names.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { type EvaluateOptions, evaluate } from '../inference/evaluate.ts';
import { givesProbabilities, type PredictOptions, predict } from '../inference/predict.ts';
import { type DiagnoseOptions, type Diagnosis, diagnose } from '../inspect/diagnose.ts';
import { type LossGradients, lossGradients } from '../inspect/loss-gradients.ts';
import { openTrainingStep, type TrainingStep, type TrainingStepOptions } from '../inspect/timed-steps.ts';
import { checkLayer, type Layer } from '../layers/layer-table.ts';
import { targetsOf } from '../losses/losses.ts';
import { recordTraining } from '../programs/train-program.ts';
import { checkModelConfig, type ModelConfig, modelConfig } from '../serialize/model-config.ts';
import { loadState, saveState } from '../serialize/save-state.ts';
import { decodeWeights, encodeWeights } from '../serialize/weights.ts';
import { fit } from '../training/fit.ts';
import type { FitOptions } from '../training/fit-options.ts';
import type { History, Logs } from '../training/history.ts';
import { type CompileOptions, checkObjective } from '../training/objective.ts';
import type { TrainingState } from '../training/progress.ts';
import { type BuiltLayer, layerNames, parameterCount } from './built-model.ts';
import { ModelCore } from './model-core.ts';
import { summarize } from './summary.ts';

export interface SequentialOptions {
  readonly layers: readonly Layer[];
  /** Shape of one sample, without the batch; by default the first layer's, or that of the first data seen. */
  readonly inputShape?: Shape;
  /** Weights, dropout and shuffles are functions of it: a whole number in [0, 2⁵³); 0 by default. */
  readonly seed?: number;
  /** "sequential" by default. */
  readonly name?: string;
}

export class Sequential {
  readonly name: string;
  /** Set it, from a callback or elsewhere, to end `fit` after the running chunk of steps. */
  stopTraining = false;
  /** Of the last `fit`, also of one that was aborted or failed. */
  history: History | undefined;
  readonly #core: ModelCore;

  /** Use `sequential(…)`. */
  constructor(options: SequentialOptions) {
    checkKeys('sequential', options, ['layers', 'inputShape', 'seed', 'name']);
    const { layers } = options;
    if (!Array.isArray(layers) || layers.length === 0) {
      throw new ArgumentError('sequential', 'layers', 'an array of at least one layer', describe(layers));
    }
    this.name = plainName('sequential', options.name ?? 'sequential');
    const checked = layers.map((layer, at) => checkLayer(`sequential: layers[${at}]`, layer));
    layerNames(checked);
    this.#core = new ModelCore(checked, nonNegativeWhole('sequential', 'seed', options.seed ?? 0));
    const inputShape = options.inputShape ?? checked[0]!.inputShape;
    if (inputShape !== undefined) this.build(inputShape);
  }

  get layers(): readonly Layer[] {
    return this.#core.layers;
  }

  get seed(): number {
    return this.#core.seed;
  }

  /** Shape of one sample; undefined until it is known. */
  get inputShape(): Shape | undefined {
    return this.#core.built?.inputShape;
  }

  /** Shape of one answer; undefined until it is known. */
  get outputShape(): Shape | undefined {
    return this.#core.built?.outputShape;
  }

  /** The device the model is on; undefined until it has worked. */
  get device(): Device | undefined {
    return this.#core.session.store.device;
  }

  /** The optimizer's; a new value is used from the next chunk of steps on, and compiles nothing anew. */
  get learningRate(): number {
    return this.#core.learningRate;
  }

  set learningRate(value: number) {
    this.#core.learningRate = nonNegative('model', 'learningRate', value);
  }

  /**
   * Chooses optimizer, loss and metrics. The optimizer's state starts anew; weights stay.
   * @throws UnknownNameError, ArgumentError
   */
  compile(options: CompileOptions): this {
    this.#core.compile(checkObjective('compile', options));
    return this;
  }

  /**
   * Works out shapes and draws initial weights; `fit` and the others do it when they see data.
   * @param inputShape of one sample, without the batch
   * @throws LayerShapeError where a layer cannot take its input
   */
  build(inputShape: Shape): this {
    this.#core.build(sampleShape('build', 'inputShape', inputShape));
    return this;
  }

  /**
   * Trains the model.
   * @param x samples [N, …]: an NdArray, nested numbers, a DataSource, or a Dataset that holds the targets too
   * @param y targets [N] or [N, …]
   * @returns losses and metrics of every epoch
   * @throws LayerShapeError for data of another shape, DataError for labels outside the classes
   * @throws NonFiniteLossError when the loss becomes NaN or infinite
   */
  fit(dataset: Dataset, options?: FitOptions): Promise<History>;
  fit(x: ArrayLike, y: ArrayLike, options?: FitOptions): Promise<History>;
  async fit(x: ArrayLike | Dataset, ...rest: readonly unknown[]): Promise<History> {
    const { y, options } = splitArguments<FitOptions>('fit', x, rest);
    return fit(this.#core, this, x, y, options);
  }

  /** Loss and metrics over samples, in inference mode, by name. Takes data as `fit` does. */
  evaluate(dataset: Dataset, options?: EvaluateOptions): Promise<Logs>;
  evaluate(x: ArrayLike, y: ArrayLike, options?: EvaluateOptions): Promise<Logs>;
  async evaluate(x: ArrayLike | Dataset, ...rest: readonly unknown[]): Promise<Logs> {
    const { y, options } = splitArguments<EvaluateOptions>('evaluate', x, rest);
    return evaluate(this.#core, x, y, options);
  }

  /** The model's answers, [N, …outputShape], in inference mode. */
  async predict(x: ArrayLike | Dataset, options: PredictOptions = {}): Promise<NdArray<Float32Array>> {
    return predict(this.#core, x, options, 'predict');
  }

  /**
   * Whether answers stand for probabilities: where the model ends with a softmax, sigmoid or log-softmax or in values
   * that its recorded graph keeps within [0, 1], or where a loss with fromLogits says that they are logits.
   */
  get givesProbabilities(): boolean {
    return givesProbabilities(this.#core.requireBuilt('givesProbabilities'), this.#core.objective?.loss);
  }

  /**
   * The probabilities that the answers stand for, [N, …outputShape], in inference mode: answers that are some as they are,
   * of logits their softmax or sigmoid, as the loss reads them.
   * @throws ModelStateError where answers are no probabilities; `givesProbabilities` tells beforehand
   */
  async predictProbabilities(x: ArrayLike | Dataset, options: PredictOptions = {}): Promise<NdArray<Float32Array>> {
    return predict(this.#core, x, options, 'predictProbabilities');
  }

  /** Loss, its parts, and gradients of all samples as one batch, in inference mode; trains nothing. */
  lossGradients(dataset: Dataset, options?: { readonly device?: Device }): Promise<LossGradients>;
  lossGradients(x: ArrayLike, y: ArrayLike, options?: { readonly device?: Device }): Promise<LossGradients>;
  async lossGradients(x: ArrayLike | Dataset, ...rest: readonly unknown[]): Promise<LossGradients> {
    const { y, options } = splitArguments<{ readonly device?: Device }>('lossGradients', x, rest);
    return lossGradients(this.#core, x, y, options);
  }

  /**
   * Where the loss comes from, the norms of gradients and the mean outputs of layers, over samples as one batch, in
   * inference mode; trains nothing. Takes data as `fit` does.
   */
  diagnose(dataset: Dataset, options?: DiagnoseOptions): Promise<Diagnosis>;
  diagnose(x: ArrayLike, y: ArrayLike, options?: DiagnoseOptions): Promise<Diagnosis>;
  async diagnose(x: ArrayLike | Dataset, ...rest: readonly unknown[]): Promise<Diagnosis> {
    const { y, options } = splitArguments<DiagnoseOptions>('diagnose', x, rest);
    return diagnose(this.#core, x, y, options);
  }

  /** The plan of one training step, as `fit` compiles it for so many samples; `printPlan` makes it readable. */
  trainingPlan(options: { readonly samples: number; readonly batchSize?: number }): Plan {
    checkKeys('trainingPlan', options, ['samples', 'batchSize']);
    const count = positiveWhole('trainingPlan', 'samples', options.samples);
    const batch = Math.min(count, positiveWhole('trainingPlan', 'batchSize', options.batchSize ?? 32));
    const built = this.#core.requireBuilt('trainingPlan');
    const setup = this.#core.setup(built, 'trainingPlan');
    const targets =
      targetsOf(setup.objective.loss) === 'labels'
        ? ({ sampleShape: [], dtype: 'i32' } as const)
        : ({ sampleShape: built.outputShape, dtype: 'f32' } as const);
    const shape = { count, sampleShape: built.inputShape, targets, orderLength: count, batch };
    return plan(recordTraining(built, setup, shape));
  }

  /** The training step by itself on the data set's device, for measurements. It trains the model. */
  trainingStep(dataset: Dataset, options: TrainingStepOptions = {}): Promise<TrainingStep> {
    return openTrainingStep(this.#core, dataset, options);
  }

  /** The layers with output shapes and parameter counts, as a table. */
  summary(): string {
    return summarize(this.name, this.#core.requireBuilt('summary'));
  }

  /** The layers with their names and shapes. */
  describeLayers(): readonly Pick<BuiltLayer, 'name' | 'layer' | 'inputShape' | 'outputShape'>[] {
    return this.#core.requireBuilt('describeLayers').layers;
  }

  /** Number of trainable numbers. */
  countParameters(): number {
    return parameterCount(this.#core.requireBuilt('countParameters').parameters);
  }

  /** Copies of the parameters: kernel, bias, kernel, bias, … from first layer to last. */
  async getWeights(): Promise<NdArray<Float32Array>[]> {
    const { parameters } = this.#core.requireBuilt('getWeights');
    return Promise.all(
      parameters.map(async ({ variable }) => {
        return { shape: variable.shape, data: (await this.#core.session.store.read(variable)) as Float32Array };
      }),
    );
  }

  /** Sets the parameters, in the order of `getWeights`. @throws LayerShapeError for another count or shape. */
  async setWeights(weights: readonly (NdArray | NumberArray | NestedNumbers)[]): Promise<void> {
    const { parameters } = this.#core.requireBuilt('setWeights');
    if (weights.length !== parameters.length) {
      throw new LayerShapeError(this.name, `${parameters.length} weight arrays`, `${weights.length}`);
    }
    const values = parameters.map(({ variable }, at) => {
      const { shape, data } = toNdArray(`weights of ${variable.name}`, weights[at]);
      if (!shapesEqual(shape, variable.shape)) {
        throw new LayerShapeError(variable.name, `weights of shape ${shapeText(variable.shape)}`, shapeText(shape));
      }
      return [variable, asTyped(variable.name, 'f32', data)] as const;
    });
    for (const [variable, value] of values) await this.#core.session.store.write(variable, value);
  }

  /** The parameters as a safetensors file. */
  async saveWeights(): Promise<Uint8Array> {
    return encodeWeights(this.#core.session.store, this.#core.requireBuilt('saveWeights').parameters);
  }

  /**
   * Takes parameters from a safetensors file; where it does not fit, nothing changes.
   * @param file what the bytes are called in errors
   * @throws ModelFileError for a damaged file or one of another model
   */
  async loadWeights(bytes: Uint8Array, file = 'weights'): Promise<void> {
    const { parameters } = this.#core.requireBuilt('loadWeights');
    await decodeWeights(this.#core.session.store, parameters, bytes, file);
  }

  /**
   * All of a training as a safetensors file: parameters, optimizer state, learning rate, epoch, history and what
   * callbacks remember. A model that loads it continues as if training had never stopped.
   * @throws ModelStateError within an epoch, or after a training that ended within one; a callback saves in onCheckpoint
   */
  async saveState(): Promise<Uint8Array> {
    return saveState(this.#core);
  }

  /**
   * Takes all of a training from `saveState`'s bytes; where they do not fit, nothing changes. The model must be built
   * and compiled as the one that saved them.
   * @param file what the bytes are called in errors
   * @returns what `fit({ resume })` needs to continue
   * @throws ModelFileError for a damaged file or one of another model, optimizer or seed
   * @example
   * const state = await model.loadState(bytes);
   * await model.fit(x, y, { epochs: 20, resume: state });
   */
  async loadState(bytes: Uint8Array, file = 'training state'): Promise<TrainingState> {
    return loadState(this.#core, bytes, file);
  }

  /** The model without its weights, as plain JSON; `sequentialFromConfig` makes it again. */
  toConfig(): ModelConfig {
    const { inputShape } = this;
    const { layers, seed, objective } = this.#core;
    return modelConfig({
      name: this.name,
      seed,
      ...(inputShape === undefined ? {} : { inputShape }),
      layers,
      ...(objective === undefined ? {} : { objective }),
    });
  }

  /** Frees the model's memory on the device. The model cannot be used afterwards; doing it twice does nothing. */
  async dispose(): Promise<void> {
    await this.#core.session.close();
  }
}

/**
 * A model of layers in a row.
 * @throws LayerShapeError where the input's shape is known and a layer cannot take its input
 * @example
 * const model = sequential([flatten({ inputShape: [28, 28] }), dense({ units: 10, activation: 'softmax' })]);
 */
export function sequential(options: readonly Layer[] | SequentialOptions): Sequential {
  return new Sequential(isLayers(options) ? { layers: options } : options);
}

function isLayers(options: readonly Layer[] | SequentialOptions): options is readonly Layer[] {
  return Array.isArray(options);
}

/** The model that a config describes, with newly drawn weights. @throws ArgumentError, UnknownNameError */
export function sequentialFromConfig(config: unknown): Sequential {
  const { layers, inputShape, seed, name, objective } = checkModelConfig(config);
  const model = new Sequential({ layers, seed, name, ...(inputShape === undefined ? {} : { inputShape }) });
  return objective === undefined ? model : model.compile(objective);
}

/** A data set holds its targets, so that options follow it directly. */
function splitArguments<Options>(
  method: string,
  x: unknown,
  rest: readonly unknown[],
): { readonly y: ArrayLike | undefined; readonly options: Options } {
  const holdsTargets = x instanceof Dataset;
  if (holdsTargets && rest[1] !== undefined) {
    throw new ArgumentError(method, 'options', 'the second argument, as a data set holds its targets', 'a third one');
  }
  const [y, options] = holdsTargets ? [undefined, rest[0]] : rest;
  return { y: y as ArrayLike | undefined, options: (options ?? {}) as Options };
}
