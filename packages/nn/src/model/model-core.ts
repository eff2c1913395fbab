/**
 * What a `Sequential` holds, for the functions that train, evaluate and predict: its layers, and once they are known
 * the built model, the compiled objective and the session. Checks the order in which these come to be.
 */
import { type Device, type Shape, shapesEqual, type TypedArray, Variable } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import { Session } from '../device/session.ts';
import { LayerShapeError, ModelStateError, shapeText } from '../errors.ts';
import { initialValues } from '../initializers/initializers.ts';
import type { Layer } from '../layers/layer-table.ts';
import { checkOutput } from '../training/check-output.ts';
import type { Objective } from '../training/objective.ts';
import { type TrainingState, untrained } from '../training/progress.ts';
import { defineSetup, makeTrainingSetup, setupVariables, type TrainingSetup } from '../training/training-setup.ts';
import { type BuiltModel, buildModel } from './built-model.ts';
import { parameterStream } from './streams.ts';

export class ModelCore {
  readonly layers: readonly Layer[];
  readonly seed: number;
  readonly session = new Session();
  /** First sample of the next batch of a prediction. */
  readonly predictPosition = new Variable('position', [], 'i32');
  /** How far training has come; undefined within an epoch, and after a training that ended within one. */
  progress: TrainingState | undefined = untrained();
  #built: BuiltModel | undefined;
  #objective: Objective | undefined;
  #setup: TrainingSetup | undefined;
  /** As set from outside; undefined until then. */
  #learningRate: number | undefined;
  readonly #running = new Set<string>();

  constructor(layers: readonly Layer[], seed: number) {
    this.layers = layers;
    this.seed = seed;
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
    if (this.#built !== undefined) {
      this.checkInput(this.#built, inputShape);
      return this.#built;
    }
    const built = buildModel(this.layers, inputShape, this.seed);
    if (this.#objective !== undefined) checkOutput(built, this.#objective.loss);
    built.parameters.forEach(({ initializer, shape, variable }, at) => {
      this.session.store.define(variable, initialValues(initializer, shape, this.seed, parameterStream(at)));
    });
    this.session.store.define(this.predictPosition);
    this.#built = built;
    return built;
  }

  /** @throws ModelStateError before the input's shape is known. */
  requireBuilt(action: string): BuiltModel {
    this.session.checkOpen();
    if (this.#built !== undefined) return this.#built;
    throw new ModelStateError(`${action} needs the input's shape: give inputShape, or call build(shape) or fit first.`);
  }

  /** @throws LayerShapeError for samples of another shape than the model's. */
  checkInput(built: BuiltModel, sampleShape: Shape): void {
    if (shapesEqual(built.inputShape, sampleShape)) return;
    const first = built.layers[0]!.name;
    throw new LayerShapeError(first, `samples of shape ${shapeText(built.inputShape)}`, shapeText(sampleShape));
  }

  /** Sets the objective; optimizer state starts anew. @throws LossOutputError for a loss that cannot take the output */
  compile(objective: Objective): void {
    this.session.checkOpen();
    if (this.isRunning('fit')) throw new ModelStateError('compile: fit is running on this model.');
    if (this.#built !== undefined) checkOutput(this.#built, objective.loss);
    this.session.forgetPrograms();
    if (this.#setup !== undefined) this.session.store.forget(setupVariables(this.#setup));
    this.#setup = undefined;
    this.#learningRate = undefined;
    this.progress = untrained();
    this.#objective = objective;
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
    return this.#learningRate ?? this.requireObjective('learningRate').optimizer.learningRate;
  }

  set learningRate(value: number) {
    this.requireObjective('learningRate');
    this.#learningRate = value;
  }

  /** Writes the learning rate to the device; done before each chunk of steps. */
  async writeLearningRate(setup: TrainingSetup): Promise<void> {
    await this.session.store.write(setup.learningRate, Float32Array.of(this.learningRate));
  }

  /** Opens the session where `device`, the data set, or nothing says it. @throws ModelStateError if they disagree. */
  async open(device: Device | undefined, dataset: Dataset | undefined): Promise<Device> {
    this.session.checkOpen();
    if (device !== undefined && dataset !== undefined && device !== dataset.device) {
      throw new ModelStateError(`the data set is on ${dataset.device.name}, not on the device given (${device.name}).`);
    }
    const wanted = device ?? dataset?.device;
    const moves =
      wanted !== undefined && this.session.store.device !== undefined && wanted !== this.session.store.device;
    if (moves && this.#running.size > 1) throw new ModelStateError('the model is at work on another device.');
    return this.session.open(wanted);
  }

  isRunning(action: string): boolean {
    return this.#running.has(action);
  }

  /** Runs `work` unless the same action is running on this model already. */
  async exclusive<T>(action: string, work: () => Promise<T>): Promise<T> {
    if (this.#running.has(action))
      throw new ModelStateError(`${action} is running on this model already; await it first.`);
    this.#running.add(action);
    try {
      return await work();
    } finally {
      this.#running.delete(action);
    }
  }

  async read(variable: Variable): Promise<TypedArray> {
    this.session.checkOpen();
    return this.session.store.read(variable);
  }
}
