/**
 * The model: a graph of layers, or a stack of them, with the life cycle of Keras's models – compile, fit, evaluate,
 * predict. This class is the surface; the work is in the files it calls. Source: https://keras.io/api/models/model/
 */

import { ArgumentError, type Device, type Plan, plan, type Shape, shapesEqual, type TypedArray } from '@inkgrad/tensor';
import { closedBy } from '@inkgrad/tensor/host';
import { plural } from '@inkgrad/tensor/text';
import { Dataset } from '../data/dataset.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import { type ArrayData, type NdArray, toNdArray } from '../data/nd-array.ts';
import { asTyped } from '../data/source.ts';
import type { StreamDataset } from '../data/stream.ts';
import { StreamSource } from '../data/stream-source.ts';
import { nonNegative, nonNegativeWhole, plainName, positiveWhole, sampleShape } from '../define/check.ts';
import { isLayer } from '../define/define-layer.ts';
import type { Layer } from '../define/layer.ts';
import { checkKeys, describe, knownName } from '../define/names.ts';
import type { Registry } from '../define/registry.ts';
import { LayerShapeError, ModelStateError, shapeText } from '../errors.ts';
import { type EvaluateOptions, evaluate } from '../inference/evaluate.ts';
import { givesProbabilities, type PredictAction, type PredictOptions, predict } from '../inference/predict.ts';
import { openPredictor, type Predictor, type PredictorOptions } from '../inference/predictor.ts';
import { type DiagnoseOptions, type Diagnosis, diagnose } from '../inspect/diagnose.ts';
import { type LossGradients, type LossGradientsOptions, lossGradients } from '../inspect/loss-gradients.ts';
import { openTrainingStep, type TrainingStep, type TrainingStepOptions } from '../inspect/timed-steps.ts';
import { targetsOf } from '../losses/read-loss.ts';
import type { SampleShape, TargetShape } from '../programs/data-inputs.ts';
import { recordTraining } from '../programs/train-program.ts';
import { checkModelConfig, graphConfig, type ModelConfig, sequentialConfig } from '../serialize/model-config.ts';
import { loadState, saveState } from '../serialize/save-state.ts';
import { decodeWeights, encodeWeights } from '../serialize/weights.ts';
import { fit } from '../training/fit.ts';
import type { FitOptions } from '../training/fit-options.ts';
import type { History, Logs } from '../training/history.ts';
import type { LogNames, OutputNames } from '../training/log-names.ts';
import { type CompileOptions, checkObjective, storedObjective } from '../training/objective.ts';
import { type TestOnBatchOptions, type TrainOnBatchOptions, testOnBatch, trainOnBatch } from '../training/on-batch.ts';
import type { TrainingState } from '../training/progress.ts';
import { countNumbers, type Weight } from './built-model.ts';
import { layerNames, type SymbolicTensors, trace } from './graph.ts';
import { ModelCore } from './model-core.ts';
import { graphOf, upTo } from './sub-model.ts';
import { summarize } from './summary.ts';

/** Layers in a row, and what the model is called. */
export interface SequentialOptions {
  readonly layers: readonly Layer[];
  /** Shape of one sample, without the batch; by default the first layer's, or that of the first data seen. */
  readonly inputShape?: Shape;
  /** Weights, dropout and shuffles are functions of it: a whole number in [0, 2⁵³); 0 by default. */
  readonly seed?: number;
  /** "sequential" by default. */
  readonly name?: string;
}

/** A graph's ends, and what the model is called. */
export interface ModelOptions {
  /** Made by `input()`: one, several, or several by name. */
  readonly inputs: SymbolicTensors;
  /** Given by layers: one, several, or several by name. */
  readonly outputs: SymbolicTensors;
  /** Weights, dropout and shuffles are functions of it: a whole number in [0, 2⁵³); 0 by default. */
  readonly seed?: number;
  /** "model" by default. */
  readonly name?: string;
}

/** A layer in its place. */
export interface LayerDescription {
  readonly layer: Layer;
  readonly name: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

const cores = new WeakMap<Model, ModelCore>();

/** What a model holds, for functions of this package that are no methods of it. */
export function coreOf(model: Model): ModelCore {
  const core = cores.get(model);
  if (core === undefined) throw new ArgumentError('model', 'model', 'made by sequential or model', describe(model));
  return core;
}

/**
 * A model with outputs of these names.
 * @typeParam Output '' for one output, whatever it is called; string where nothing is known
 */
export interface ModelOf<Output extends string> extends Model {
  compile<const O extends CompileOptions>(options: O): CompiledModel<LogNames<O, Output>, Output>;
}

/** A model that is compiled, with the names in its logs: "loss" and the metrics. */
export interface CompiledModel<Names extends string, Output extends string = string> extends ModelOf<Output> {
  history: History<Names> | undefined;
  fit(dataset: Dataset, options?: FitOptions): Promise<History<Names>>;
  fit(x: ArrayLikes, y: ArrayLikes, options?: FitOptions): Promise<History<Names>>;
  evaluate(dataset: Dataset, options?: EvaluateOptions): Promise<Logs<Names>>;
  evaluate(x: ArrayLikes, y: ArrayLikes, options?: EvaluateOptions): Promise<Logs<Names>>;
  trainOnBatch(dataset: Dataset, options?: TrainOnBatchOptions): Promise<Logs<Names>>;
  trainOnBatch(x: ArrayLikes, y: ArrayLikes, options?: TrainOnBatchOptions): Promise<Logs<Names>>;
  testOnBatch(dataset: Dataset, options?: TestOnBatchOptions): Promise<Logs<Names>>;
  testOnBatch(x: ArrayLikes, y: ArrayLikes, options?: TestOnBatchOptions): Promise<Logs<Names>>;
}

/** The model that `sequential` makes. */
export type Sequential = Model;

export class Model {
  declare [Symbol.asyncDispose]: () => Promise<void>;

  static {
    closedBy(Model, 'asyncDispose');
  }

  readonly name: string;
  /** Set it, from a callback or elsewhere, to end `fit` after the running chunk of steps. */
  stopTraining = false;
  /** Of the last `fit`, also of one that was aborted or failed. */
  history: History | undefined;
  readonly #core: ModelCore;

  /** Use `sequential(…)` or `model(…)`. */
  constructor(name: string, core: ModelCore) {
    this.name = name;
    this.#core = core;
    cores.set(this, core);
  }

  /** The layers, from first to last. */
  get layers(): readonly Layer[] {
    const { source } = this.#core;
    return 'layers' in source ? source.layers : source.graph.layers.map(({ layer }) => layer);
  }

  get seed(): number {
    return this.#core.seed;
  }

  /** Shape of one sample, of the first input where there are several; undefined until it is known. */
  get inputShape(): Shape | undefined {
    return this.#core.built?.inputs[0]?.shape;
  }

  /** Shape of one answer, of the first output where there are several; undefined until it is known. */
  get outputShape(): Shape | undefined {
    return this.#core.built?.outputs[0]?.shape;
  }

  /** The device the model is on; undefined until it has worked. */
  get device(): Device | undefined {
    return this.#core.session.store.device;
  }

  /**
   * The optimizer's; a new value is used from the next chunk of steps on, and compiles nothing anew. Of a schedule that of the
   * next step, as of the end of the last epoch.
   * @throws ModelStateError for a new value where the optimizer has a schedule
   */
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
  compile(options: CompileOptions): Model {
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
   * @param x samples [N, …]: an NdArray, nested numbers, a DataSource; or a Dataset or a stream, which hold the targets too
   * @param y targets [N] or [N, …]
   * @returns losses and metrics of every epoch
   * @throws LayerShapeError for data of another shape, DataError for labels outside the classes
   * @throws NonFiniteLossError when the loss becomes NaN or infinite
   */
  fit(dataset: Dataset | StreamDataset, options?: FitOptions): Promise<History>;
  fit(x: ArrayLikes, y: ArrayLikes, options?: FitOptions): Promise<History>;
  async fit(x: ArrayLikes | Dataset | StreamDataset, ...rest: readonly unknown[]): Promise<History> {
    const { y, options } = splitArguments<FitOptions>('fit', x, rest);
    return fit(this.#core, this, x, y, options);
  }

  /** Loss and metrics over samples, in inference mode, by name. Takes data as `fit` does. */
  evaluate(dataset: Dataset | StreamDataset, options?: EvaluateOptions): Promise<Logs>;
  evaluate(x: ArrayLikes, y: ArrayLikes, options?: EvaluateOptions): Promise<Logs>;
  async evaluate(x: ArrayLikes | Dataset | StreamDataset, ...rest: readonly unknown[]): Promise<Logs> {
    const { y, options } = splitArguments<EvaluateOptions>('evaluate', x, rest);
    return evaluate(this.#core, x, y, options);
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
    return trainOnBatch(this.#core, x, y, options);
  }

  /** Loss and metrics of the samples as one batch, in inference mode; changes nothing. */
  testOnBatch(dataset: Dataset, options?: TestOnBatchOptions): Promise<Logs>;
  testOnBatch(x: ArrayLikes, y: ArrayLikes, options?: TestOnBatchOptions): Promise<Logs>;
  async testOnBatch(x: ArrayLikes | Dataset, ...rest: readonly unknown[]): Promise<Logs> {
    const { y, options } = splitArguments<TestOnBatchOptions>('testOnBatch', x, rest);
    return testOnBatch(this.#core, x, y, options);
  }

  /**
   * The model's answers, [N, …outputShape], in inference mode.
   * @throws ModelStateError for a model of several outputs, whose answers `predictOutputs` gives
   */
  async predict(x: ArrayLikes | Dataset | StreamDataset, options: PredictOptions = {}): Promise<NdArray<Float32Array>> {
    return this.#predictOne(x, options, 'predict');
  }

  async #predictOne(
    x: ArrayLikes | Dataset | StreamDataset,
    options: PredictOptions,
    action: PredictAction,
  ): Promise<NdArray<Float32Array>> {
    const outputs = this.#core.built?.outputs ?? [];
    if (outputs.length > 1) {
      const names = outputs.map(({ name }) => name).join(', ');
      throw new ModelStateError(`${action} gives one output, and this model has ${names}; call predictOutputs.`);
    }
    const [values] = await predict(this.#core, x, options, action);
    return values!;
  }

  /**
   * Whether answers stand for probabilities: where the model ends with a softmax, sigmoid or log-softmax or in values
   * that its recorded graph keeps within [0, 1], or where a loss with fromLogits says that they are logits.
   */
  get givesProbabilities(): boolean {
    return givesProbabilities(this.#core.requireBuilt('givesProbabilities'), this.#core.objective);
  }

  /**
   * The probabilities that the answers stand for, [N, …outputShape], in inference mode: answers that are some as they are,
   * of logits their softmax or sigmoid, as the loss reads them.
   * @throws ModelStateError where answers are no probabilities; `givesProbabilities` tells beforehand
   */
  async predictProbabilities(
    x: ArrayLikes | Dataset | StreamDataset,
    options: PredictOptions = {},
  ): Promise<NdArray<Float32Array>> {
    return this.#predictOne(x, options, 'predictProbabilities');
  }

  /** The model's answers by the names of its outputs, [N, …outputShape] each, in inference mode. */
  async predictOutputs(
    x: ArrayLikes | Dataset | StreamDataset,
    options: PredictOptions = {},
  ): Promise<Readonly<Record<string, NdArray<Float32Array>>>> {
    const answers = await predict(this.#core, x, options, 'predict');
    const { outputs } = this.#core.requireBuilt('predictOutputs');
    return Object.fromEntries(outputs.map(({ name }, at) => [name, answers[at]!]));
  }

  /**
   * A compiled prediction of one output for hot loops, such as the frames of a game: it takes batches of one size, and
   * makes no array. The weights are the model's own: what `fit` or `loadWeights` changes, it answers with.
   * @throws ModelStateError for a model that is not built, of several outputs, or without probabilities where those are asked for
   * @example
   * using predictor = await model.predictor();
   * const scores = predictor.predictSync(frame); // overwritten by the next call
   */
  async predictor(options: PredictorOptions = {}): Promise<Predictor> {
    return openPredictor(this.#core, options);
  }

  /** Loss, its parts, and gradients of all samples as one batch, in inference mode; trains nothing. */
  lossGradients(dataset: Dataset, options?: LossGradientsOptions): Promise<LossGradients>;
  lossGradients(x: ArrayLikes, y: ArrayLikes, options?: LossGradientsOptions): Promise<LossGradients>;
  async lossGradients(x: ArrayLikes | Dataset, ...rest: readonly unknown[]): Promise<LossGradients> {
    const { y, options } = splitArguments<LossGradientsOptions>('lossGradients', x, rest);
    return lossGradients(this.#core, x, y, options);
  }

  /**
   * Where the loss comes from, the norms of gradients and the mean outputs of layers, over samples as one batch, in
   * inference mode; trains nothing. Takes data as `fit` does.
   */
  diagnose(dataset: Dataset, options?: DiagnoseOptions): Promise<Diagnosis>;
  diagnose(x: ArrayLikes, y: ArrayLikes, options?: DiagnoseOptions): Promise<Diagnosis>;
  async diagnose(x: ArrayLikes | Dataset, ...rest: readonly unknown[]): Promise<Diagnosis> {
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
    return openTrainingStep(this.#core, dataset, options);
  }

  /** The layers with output shapes and parameter counts, as a table. */
  summary(): string {
    return summarize(this.name, this.#core.requireBuilt('summary'));
  }

  /** The layers with their names and shapes, those of the first input and of the output of each. */
  describeLayers(): readonly LayerDescription[] {
    return this.#core.requireBuilt('describeLayers').layers.map(({ layer, name, inputs, output }) => ({
      layer,
      name,
      inputShape: inputs[0]!.shape,
      outputShape: output.shape,
    }));
  }

  /** Number of numbers in the weights, trained or not. */
  countParameters(): number {
    return countNumbers(this.#core.requireBuilt('countParameters').weights);
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
    const { layers } = this.#core.requireBuilt('setTrainable');
    const known = Object.fromEntries(layers.map(({ name }) => [name, true]));
    const chosen = names.length === 0 ? Object.keys(known) : names;
    for (const name of chosen) knownName('setTrainable', 'layer', known, name);
    const frozen = new Set(this.#core.frozen);
    for (const name of chosen) trainable ? frozen.delete(name) : frozen.add(name);
    this.#core.freeze(frozen);
    return this;
  }

  /**
   * The part of this model that ends with a layer's output, as a model that uses the same weights on the same device:
   * what one learns, the other knows.
   * @throws UnknownNameError for a layer that the model does not have
   * @example
   * const encode = autoencoder.upTo('code');
   */
  upTo(layer: string): ModelOf<''> {
    const built = upTo(this.#core.requireBuilt('upTo'), layer);
    const part = new Model(
      `${this.name}_upTo_${layer}`,
      new ModelCore({ graph: graphOf(built) }, this.seed, {
        session: this.#core.session,
        built,
      }),
    );
    return part as ModelOf<''>;
  }

  /** Copies of the weights, as they are at one moment: kernel, bias, kernel, bias, … from first layer to last. */
  async getWeights(): Promise<NdArray<Float32Array>[]> {
    const { weights } = this.#core.requireBuilt('getWeights');
    const { session } = this.#core;
    const read = ({ variable }: Weight): Promise<TypedArray> => session.store.read(variable);
    const values = await session.inTurn(() => Promise.all(weights.map(read)));
    return weights.map(({ variable: { shape } }, at) => ({ shape, data: values[at] as Float32Array }));
  }

  /** Sets the weights, in the order of `getWeights`. @throws LayerShapeError for another count or shape. */
  async setWeights(weights: readonly ArrayData[]): Promise<void> {
    const built = this.#core.requireBuilt('setWeights').weights;
    if (weights.length !== built.length) {
      throw new LayerShapeError(this.name, plural(built.length, 'weight array'), `${weights.length}`);
    }
    const values = built.map(({ variable }, at) => {
      const { shape, data } = toNdArray(`weights of ${variable.name}`, weights[at]);
      if (!shapesEqual(shape, variable.shape)) {
        throw new LayerShapeError(variable.name, `weights of shape ${shapeText(variable.shape)}`, shapeText(shape));
      }
      return [variable, asTyped(variable.name, 'f32', data)] as const;
    });
    const { session } = this.#core;
    await session.inTurn(async () => {
      for (const [variable, value] of values) await session.store.write(variable, value);
    });
  }

  /** The weights as a safetensors file. */
  async saveWeights(): Promise<Uint8Array> {
    const { weights } = this.#core.requireBuilt('saveWeights');
    const { session } = this.#core;
    return session.inTurn(() => encodeWeights(session.store, weights));
  }

  /**
   * Takes weights from a safetensors file; where it does not fit, nothing changes.
   * @param file what the bytes are called in errors
   * @throws ModelFileError for a damaged file or one of another model
   * @throws NonFiniteValueError for weights that are NaN or infinite, with the tensor and the index
   */
  async loadWeights(bytes: Uint8Array, file = 'weights'): Promise<void> {
    const { weights } = this.#core.requireBuilt('loadWeights');
    const { session } = this.#core;
    await session.inTurn(() => decodeWeights(session.store, weights, bytes, file));
  }

  /**
   * All of a training as a safetensors file: weights, optimizer state, learning rate, epoch, history and what
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

  /** The model without its weights, as plain JSON; `modelFromConfig` makes it again. */
  toConfig(): ModelConfig {
    const { source, seed, objective, built } = this.#core;
    const common = {
      name: this.name,
      seed,
      ...(objective === undefined ? {} : { objective: storedObjective(objective) }),
    };
    if ('graph' in source) return graphConfig(source.graph, common);
    const inputShape = built?.inputs[0]?.shape;
    return sequentialConfig({ ...common, layers: source.layers, ...(inputShape === undefined ? {} : { inputShape }) });
  }

  /**
   * Frees the model's memory on the device. The model cannot be used afterwards, and calls that wait for it fail; doing it
   * twice does nothing. `await using` does it at the end of a block.
   */
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
export function sequential(options: readonly Layer[] | SequentialOptions): ModelOf<''> {
  const given = isLayers(options) ? { layers: options } : options;
  checkKeys('sequential', given, ['layers', 'inputShape', 'seed', 'name']);
  const { layers } = given;
  if (!Array.isArray(layers) || layers.length === 0) {
    throw new ArgumentError('sequential', 'layers', 'an array of at least one layer', describe(layers));
  }
  const name = plainName('sequential', given.name ?? 'sequential');
  // Not by the table of all kinds, which would bring each of them into every page.
  for (const [at, layer] of layers.entries() as Iterable<[number, unknown]>) {
    if (typeof layer === 'object' && layer !== null && isLayer(layer)) continue;
    const expected = 'a layer, as dense() and its like make; modelFromConfig reads plain data';
    throw new ArgumentError('sequential', `layers[${at}]`, expected, describe(layer));
  }
  layerNames(layers);
  const seed = nonNegativeWhole('sequential', 'seed', given.seed ?? 0);
  const made = new Model(name, new ModelCore({ layers }, seed));
  const inputShape = given.inputShape ?? layers[0]!.inputShape;
  return (inputShape === undefined ? made : made.build(inputShape)) as ModelOf<''>;
}

function isLayers(options: readonly Layer[] | SequentialOptions): options is readonly Layer[] {
  return Array.isArray(options);
}

/**
 * A model that is a graph of layers: with several inputs and outputs, shared layers, residual sums.
 * @throws ArgumentError for ends that are none; ModelStateError for two layers of one name
 * @example
 * const image = input({ shape: [784], name: 'image' });
 * const hidden = dense({ units: 64, activation: 'relu' }).apply(image);
 * const classifier = model({ inputs: image, outputs: dense({ units: 10, activation: 'softmax' }).apply(hidden) });
 * Source: https://keras.io/guides/functional_api/
 */
export function model<const O extends ModelOptions>(options: O): ModelOf<OutputNames<NoInfer<O>['outputs']>> {
  checkKeys('model', options, ['inputs', 'outputs', 'seed', 'name']);
  const name = plainName('model', options.name ?? 'model');
  const seed = nonNegativeWhole('model', 'seed', options.seed ?? 0);
  const made: Model = new Model(name, new ModelCore({ graph: trace(options.inputs, options.outputs) }, seed));
  return made as ModelOf<OutputNames<O['outputs']>>;
}

/**
 * The model that a config describes, with newly drawn weights.
 * @param options.registry a user's own layers, losses, metrics and optimizers that the config names
 * @throws ArgumentError, UnknownNameError
 */
export function modelFromConfig(config: unknown, options: { readonly registry?: Registry } = {}): Model {
  checkKeys('modelFromConfig', options, ['registry']);
  const { name, seed, source, inputShape, objective } = checkModelConfig(config, options.registry);
  const made = new Model(name, new ModelCore(source, seed));
  if (inputShape !== undefined) made.build(inputShape);
  return objective === undefined ? made : made.compile(objective);
}

/** A data set holds its targets, so that options follow it directly. */
function splitArguments<Options>(
  method: string,
  x: unknown,
  rest: readonly unknown[],
): { readonly y: ArrayLikes | undefined; readonly options: Options } {
  const holdsTargets = x instanceof Dataset || x instanceof StreamSource;
  if (holdsTargets && rest[1] !== undefined) {
    throw new ArgumentError(method, 'options', 'the second argument, as a data set holds its targets', 'a third one');
  }
  const [y, options] = holdsTargets ? [undefined, rest[0]] : rest;
  return { y: y as ArrayLikes | undefined, options: (options ?? {}) as Options };
}
