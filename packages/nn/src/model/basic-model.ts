/**
 * A model with what every program needs: compile, fit, evaluate, predict, weights. It is all of a model in `@inkgrad/nn/core`;
 * the main entry's `Model` adds to it. The work is in the files it calls. Source: https://keras.io/api/models/model/
 */
import { ArgumentError, type Device, type Shape, shapesEqual, type TypedArray } from '@inkgrad/tensor';
import { closedBy } from '@inkgrad/tensor/host';
import { plural } from '@inkgrad/tensor/text';
import type { WatchedModel } from '../callbacks/callback.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import { type ArrayData, type NdArray, toNdArray } from '../data/nd-array.ts';
import { asTyped } from '../data/source.ts';
import { splitArguments } from '../data/split-arguments.ts';
import type { StreamDataset } from '../data/stream.ts';
import { nonNegative, sampleShape } from '../define/check.ts';
import type { Layer } from '../define/layer.ts';
import { describe } from '../define/names.ts';
import { LayerShapeError, ModelStateError, shapeText } from '../errors.ts';
import { type EvaluateOptions, evaluate } from '../inference/evaluate.ts';
import { givesProbabilities, type PredictAction, type PredictOptions, predict } from '../inference/predict.ts';
import { fit } from '../training/fit.ts';
import type { FitOptions } from '../training/fit-options.ts';
import type { History, Logs } from '../training/history.ts';
import type { LogNames } from '../training/log-names.ts';
import { type CompileOptions, checkObjective } from '../training/objective.ts';
import { countNumbers, type Weight } from './built-model.ts';
import type { ModelCore } from './model-core.ts';

const cores = new WeakMap<object, ModelCore>();

/** What a model holds, for functions of this package that are no methods of it. */
export function coreOf(model: object): ModelCore {
  const core = cores.get(model);
  if (core === undefined) throw new ArgumentError('model', 'model', 'made by sequential or model', describe(model));
  return core;
}

/** As `ModelOf` of the main entry. @typeParam Output '' for one output, whatever it is called; string where nothing is known */
export interface BasicModelOf<Output extends string> extends BasicModel {
  /** Chooses optimizer, loss and metrics; the types of logs and history follow from them. */
  compile<const O extends CompileOptions>(options: O): CompiledBasicModel<LogNames<O, Output>, Output>;
}

/** A model that is compiled, with the names in its logs: "loss" and the metrics. */
export interface CompiledBasicModel<Names extends string, Output extends string = string> extends BasicModelOf<Output> {
  history: History<Names> | undefined;
  fit(dataset: Dataset, options?: FitOptions<WatchedModel>): Promise<History<Names>>;
  /** Trains the model; see `BasicModel.fit`. */
  fit(x: ArrayLikes, y: ArrayLikes, options?: FitOptions<WatchedModel>): Promise<History<Names>>;
  evaluate(dataset: Dataset, options?: EvaluateOptions): Promise<Logs<Names>>;
  /** Loss and metrics over samples; see `BasicModel.evaluate`. */
  evaluate(x: ArrayLikes, y: ArrayLikes, options?: EvaluateOptions): Promise<Logs<Names>>;
}

/**
 * A model that can be compiled, trained, evaluated and asked; `sequential` and `model` make it.
 * @typeParam Seen what callbacks may do with it
 */
export class BasicModel<Seen extends WatchedModel = WatchedModel> {
  declare [Symbol.asyncDispose]: () => Promise<void>;

  static {
    closedBy(BasicModel, 'asyncDispose');
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
  compile(options: CompileOptions): BasicModel<Seen> {
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
   * `x` has samples, [N, …]: an NdArray, nested numbers, a DataSource; or it is a Dataset or a stream, which hold the targets
   * too. `y` has targets, [N] or [N, …].
   * @returns losses and metrics of every epoch
   * @throws LayerShapeError for data of another shape, DataError for labels outside the classes
   * @throws NonFiniteLossError when the loss becomes NaN or infinite
   */
  fit(dataset: Dataset | StreamDataset, options?: FitOptions<Seen>): Promise<History>;
  fit(x: ArrayLikes, y: ArrayLikes, options?: FitOptions<Seen>): Promise<History>;
  async fit(x: ArrayLikes | Dataset | StreamDataset, ...rest: readonly unknown[]): Promise<History> {
    const { y, options } = splitArguments<FitOptions<Seen>>('fit', x, rest);
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

  /** Number of numbers in the weights, trained or not. */
  countParameters(): number {
    return countNumbers(this.#core.requireBuilt('countParameters').weights);
  }

  /** Copies of the weights, as they are at one moment: kernel, bias, kernel, bias, … from first layer to last. */
  async getWeights(): Promise<NdArray<Float32Array>[]> {
    const { weights } = this.#core.requireBuilt('getWeights');
    const { session } = this.#core;
    const read = ({ variable }: Weight): TypedArray | Promise<TypedArray> => session.store.read(variable);
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

  /**
   * Frees the model's memory on the device. The model cannot be used afterwards, and calls that wait for it fail; doing it
   * twice does nothing. `await using` does it at the end of a block.
   */
  async dispose(): Promise<void> {
    await this.#core.session.close();
  }
}
