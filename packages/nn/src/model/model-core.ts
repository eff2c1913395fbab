/**
 * What a `Model` holds, for the functions that train, evaluate and predict: where its graph comes from, and once shapes
 * are known the built model, the compiled objective and the session. Checks the order in which these come to be.
 */

import { type Device, type DType, type Executable, type Shape, type TypedArray, Variable } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import { type Samples, sampleShapes } from '../data/match-data.ts';
import { definitionOf } from '../define/define-layer.ts';
import { rateOfStep } from '../define/define-schedule.ts';
import type { Layer } from '../define/layer.ts';
import { Queue } from '../device/queue.ts';
import { type CompileRequest, Session } from '../device/session.ts';
import { LayerShapeError, ModelStateError, shapeText } from '../errors.ts';
import { initialValues } from '../initializers/initial-values.ts';
import { checkOutputs } from '../training/check-output.ts';
import type { Objective } from '../training/objective.ts';
import { type TrainingState, untrained } from '../training/progress.ts';
import { defineSetup, makeTrainingSetup, setupVariables, type TrainingSetup } from '../training/training-setup.ts';
import { type BuiltModel, buildModel, withFrozen } from './built-model.ts';
import { chain, type Graph } from './graph.ts';
import { weightStream } from './streams.ts';

/** Layers in a row, whose input is known once data is there, or a whole graph. */
export type ModelSource = { readonly layers: readonly Layer[] } | { readonly graph: Graph };

let nextId = 0;

export class ModelCore {
  readonly source: ModelSource;
  readonly seed: number;
  readonly session: Session;
  /** Tells models that share a session apart. */
  readonly id = nextId++;
  /** First sample of the next batch of a prediction. */
  readonly predictPosition = new Variable('position', [], 'i32');
  /** Evaluations over streams come one after the other, as they share their sums. */
  readonly evaluations = new Queue();
  /** How far training has come; undefined within an epoch, and after a training that ended within one. */
  progress: TrainingState | undefined = untrained();
  #built: BuiltModel | undefined;
  #objective: Objective | undefined;
  #setup: TrainingSetup | undefined;
  /** As set from outside; undefined until then. */
  #learningRate: number | undefined;
  /** Of the optimizer, when it was last looked at. */
  #stepsSeen = 0;
  #frozen: ReadonlySet<string> = new Set();

  /** @param shared another model's session with its weights, and what this model is of them */
  constructor(source: ModelSource, seed: number, shared?: { readonly session: Session; readonly built: BuiltModel }) {
    this.source = source;
    this.seed = seed;
    this.session = shared?.session ?? new Session();
    if (shared !== undefined) {
      this.#built = shared.built;
      this.session.store.define(this.predictPosition);
    } else if ('graph' in source) this.#build(source.graph);
  }

  get built(): BuiltModel | undefined {
    return this.#built;
  }

  get objective(): Objective | undefined {
    return this.#objective;
  }

  /** Works out shapes and draws initial weights; a second call with the same shape changes nothing. */
  build(inputShape: Shape): BuiltModel {
    this.session.checkOpen();
    if (this.#built === undefined) return this.#build(this.#graphFor(inputShape));
    const { inputs, calls } = this.#built;
    const [first] = inputs;
    if (inputs.length === 1 && first!.shape.join() === inputShape.join()) return this.#built;
    const expected = `samples of shape ${inputs.map(({ shape }) => shapeText(shape)).join(' and ')}`;
    throw new LayerShapeError(calls[0]?.layer.name ?? 'model', expected, shapeText(inputShape));
  }

  /** The model built for a data set. @throws LayerShapeError, DataError for samples that it cannot take */
  buildFor(dataset: Samples & { readonly sampleShape: Shape }): BuiltModel {
    const built = this.#built ?? this.build(dataset.sampleShape);
    this.session.checkOpen();
    sampleShapes(built, dataset);
    return built;
  }

  #graphFor(inputShape: Shape): Graph {
    if ('graph' in this.source) return this.source.graph;
    return chain(this.source.layers, { shape: inputShape, dtype: this.inputType(undefined) });
  }

  #build(graph: Graph): BuiltModel {
    const built = buildModel(graph, this.seed, this.#frozen);
    if (this.#objective !== undefined) checkOutputs(built, this.#objective);
    built.weights.forEach(({ initializer, shape, variable }, at) => {
      this.session.store.define(variable, () => initialValues(initializer, shape, this.seed, weightStream(at)));
    });
    this.session.store.define(this.predictPosition);
    this.#built = built;
    return built;
  }

  /** The type of elements that the model takes as an input. */
  inputType(name: string | undefined): DType {
    if (this.#built !== undefined) {
      const { inputs } = this.#built;
      return (inputs.find((input) => input.name === name) ?? inputs[0]!).dtype;
    }
    const [first] = 'layers' in this.source ? this.source.layers : [];
    return (first && definitionOf(first)?.inputType) ?? 'f32';
  }

  /** @throws ModelStateError before the input's shape is known. */
  requireBuilt(action: string): BuiltModel {
    this.session.checkOpen();
    if (this.#built !== undefined) return this.#built;
    throw new ModelStateError(`${action} needs the input's shape: give inputShape, or call build(shape) or fit first.`);
  }

  /** Sets the objective; optimizer state starts anew. @throws LossOutputError for a loss that cannot take its output */
  compile(objective: Objective): void {
    this.session.checkOpen();
    if (this.isRunning('fit')) throw new ModelStateError('compile: fit is running on this model.');
    if (this.isRunning('evaluate')) throw new ModelStateError('compile: evaluate is running on this model.');
    if (this.#built !== undefined) checkOutputs(this.#built, objective);
    this.#forgetSetup();
    this.#objective = objective;
  }

  #forgetSetup(): void {
    this.session.forgetPrograms();
    if (this.#setup !== undefined) this.session.store.forget(setupVariables(this.#setup));
    this.#setup = undefined;
    this.#learningRate = undefined;
    this.#stepsSeen = 0;
    this.progress = untrained();
  }

  /** Freezes exactly these layers; the optimizer's state starts anew. */
  freeze(frozen: ReadonlySet<string>): void {
    if (this.isRunning('fit')) throw new ModelStateError('setTrainable: fit is running on this model.');
    this.#frozen = frozen;
    if (this.#built !== undefined) this.#built = withFrozen(this.#built, frozen);
    this.#forgetSetup();
  }

  get frozen(): ReadonlySet<string> {
    return this.#frozen;
  }

  /** @throws ModelStateError before `compile`. */
  requireObjective(action: string): Objective {
    if (this.#objective !== undefined) return this.#objective;
    throw new ModelStateError(`${action} needs an optimizer and a loss: call compile({ optimizer, loss }) first.`);
  }

  /** Objective and state of the built model. */
  setup(built: BuiltModel, action: string): TrainingSetup {
    const objective = this.requireObjective(action);
    if (this.#setup === undefined) {
      this.#setup = makeTrainingSetup(built, objective);
      defineSetup(this.#setup, this.session.store);
    }
    return this.#setup;
  }

  get learningRate(): number {
    const { learningRate } = this.requireObjective('learningRate').optimizer;
    if (typeof learningRate !== 'number') return rateOfStep(learningRate, this.#stepsSeen);
    return this.#learningRate ?? learningRate;
  }

  set learningRate(value: number) {
    this.checkSettableRate();
    this.#learningRate = value;
  }

  /** As the setter, of a state or another copy of the model; where the steps decide it there is nothing to take over. */
  restoreLearningRate(value: number): void {
    if (typeof this.requireObjective('learningRate').optimizer.learningRate === 'number') this.#learningRate = value;
  }

  /** @throws ModelStateError where the steps decide the learning rate, for callbacks that want to */
  checkSettableRate(): void {
    const { learningRate } = this.requireObjective('learningRate').optimizer;
    if (typeof learningRate === 'number') return;
    const { name } = learningRate;
    throw new ModelStateError(`the learning rate follows ${name}; compile with a number to set it from outside.`);
  }

  /** Looks how many steps the optimizer has done, where the learning rate depends on it. */
  lookAtSteps(): Promise<void> | undefined {
    const { learningRate, gradientAccumulationSteps: every = 1 } = this.requireObjective('learningRate').optimizer;
    if (typeof learningRate === 'number' || this.#setup === undefined) return undefined;
    const see = ([batches]: TypedArray): void => {
      this.#stepsSeen = Math.floor(batches! / every);
    };
    const read = this.session.store.read(this.#setup.iterations);
    return read instanceof Promise ? read.then(see) : void see(read);
  }

  /** Writes the learning rate to the device; done before each chunk of steps. At once where the device can, which undefined says. */
  writeLearningRate(setup: TrainingSetup): Promise<void> | undefined {
    if (typeof setup.objective.optimizer.learningRate !== 'number') return undefined;
    return this.session.store.write(setup.learningRate, Float32Array.of(this.learningRate));
  }

  /**
   * Opens the session where `device`, the data set, or nothing says it.
   * @param isTraining whether the training that is running asks for it
   * @throws ModelStateError if they disagree, or if the model is at work elsewhere.
   */
  async open(device: Device | undefined, dataset: Dataset | undefined, isTraining = false): Promise<Device> {
    this.session.checkOpen();
    if (device !== undefined && dataset !== undefined && device !== dataset.device) {
      throw new ModelStateError(`the data set is on ${dataset.device.name}, not on the device given (${device.name}).`);
    }
    const wanted = device ?? dataset?.device;
    const { running, store } = this.session;
    const others = running.size - (isTraining ? 1 : 0);
    if (store.device !== undefined && others > 0 && this.session.moves(wanted)) {
      throw new ModelStateError(
        `the model is at work on ${store.device.name}; await that before it moves to another device.`,
      );
    }
    return this.session.open(wanted);
  }

  /** The compiled program for a data set, from the first request for it on. */
  executable(request: CompileRequest): Promise<Executable> {
    return this.session.executable({ ...request, key: `${this.id} ${request.key}` });
  }

  isRunning(action: 'fit' | 'evaluate'): boolean {
    return this.session.running.has(`${this.id} ${action}`);
  }

  /** Runs `work` unless the model is being trained already. */
  async trainAlone<T>(work: () => Promise<T>): Promise<T> {
    if (this.isRunning('fit')) throw new ModelStateError('fit is running on this model already; await it first.');
    return this.whileRunning('fit', work);
  }

  /** Says what is at work meanwhile. */
  async whileRunning<T>(action: 'fit' | 'evaluate', work: () => Promise<T>): Promise<T> {
    const name = `${this.id} ${action}`;
    this.session.running.add(name);
    try {
      return await work();
    } finally {
      this.session.running.delete(name);
    }
  }

  async read(variable: Variable): Promise<TypedArray> {
    this.session.checkOpen();
    return this.session.store.read(variable);
  }
}
