/**
 * Prediction for hot loops: compiled once, for batches of one size, into buffers that every call uses again. Where the
 * device computes on the calling thread there is a call without a promise too.
 */

import { ArgumentError, BackendError, type Device, sizeOf, type TypedArray } from '@inkgrad/tensor';
import { closedBy } from '@inkgrad/tensor/host';
import { plural } from '@inkgrad/tensor/text';
import { checkFinite, checkWhole } from '../data/check-block.ts';
import { type AnyNumberArray, isNumberArray } from '../data/number-array.ts';
import { flag, positiveWhole } from '../define/check.ts';
import { checkKeys, describe, isRecord } from '../define/names.ts';
import type { BatchProgram } from '../device/batch-program.ts';
import { DataError, ModelStateError } from '../errors.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { GraphInput } from '../model/graph.ts';
import type { ModelCore } from '../model/model-core.ts';
import { recordBatchPrediction } from '../programs/prediction-program.ts';
import { checkAction, type PredictAction, reader } from './predict.ts';

/** The batch size of a predictor, and what it answers with. */
export interface PredictorOptions {
  /** Samples of each call, 1 by default. */
  readonly batchSize?: number;
  /** Answer with the probabilities that the model's answers stand for, as `predictProbabilities`; false by default. */
  readonly probabilities?: boolean;
  /** By default the one the model is on, else a wasm device that all such models share. */
  readonly device?: Device;
}

/** The elements of a batch, row after row, without nesting. */
type Flat = AnyNumberArray | readonly number[];

/** A batch of exactly `batchSize` samples; of a model of several inputs by their names. */
export type PredictorInput = Flat | Readonly<Record<string, Flat>>;

/** Takes the batch of one input. */
interface Intake {
  readonly name: string;
  readonly isFloat: boolean;
  readonly length: number;
  readonly sampleSize: number;
  /** Where numbers of other kinds are converted. */
  readonly own: TypedArray;
}

/** Made by `model.predictor()`. */
export class Predictor {
  declare [Symbol.dispose]: () => void;

  static {
    closedBy(Predictor, 'dispose');
  }

  /** Samples of each call. */
  readonly batchSize: number;
  /** Whether `predictSync` works: the device computes on the calling thread. */
  readonly isSync: boolean;
  readonly #core: ModelCore;
  readonly #program: BatchProgram;
  readonly #intakes: readonly Intake[];
  readonly #device: string;
  /** Of the plan's one output. */
  readonly #answer: Float32Array;
  /** Used anew by every call. */
  readonly #inputs: TypedArray[] = [];
  readonly #outputs: Float32Array[];

  /** Use `model.predictor()`. */
  constructor(core: ModelCore, built: BuiltModel, program: BatchProgram, batchSize: number) {
    this.#core = core;
    this.#program = program;
    this.batchSize = batchSize;
    this.isSync = program.isDirect;
    this.#device = core.session.store.device!.name;
    this.#intakes = built.inputs.map((input) => intakeFor(input, built.inputs.length > 1, batchSize));
    this.#answer = new Float32Array(batchSize * sizeOf(built.outputs[0]!.shape));
    this.#outputs = [this.#answer];
  }

  /**
   * The answers to a batch, [batchSize · outputs].
   * @param x batchSize · elements of a sample, one after the other
   * @param into filled instead of the predictor's own array, which the next call overwrites
   * @returns `into`, or that array
   * @throws DataError for another number of elements, or elements that the model cannot take
   */
  async predict(x: PredictorInput, into?: Float32Array): Promise<Float32Array> {
    const { session } = this.#core;
    if (this.isSync && session.isFree) return this.predictSync(x, into);
    const answer = this.#target(into);
    // The caller may change its arrays meanwhile.
    const inputs = this.#intakes.map((intake, at) => taken(intake, this.#of(x, at)).slice());
    await session.inTurn(() => this.#program.run(inputs, [answer]));
    return answer;
  }

  /**
   * The same, done when it returns.
   * @throws BackendError on a device that works beside the thread; `isSync` tells
   */
  predictSync(x: PredictorInput, into?: Float32Array): Float32Array {
    if (!this.isSync) {
      throw new BackendError(
        this.#device,
        'it works beside the calling thread; await predict() instead of predictSync().',
      );
    }
    const answer = this.#target(into);
    const intakes = this.#intakes;
    for (let at = 0; at < intakes.length; at++) this.#inputs[at] = taken(intakes[at]!, this.#of(x, at));
    this.#outputs[0] = answer;
    this.#program.runNow(this.#inputs, this.#outputs);
    return answer;
  }

  /** Frees what it holds on the device. Doing it twice does nothing. */
  dispose(): void {
    this.#program.dispose();
  }

  #target(into: Float32Array | undefined): Float32Array {
    if (into === undefined) return this.#answer;
    const { length } = this.#answer;
    if (into instanceof Float32Array && into.length === length) return into;
    throw new ArgumentError('predictor', 'into', `a Float32Array of ${plural(length, 'element')}`, describe(into));
  }

  #of(x: PredictorInput, at: number): unknown {
    return this.#intakes.length === 1 && (isNumberArray(x) || Array.isArray(x)) ? x : this.#named(x, at);
  }

  #named(x: unknown, at: number): unknown {
    const names = this.#intakes.map(({ name }) => name);
    const isNamed = isRecord(x) && names.length > 1 && Object.keys(x).every((name) => names.includes(name));
    if (isNamed && Object.hasOwn(x, names[at]!)) return x[names[at]!];
    const expected =
      names.length > 1 ? `arrays by name for ${names.join(', ')}` : 'a typed array or an array of numbers';
    throw new DataError(
      'x',
      expected,
      isRecord(x) && !isNumberArray(x) ? Object.keys(x).join(', ') || 'nothing' : describe(x),
    );
  }
}

function intakeFor({ name, shape, dtype }: GraphInput, isNamed: boolean, batchSize: number): Intake {
  const sampleSize = sizeOf(shape);
  const length = batchSize * sampleSize;
  const isFloat = dtype === 'f32';
  const own = isFloat ? new Float32Array(length) : new Int32Array(length);
  return { name: isNamed ? name : 'x', isFloat, length, sampleSize, own };
}

/** The batch as the model takes it: the given array where it is of that kind, else a copy in the predictor's own. */
function taken(intake: Intake, given: unknown): TypedArray {
  const { own, length, isFloat } = intake;
  if (!isNumberArray(given) && !Array.isArray(given)) {
    throw new DataError(intake.name, 'a typed array or an array of numbers', describe(given));
  }
  if (given.length !== length) {
    throw new DataError(intake.name, plural(length, 'element'), `${given.length}`);
  }
  if (isFloat && given instanceof Float32Array) {
    checkFinite(intake, given, 0);
    return given;
  }
  if (isFloat) {
    for (let at = 0; at < length; at++) own[at] = numberOf(intake, given, at);
    checkFinite(intake, own, 0);
    return own;
  }
  const numbers = Float64Array.from({ length }, (_, at) => numberOf(intake, given, at));
  checkWhole(intake, numbers, 0);
  own.set(numbers);
  return own;
}

function numberOf({ name }: Intake, given: ArrayLike<unknown>, at: number): number {
  const value = given[at];
  if (typeof value === 'number') return value;
  throw new DataError(name, 'numbers', `${describe(value)} at element ${at}`);
}

/** @throws ModelStateError for a model that is not built, has several outputs, or gives no probabilities */
export async function openPredictor(core: ModelCore, options: PredictorOptions): Promise<Predictor> {
  checkKeys('predictor', options, ['batchSize', 'probabilities', 'device']);
  const batchSize = positiveWhole('predictor', 'batchSize', options.batchSize ?? 1);
  const wantsProbabilities = flag('predictor', 'probabilities', options.probabilities ?? false);
  const action: PredictAction = wantsProbabilities ? 'predictProbabilities' : 'predict';
  const built = core.requireBuilt('predictor');
  if (built.outputs.length > 1) {
    const names = built.outputs.map(({ name }) => name).join(', ');
    throw new ModelStateError(
      `predictor gives one output, and this model has ${names}; make one of model.upTo(layer).`,
    );
  }
  checkAction(built, core.objective, action);
  await core.open(options.device, undefined);
  return core.session.inTurn(async () => {
    const record = (): ReturnType<typeof recordBatchPrediction> =>
      recordBatchPrediction(built, batchSize, reader(built, core.objective, action));
    return new Predictor(core, built, await core.session.batchProgram(record), batchSize);
  });
}
