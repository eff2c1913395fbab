/** The folder of a run that was ended within its last epoch, read and continued as `inkgrad resume` does. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type DataSet, type Experiment, mnistForm, parseExperiment } from '@inkgrad/experiments';
import { describeEnvironment, readRun, recordRun } from '@inkgrad/experiments/node';
import { decodeMnist } from '@inkgrad/mnist';
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { badCheckpoint } from '../generate/checkpoint-file.ts';
import { damaged } from '../generate/damage.ts';
import { imageFile, labelFile } from '../generate/idx-file.ts';
import { damagedJson, oddJson } from '../generate/json.ts';
import { type FuzzInput, must } from '../target.ts';

const epochs = 3;

const experiment: Experiment = parseExperiment(
  {
    name: 'small',
    layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }],
    optimizer: { type: 'sgd', momentum: 0.5 },
    callbacks: { earlyStopping: { patience: 9 } },
    batchSize: 8,
    epochs,
  },
  'small',
);

function smallData(): DataSet {
  const images = (count: number) => ({ name: 'images', bytes: imageFile(count) });
  const labels = (count: number) => ({ name: 'labels', bytes: labelFile(count) });
  const [train, test] = [20, 10];
  const split = decodeMnist({
    ...{ trainImages: images(train), trainLabels: labels(train) },
    ...{ testImages: images(test), testLabels: labels(test) },
  });
  return {
    ...mnistForm,
    ...split,
    source: 'made',
    files: [],
    orientation: { transposed: false, inverted: false },
    notices: [],
  };
}

const data = smallData();

function continued(directory: string, device: Device, onChunk: (epoch: number) => void): ReturnType<typeof recordRun> {
  return recordRun({
    ...{ directory, experiment, data, device, diagnose: true },
    environment: describeEnvironment('0.0.0', device, data),
    onProgress: (event) => {
      if (event.type === 'chunk') onChunk(event.epoch);
    },
  });
}

/** The files of a run that ended, as by a power cut, in its last epoch. */
async function interruptedRun(): Promise<Record<string, Uint8Array>> {
  const directory = await mkdtemp(join(tmpdir(), 'inkgrad-fuzz-run-'));
  const device = await openDevice('wasm', { threads: 1 });
  const died = new Error('died');
  try {
    const ending = continued(directory, device, (epoch) => {
      if (epoch === epochs) throw died;
    });
    await ending.catch((error: unknown) => {
      if (error !== died) throw error;
    });
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const files = await Promise.all(names.map(async (path) => [path, new Uint8Array(await readFile(path))] as const));
    return Object.fromEntries(files.map(([path, bytes]) => [path.slice(directory.length + 1), bytes]));
  } finally {
    await device.dispose();
    await rm(directory, { recursive: true });
  }
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Files that say how a run ended, and that this run does not have. */
const endings = ['result.json', 'failure.json', 'interrupted.json', 'history.json', 'reproduction.json'] as const;

export async function runInputs(): Promise<fc.Arbitrary<FuzzInput>> {
  const files = await interruptedRun();
  const names = Object.keys(files);
  const checkpoints = names.filter((name) => name.endsWith('.checkpoint'));
  const parsed = (name: string): unknown => JSON.parse(new TextDecoder().decode(files[name]));
  const changed = (name: string, bytes: Uint8Array): Record<string, Uint8Array> => ({ [name]: bytes });
  const record = damagedJson(fc.constant(parsed('record.json'))).map((text) => changed('record.json', utf8(text)));
  const checkpoint = fc
    .constantFrom(...checkpoints)
    .chain((name) => badCheckpoint(files[name]!).map((bytes) => changed(name, bytes)));
  const any = fc
    .constantFrom(...names)
    .chain((name) => damaged(fc.constant(files[name]!)).map((bytes) => changed(name, bytes)));
  const ending = fc
    .tuple(
      fc.constantFrom(...endings),
      fc.oneof(oddJson, damagedJson(fc.constant({ message: 'm.', epoch: 1, step: 2 }))),
    )
    .map(([name, text]) => changed(name, utf8(text)));
  const absent = fc.constantFrom(...names).map((name): Record<string, undefined> => ({ [name]: undefined }));
  const changes = fc.array(fc.oneof(record, checkpoint, checkpoint, any, ending, absent), { maxLength: 2 });
  return changes.map((list): FuzzInput => {
    const all = Object.entries({ ...files, ...Object.assign({}, ...list) } as Record<string, Uint8Array | undefined>);
    const left = all.filter((entry): entry is [string, Uint8Array] => entry[1] !== undefined);
    return { entry: 'run', files: Object.fromEntries(left), isValid: list.length === 0 };
  });
}

/** Reads and continues a run. A record of another experiment, which may train for days, is only read. */
export async function checkRun(directory: string, device: Device): Promise<void> {
  const run = await readRun(directory);
  must(run.epochsDone >= 0 && run.trainingSeconds >= 0, 'no count of epochs, or no time');
  if (run.failure !== undefined) must(typeof run.failure.message === 'string', 'a failure without a message');
  if (!isDeepStrictEqual(run.experiment, experiment)) return;
  const { result, reused } = await continued(directory, device, () => {});
  if (reused) return;
  must(result.epochs.length === epochs, `${result.epochs.length} epochs of ${epochs}`);
  const { loss, accuracy } = result.evaluation;
  must(Number.isFinite(loss) && accuracy !== undefined && accuracy >= 0 && accuracy <= 1, 'figures that are none');
  must(result.seconds >= 0, 'no time');
  must((await readRun(directory)).status === 'finished', 'a continued run is not finished');
}
