/** A model's answers for samples, in inference mode: from a data set on the device, or from the host batch by batch. */
import { type Device, type Program, type Shape, sizeOf, type Tensor, type TypedArray } from '@inkgrad/tensor';
import { turn, turnIsDue } from '@inkgrad/tensor/host';
import { Dataset } from '../data/dataset.ts';
import { type HostInput, openInputs, readBatch } from '../data/host-inputs.ts';
import { sampleShapes } from '../data/match-data.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import type { NdArray } from '../data/nd-array.ts';
import { StreamSource } from '../data/stream-source.ts';
import { positiveWhole } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import type { BatchProgram } from '../device/batch-program.ts';
import { ModelStateError } from '../errors.ts';
import { probabilitiesOf } from '../losses/read-loss.ts';
import type { BuiltModel } from '../model/built-model.ts';
import { exampleInputs, forward } from '../model/forward.ts';
import type { ModelCore } from '../model/model-core.ts';
import { valuesName } from '../programs/gradients-program.ts';
import { recordBatchPrediction, recordPrediction } from '../programs/prediction-program.ts';
import { type Objective, outputObjectives } from '../training/objective.ts';

/** How `predict` goes through the samples. */
export interface PredictOptions {
  /** Samples at a time, 256 by default; affects speed and memory only. */
  readonly batchSize?: number;
  /** By default the one the model is on, else the data set's, else a wasm device that all such models share. */
  readonly device?: Device;
  /** Takes a call that waits out of the queue, and ends one that runs at its next batch. */
  readonly signal?: AbortSignal;
}

/** What is asked of a model: its answers as they are, or the probabilities that they stand for. */
export type PredictAction = 'predict' | 'predictProbabilities';

/** The answers of every output, [N, …outputShape] each, in the order of the model's outputs. */
export async function predict(
  core: ModelCore,
  x: ArrayLikes | Dataset | StreamSource,
  options: PredictOptions,
  action: PredictAction,
): Promise<NdArray<Float32Array>[]> {
  checkKeys(action, options, ['batchSize', 'device', 'signal']);
  const batchSize = positiveWhole(action, 'batchSize', options.batchSize ?? 256);
  const { signal } = options;
  signal?.throwIfAborted();
  if (x instanceof Dataset) {
    await core.open(options.device, x);
    return core.session.inTurn(() => predictDataset(core, x, batchSize, signal, action), signal);
  }
  if (x instanceof StreamSource) return predictStream(core, x, batchSize, options, action);
  const inputs = openInputs('x', x, core);
  if (inputs.count === 0) return noAnswers(core, inputs.samples, action);
  if (core.session.moves(options.device)) await core.open(options.device, undefined);
  const work = new HostPrediction(core, inputs, batchSize, action);
  // What is in memory is answered with the weights of one moment. A source may take its time, or ask this very model, so
  // that others have their turn between its batches.
  if (inputs.samples.every(({ source }) => source.readNow !== undefined))
    return core.session.inTurn(() => work.answer(signal), signal);
  return work.answer(signal, true);
}

/** Of no sample, [0, …outputShape] each. Nested lists without a row do not say what a row would be. */
function noAnswers(core: ModelCore, samples: readonly HostInput[], action: PredictAction): NdArray<Float32Array>[] {
  const saysShape = samples.every(({ source }) => source.sampleShape.length > 0);
  const { outputs } = saysShape ? core.buildFor(describeSamples(samples)) : core.requireBuilt(action);
  return outputs.map(({ shape }) => ({ shape: [0, ...shape], data: new Float32Array(0) }));
}

/** Answers to what the host holds or reads. */
class HostPrediction {
  readonly #core: ModelCore;
  readonly #samples: readonly HostInput[];
  readonly #count: number;
  readonly #batch: number;
  readonly #action: PredictAction;

  constructor(
    core: ModelCore,
    { samples, count }: { readonly samples: readonly HostInput[]; readonly count: number },
    batchSize: number,
    action: PredictAction,
  ) {
    this.#core = core;
    this.#samples = samples;
    this.#count = count;
    this.#batch = Math.min(batchSize, count);
    this.#action = action;
  }

  /** @param each whether every batch waits for a turn of its own; false where the caller's is for all of them */
  async answer(signal: AbortSignal | undefined, each = false): Promise<NdArray<Float32Array>[]> {
    const core = this.#core;
    const built = core.buildFor(describeSamples(this.#samples));
    checkAction(built, core.objective, this.#action);
    const order = inputOrder(built, this.#samples);
    const answers = built.outputs.map(({ shape }) => new Float32Array(this.#count * sizeOf(shape)));
    for (let first = 0; first < this.#count; first += this.#batch) {
      signal?.throwIfAborted();
      const size = Math.min(this.#batch, this.#count - first);
      if (turnIsDue()) await turn();
      const batch: TypedArray[] = [];
      for (const input of order) {
        const own = readBatch(input, first, size);
        batch.push(own instanceof Promise ? await own : own);
      }
      const part = size === this.#count ? answers : partsOf(built, answers, first, size);
      const run = (): Promise<void> => runBatch(predictionProgram(core, built, size, this.#action), batch, part);
      if (each) await core.session.inTurn(run, signal);
      else await run();
    }
    const trim = async (): Promise<void> => core.session.trimPrograms();
    if (each) await core.session.inTurn(trim);
    else core.session.trimPrograms();
    return answers.map((data, at) => ({ shape: [this.#count, ...built.outputs[at]!.shape], data }));
  }
}

async function runBatch(
  program: BatchProgram | Promise<BatchProgram>,
  batch: readonly TypedArray[],
  answers: readonly Float32Array[],
): Promise<void> {
  const own = program instanceof Promise ? await program : program;
  if (own.isDirect) own.runNow(batch, answers);
  else await own.run(batch, answers);
}

/** Where the answers to samples [first, first + size) go. */
function partsOf(built: BuiltModel, answers: readonly Float32Array[], first: number, size: number): Float32Array[] {
  return answers.map((values, at) => {
    const each = sizeOf(built.outputs[at]!.shape);
    return values.subarray(first * each, (first + size) * each);
  });
}

/** Answers to the samples of epoch 0, in the order in which that uses them. */
async function predictStream(
  core: ModelCore,
  stream: StreamSource,
  batchSize: number,
  { device, signal }: PredictOptions,
  action: PredictAction,
): Promise<NdArray<Float32Array>[]> {
  await core.open(device, undefined);
  const parts: Float32Array[][] = [];
  const shapes: Shape[] = [];
  let count = 0;
  for await (const { built, size, inputs } of stream.batches(core, batchSize)) {
    signal?.throwIfAborted();
    if (count === 0) {
      checkAction(built, core.objective, action);
      shapes.push(...built.outputs.map(({ shape }) => shape));
    }
    const answers = shapes.map((shape) => new Float32Array(size * sizeOf(shape)));
    const run = (): Promise<void> => runBatch(predictionProgram(core, built, size, action), inputs, answers);
    await core.session.inTurn(run, signal);
    parts.push(answers);
    count += size;
  }
  return shapes.map((shape, at) => ({ shape: [count, ...shape], data: joined(parts.map((own) => own[at]!)) }));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The model's program for batches of that size, which it keeps for the next. */
function predictionProgram(
  core: ModelCore,
  built: BuiltModel,
  size: number,
  action: PredictAction,
): ReturnType<typeof core.session.keptProgram> {
  const record = (): Program => recordBatchPrediction(built, size, reader(built, core.objective, action));
  return core.session.keptProgram(`${core.id} ${action} ${size}`, record);
}

/** What samples look like to a model that is to be built for them, or checked against them. */
function describeSamples(samples: readonly HostInput[]): Parameters<ModelCore['buildFor']>[0] {
  return {
    sampleShape: samples[0]!.source.sampleShape,
    inputs: samples.map(({ name, dtype, source: { sampleShape } }) => {
      return { name, dtype, sampleShape, features: { entries: undefined } };
    }),
  };
}

/** The samples in the order of the model's inputs. */
function inputOrder({ inputs }: BuiltModel, samples: readonly HostInput[]): readonly HostInput[] {
  if (samples.length === 1) return samples;
  return inputs.map(({ name }) => samples.find((own) => own.name === name)!);
}

async function predictDataset(
  core: ModelCore,
  dataset: Dataset,
  batchSize: number,
  signal: AbortSignal | undefined,
  action: PredictAction,
): Promise<NdArray<Float32Array>[]> {
  const { count } = dataset;
  const built = core.buildFor(dataset);
  const samples = sampleShapes(built, dataset);
  const { objective } = core;
  checkAction(built, objective, action);
  const { predictPosition: position, session } = core;
  const batch = Math.min(batchSize, count);
  const answers = built.outputs.map(({ shape }) => new Float32Array(count * sizeOf(shape)));
  await session.store.write(position, Int32Array.of(0));
  for (let first = 0; first < count; first += batch) {
    signal?.throwIfAborted();
    const size = Math.min(batch, count - first);
    const record = (): Program =>
      recordPrediction(built, position, { count, samples, batch: size }, reader(built, objective, action));
    const executable = await core.executable({ key: `${action} ${size}`, dataset, record });
    await turn();
    await executable.run();
    for (const [at, values] of answers.entries()) {
      const own = (await executable.read(valuesName(at))) as Float32Array;
      values.set(own, first * sizeOf(built.outputs[at]!.shape));
    }
  }
  return answers.map((data, at) => ({ shape: [count, ...built.outputs[at]!.shape], data }));
}

/** @throws ModelStateError for probabilities of a model that gives none */
export function checkAction(built: BuiltModel, objective: Objective | undefined, action: PredictAction): void {
  if (action === 'predict' || givesProbabilities(built, objective)) return;
  const reason = objective === undefined ? 'a compiled loss may say what they are' : 'its loss takes any values';
  throw new ModelStateError(`${action}: the model's answers are no probabilities (${reason}); use predict.`);
}

/** What is wanted of the model's output at a place. */
export function reader(
  built: BuiltModel,
  objective: Objective | undefined,
  action: PredictAction,
): (output: Tensor, at: number) => Tensor {
  return (output, at) => (action === 'predict' ? output : probabilitiesAt(built, objective, at, output)!);
}

/** Whether all of the model's answers stand for probabilities, as its losses read them or its graph shows. */
export function givesProbabilities(model: BuiltModel, objective: Objective | undefined): boolean {
  const { outputs } = forward(model, exampleInputs(model), undefined);
  return outputs.every((output, at) => probabilitiesAt(model, objective, at, output) !== undefined);
}

function probabilitiesAt(
  model: BuiltModel,
  objective: Objective | undefined,
  at: number,
  output: Tensor,
): Tensor | undefined {
  return probabilitiesOf(output, objective && outputObjectives(model, objective)[at]!.loss);
}
