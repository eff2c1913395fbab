/**
 * All of a training's state as safetensors bytes: parameters, the optimizer's slots and step counter as tensors, and
 * epoch, history, learning rate, what callbacks remember, the model and the data's checksums as metadata. Of two equal trainings only the metadata
 * `seconds` differs.
 */
import type { NdArray } from '../data/nd-array.ts';
import { describe, isRecord } from '../define/names.ts';
import { ModelFileError } from '../errors.ts';
import { conditionTypes, type TrainingConditions } from '../training/conditions.ts';
import type { Logs } from '../training/history.ts';
import { isHistory, type NamedCallbackState, type TrainingState } from '../training/progress.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from './safetensors.ts';

const format = 'inkgrad-training-state';
const version = '1';
type MetadataKey =
  | 'format'
  | 'version'
  | 'seed'
  | 'model'
  | 'conditions'
  | 'learningRate'
  | 'progress'
  | 'history'
  | 'seconds'
  | 'callbacks';

/** A training state with what the model and its optimizer hold. */
export interface StoredTraining {
  readonly seed: number;
  readonly learningRate: number;
  readonly state: TrainingState;
  /** What `describeModel` gave. */
  readonly model: unknown;
  /** Parameters, slots and the step counter. */
  readonly tensors: readonly NamedTensor[];
}

/** Everything but the tensors as text, now: what is read later cannot change it. */
export function encodeProgress({
  seed,
  learningRate,
  state,
  model,
}: Omit<StoredTraining, 'tensors'>): Record<string, string> {
  const { epoch, stopped, history, callbacks, conditions } = state;
  const texts: Record<MetadataKey, string> = {
    format,
    version,
    seed: String(seed),
    model: JSON.stringify(model),
    conditions: JSON.stringify(conditions ?? null),
    learningRate: String(learningRate),
    progress: JSON.stringify({ epoch, stopped }),
    history: toJson({ epoch: history.epoch, history: history.history }),
    seconds: toJson(history.seconds),
    callbacks: toJson(callbacks.map(({ name, values, weights = [] }) => ({ name, values, weights: weights.length }))),
  };
  return texts;
}

/** The names of callbacks' weights in the file; "/" keeps them apart from layers. */
const callbackWeight = (callback: number, weight: number): string => `callbacks/${callback}/${weight}`;

/** @param progress what `encodeProgress` gave */
export function encodeTraining(
  tensors: readonly NamedTensor[],
  callbacks: readonly NamedCallbackState[],
  progress: Readonly<Record<string, string>>,
): Uint8Array {
  const remembered = callbacks.flatMap(({ weights = [] }, at) =>
    weights.map(({ shape, data }, own): NamedTensor => ({ name: callbackWeight(at, own), shape, data })),
  );
  return encodeSafetensors([...tensors, ...remembered], progress);
}

/** @throws ModelFileError for a damaged file, or one that is no training state */
export function decodeTraining(bytes: Uint8Array, file: string): StoredTraining {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  if (metadata['format'] !== format || metadata['version'] !== version) {
    const found = metadata['format'] === undefined ? 'a file without one' : describe(metadata['format']);
    throw new ModelFileError(file, `the format "${format}", version ${version}, as saveState writes it`, found);
  }
  const read = new Reader(file, metadata);
  const { epoch, stopped } = read.record('progress', read.json('progress'));
  const history = read.record('history', read.json('history'));
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const callbacks = read.list('callbacks', read.json('callbacks')).map((item, at) => {
    const own = read.record('callbacks', item);
    const weights = Array.from({ length: read.whole('callbacks', own['weights']) }, (_, place) =>
      takeWeight(named, callbackWeight(at, place), file),
    );
    const values = Object.entries(read.record('callbacks', own['values'])).map(([key, value]) => [
      key,
      read.number('callbacks', value),
    ]);
    const name = read.that('callbacks', own['name'], typeof own['name'] === 'string') as string;
    const state = { name, values: Object.fromEntries(values) as Logs };
    return weights.length === 0 ? state : { ...state, weights };
  });
  const numbers = (key: MetadataKey, value: unknown): number[] =>
    read.list(key, value).map((item) => read.number(key, item));
  const columns = Object.entries(read.record('history', history['history']));
  const done = read.whole('progress', epoch);
  const wasStopped = read.that('progress', stopped, typeof stopped === 'boolean') as boolean;
  const columnsRead = {
    epoch: numbers('history', history['epoch']),
    history: Object.fromEntries(columns.map(([name, values]) => [name, numbers('history', values)])),
    seconds: numbers('seconds', read.json('seconds')),
  };
  read.that('history', history, isHistory(columnsRead, done));
  return {
    seed: read.whole('seed', Number(metadata['seed'])),
    model: read.record('model', read.json('model')),
    learningRate: read.size('learningRate', metadata['learningRate']),
    state: {
      epoch: done,
      stopped: wasStopped,
      history: columnsRead,
      callbacks,
      conditions: conditionsOf(read, done),
    },
    tensors: [...named.values()],
  };
}

/** None where nothing was trained. */
function conditionsOf(read: Reader, epoch: number): TrainingConditions | undefined {
  const value = read.json('conditions');
  if (value === null && epoch === 0) return undefined;
  const given = read.record('conditions', value);
  for (const [key, type] of Object.entries(conditionTypes))
    read.that('conditions', given[key], typeof given[key] === type);
  return given as unknown as TrainingConditions;
}

function takeWeight(named: Map<string, NamedTensor>, name: string, file: string): NdArray<Float32Array> {
  const found = named.get(name);
  if (found === undefined || !(found.data instanceof Float32Array)) {
    throw new ModelFileError(file, `"${name}" of type F32`, found === undefined ? 'none of that name' : 'I32');
  }
  named.delete(name);
  return { shape: found.shape, data: found.data };
}

/** JSON in which NaN and the infinities are texts, as JSON has no numbers for them. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'number' && !Number.isFinite(item) ? String(item) : item));
}

/** Reads the metadata, with errors that name the file and the place. */
class Reader {
  readonly #file: string;
  readonly #metadata: Readonly<Record<string, string>>;

  constructor(file: string, metadata: Readonly<Record<string, string>>) {
    this.#file = file;
    this.#metadata = metadata;
  }

  that(key: string, value: unknown, holds: boolean): unknown {
    if (!holds) throw new ModelFileError(this.#file, `metadata "${key}" as saveState writes it`, describe(value));
    return value;
  }

  json(key: MetadataKey): unknown {
    try {
      return JSON.parse(this.#metadata[key] ?? '');
    } catch {
      return this.that(key, this.#metadata[key], false);
    }
  }

  record(key: string, value: unknown): Readonly<Record<string, unknown>> {
    return this.that(key, value, isRecord(value)) as Readonly<Record<string, unknown>>;
  }

  list(key: string, value: unknown): readonly unknown[] {
    return this.that(key, value, Array.isArray(value)) as readonly unknown[];
  }

  whole(key: string, value: unknown): number {
    return this.that(key, value, Number.isSafeInteger(value) && (value as number) >= 0) as number;
  }

  /** A finite number of at least 0. */
  size(key: string, value: unknown): number {
    const size = this.number(key, value);
    this.that(key, value, Number.isFinite(size) && size >= 0);
    return size;
  }

  number(key: string, value: unknown): number {
    const isNumber = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
    this.that(key, value, isNumber && (value === 'NaN' || !Number.isNaN(Number(value))));
    return Number(value);
  }
}
