/** The record of a run on disk: what it holds, that it continues to the bit, and what damage does to it. */
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Experiment,
  type PictureData,
  parseExperiment,
  predictDigits,
  RunFailedError,
  RunFolderError,
} from '@inkgrad/experiments';
import {
  describeEnvironment,
  listRuns,
  loadTrainedModel,
  type RecordedRun,
  type RecordOptions,
  readRun,
  recordRun,
} from '@inkgrad/experiments/node';
import { NonFiniteLossError } from '@inkgrad/nn';
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smallExperiment, smallMnist } from './support/small-run.ts';

let data: PictureData;
let device: Device;
let base: string;
beforeAll(async () => {
  data = await smallMnist(200, 1010);
  device = await openDevice('wasm', { threads: 1 });
});
afterAll(() => device.dispose());
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'inkgrad-record-'));
});
afterEach(() => rm(base, { recursive: true }));

type Change = Partial<RecordOptions> & { readonly directory: string };

function record(change: Change): Promise<RecordedRun> {
  const environment = describeEnvironment('0.0.0', device, data);
  return recordRun({ experiment: smallExperiment(), data, device, environment, ...change });
}

/** Ends the run as if the process died: after `epochs` epochs and some steps more. */
async function die(change: Change, epochs: number): Promise<void> {
  const died = new Error('died');
  const failing = record({
    ...change,
    onProgress: (event) => {
      if (event.type === 'chunk' && event.epoch === epochs + 1) throw died;
    },
  });
  await expect(failing).rejects.toBe(died);
}

const bytesOf = async (directory: string): Promise<Record<string, string>> => ({
  history: await readFile(join(directory, 'history.json'), 'utf8'),
  weights: (await readFile(join(directory, 'model', 'weights.safetensors'))).toString('base64'),
  metrics: (await readFile(join(directory, 'metrics.jsonl'), 'utf8')).replaceAll(/"seconds":[^}]*/g, ''),
});

/** Every file, with its bytes and when it was written. */
async function filesOf(directory: string): Promise<Record<string, string>> {
  const names = await readdir(directory, { recursive: true });
  const files = names.sort().map(async (name) => {
    const path = join(directory, name);
    const { mtimeMs, isFile } = await stat(path).then((found) => ({ mtimeMs: found.mtimeMs, isFile: found.isFile() }));
    return isFile ? [[name, `${mtimeMs} ${(await readFile(path)).toString('base64')}`] as const] : [];
  });
  return Object.fromEntries((await Promise.all(files)).flat());
}

const checkpointsOf = async (directory: string): Promise<string[]> =>
  (await readdir(join(directory, 'checkpoints'))).sort();

describe('a record', () => {
  test('holds everything of the run, and the model answers as it did', async () => {
    const directory = join(base, 'run');
    const { result, modelDirectory, reused, interrupted, resumedFromEpoch } = await record({ directory });
    expect([reused, interrupted, resumedFromEpoch]).toEqual([false, undefined, undefined]);
    expect((await readdir(directory)).sort()).toEqual([
      'checkpoints',
      'config.json',
      'environment.json',
      'history.json',
      'metrics.jsonl',
      'model',
      'record.json',
      'result.json',
    ]);
    expect(await checkpointsOf(directory)).toEqual(['epoch-000003.checkpoint', 'epoch-000004.checkpoint']);
    expect(JSON.parse(await readFile(join(directory, 'result.json'), 'utf8'))).toEqual(result);
    const config: unknown = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
    expect(parseExperiment(config, 'config.json')).toEqual(result.config);
    const lines = (await readFile(join(directory, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
    const metrics = lines.map((line) => JSON.parse(line) as Record<string, number>);
    expect(metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(metrics.map(({ validationLoss }) => validationLoss)).toEqual(result.history['validationLoss']);
    const environment = JSON.parse(await readFile(join(directory, 'environment.json'), 'utf8'));
    expect(environment).toMatchObject({
      backend: 'wasm',
      threads: 1,
      data: { files: data.files.map(({ md5 }) => ({ md5 })) },
    });

    for (const each of [directory, modelDirectory]) {
      const loaded = await loadTrainedModel(each);
      expect(loaded.experiment).toEqual(result.config);
      const image = data.test.inputs.subarray(784_000, 784_784);
      const [answer] = await predictDigits(loaded.model, image, loaded.experiment.preprocessing, { device });
      expect(answer).toMatchObject({ predicted: result.predictionOfTestSample1000!.predicted });
      // Another batch size orders the sums of a product otherwise: a few units in the last place.
      for (const [digit, probability] of answer!.probabilities!.entries()) {
        expect(probability).toBeCloseTo(result.predictionOfTestSample1000!.probabilities![digit]!, 5);
      }
      await loaded.model.dispose();
    }
  });

  test('of a finished run gives its result without training', async () => {
    const directory = join(base, 'run');
    const { result } = await record({ directory });
    const again = await record({
      directory,
      onProgress: () => {
        throw new Error('it trains');
      },
    });
    expect(again).toMatchObject({ reused: true, resumedFromEpoch: undefined });
    expect(again.result).toEqual(result);
  });
});

describe.each([
  ['plain', {}, {}],
  ['with diagnoses, on a fold', {}, { diagnose: true, split: { kind: 'fold', folds: 4, fold: 2, seed: 5 } }],
  ['without validation', {}, { split: { kind: 'testAtEnd' } }],
  ['on a part of the training set', { validation: { fraction: 0.3 } }, {}],
  [
    'with callbacks that remember',
    {
      callbacks: {
        reduceLROnPlateau: { monitor: 'loss', patience: 1, minDelta: 0.5 },
        earlyStopping: { monitor: 'validationLoss', patience: 2, restoreBestWeights: true },
      },
    },
    {},
  ],
] as const)('a run that died continues: %s', (_, change, options) => {
  const experiment = (): Experiment => smallExperiment(change);

  test('to the same bytes, whenever it died', async () => {
    const whole = await record({ directory: join(base, 'whole'), experiment: experiment(), ...options });
    const expected = await bytesOf(whole.directory);
    const directory = join(base, 'died');
    for (const epochs of [0, 1, 1, 3]) await die({ directory, experiment: experiment(), ...options }, epochs);
    const notices: string[] = [];
    const onNotice = (sentence: string): void => void notices.push(sentence);
    const { result, resumedFromEpoch } = await record({ directory, experiment: experiment(), ...options, onNotice });
    expect(resumedFromEpoch).toBe(3);
    expect(notices).toEqual([`${directory} continues after epoch 3 of 4.`]);
    expect(await bytesOf(directory)).toEqual(expected);
    const untimed = ({ seconds: _seconds, epochs, ...others }: typeof result) => ({
      ...others,
      epochs: epochs.map(({ seconds: __, microsecondsPerSample: ___, ...figures }) => figures),
    });
    expect(untimed(result)).toEqual(untimed(whole.result));
    expect((await readRun(directory)).continued.map(({ fromEpoch }) => fromEpoch)).toEqual([0, 1, 1, 3]);
  });
});

describe('asked to stop', () => {
  test('it keeps what it learned, and continues from the last whole epoch', async () => {
    const { directory: whole } = await record({ directory: join(base, 'whole') });
    const directory = join(base, 'stopped');
    let stops = false;
    const options = {
      directory,
      onProgress: ({ type }: { type: string }): void => {
        if (type === 'epochEnd') stops = true;
      },
      stop: () => stops,
    };
    const { interrupted, result } = await record(options);
    expect(interrupted).toEqual({ epoch: 1, epochs: 4, step: 13, steps: 13 });
    expect(result.epochs).toHaveLength(1);
    expect(await readRun(directory)).toMatchObject({ status: 'interrupted', epochsDone: 1, interruption: interrupted });
    // The model is there to be used.
    await (await loadTrainedModel(directory)).model.dispose();
    expect(JSON.parse(await readFile(join(directory, 'history.json'), 'utf8'))).toEqual(result.history);

    const continued = await record({ directory });
    expect(continued).toMatchObject({ resumedFromEpoch: 1, interrupted: undefined });
    expect(await bytesOf(directory)).toEqual(await bytesOf(whole));
    expect(await readdir(directory)).not.toContain('interrupted.json');
  });

  test('at once, it continues from the last whole epoch', async () => {
    const { directory: whole } = await record({ directory: join(base, 'whole') });
    const directory = join(base, 'aborted');
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = record({
      directory,
      signal: controller.signal,
      onProgress: (event) => {
        if (event.type === 'chunk' && event.epoch === 3) controller.abort(reason);
      },
    });
    await expect(running).rejects.toBe(reason);
    expect(await readRun(directory)).toMatchObject({ status: 'interrupted', epochsDone: 2 });
    await record({ directory });
    expect(await bytesOf(directory)).toEqual(await bytesOf(whole));
  });
});

describe('damage', () => {
  const flip = async (path: string): Promise<void> => {
    const bytes = await readFile(path);
    bytes[Math.floor(bytes.length / 2)]! ^= 4;
    await writeFile(path, bytes);
  };
  const cut = async (path: string): Promise<void> => {
    await truncate(path, 1000);
  };
  const empty = (path: string): Promise<void> => truncate(path, 0);

  test.each([
    ['cut', cut, /it has \d+ of \d+ bytes/],
    ['empty', empty, /first line/],
    ['with a flipped bit', flip, /checksum/],
  ] as const)('a newest checkpoint that is %s: the one before is used, and it says so', async (_, damage, reason) => {
    const { directory: whole } = await record({ directory: join(base, 'whole') });
    const directory = join(base, 'damaged');
    await die({ directory }, 3);
    const [, newest] = await checkpointsOf(directory);
    await damage(join(directory, 'checkpoints', newest!));
    const notices: string[] = [];
    const { resumedFromEpoch } = await record({ directory, onNotice: (sentence) => notices.push(sentence) });
    expect(resumedFromEpoch).toBe(2);
    expect(notices[0]).toContain(join('checkpoints', 'epoch-000003.checkpoint is damaged: '));
    expect(notices[0]).toMatch(reason);
    expect(notices[1]).toBe(`${directory} continues after epoch 2 of 4.`);
    expect(await bytesOf(directory)).toEqual(await bytesOf(whole));
  });

  test('both: training begins anew and ends with the same bytes', async () => {
    const { directory: whole } = await record({ directory: join(base, 'whole') });
    const directory = join(base, 'damaged');
    await die({ directory }, 3);
    const [older, newest] = await checkpointsOf(directory);
    await flip(join(directory, 'checkpoints', older!));
    await cut(join(directory, 'checkpoints', newest!));
    const notices: string[] = [];
    const { resumedFromEpoch } = await record({ directory, onNotice: (sentence) => notices.push(sentence) });
    expect(resumedFromEpoch).toBe(0);
    expect(notices).toHaveLength(3);
    expect(notices[2]).toBe(`${directory}: no checkpoint is left; training begins anew.`);
    expect(await bytesOf(directory)).toEqual(await bytesOf(whole));
    expect(await checkpointsOf(directory)).toHaveLength(2);
  });

  test('half a line of metrics, and one of an epoch beyond the checkpoint', async () => {
    const { directory: whole } = await record({ directory: join(base, 'whole') });
    for (const [name, rest] of [
      ['half', '{"epoch":4,"lo'],
      ['beyond', '{"epoch":4,"loss":1}\n'],
    ] as const) {
      const directory = join(base, name);
      await die({ directory }, 3);
      await writeFile(join(directory, 'metrics.jsonl'), rest, { flag: 'a' });
      await record({ directory });
      expect(await bytesOf(directory)).toEqual(await bytesOf(whole));
    }
  });

  test('a result that cannot be read is made again from the last checkpoint', async () => {
    const directory = join(base, 'run');
    const { result } = await record({ directory });
    await writeFile(join(directory, 'result.json'), '{');
    expect(await readRun(directory)).toMatchObject({ status: 'damaged', epochsDone: 4, result: undefined });
    const notices: string[] = [];
    const again = await record({ directory, onNotice: (sentence) => notices.push(sentence) });
    expect(notices[0]).toContain('result.json: is damaged: not valid JSON in line 1, column 2: expected "}" or ","');
    expect(again.resumedFromEpoch).toBe(4);
    expect(again.result.history).toEqual(result.history);
    expect(again.result.predictedDigits).toBe(result.predictedDigits);
  });

  test.each([
    ['null', () => null],
    ['a list', () => []],
    ['no evaluation', ({ evaluation: _, ...rest }: object & { evaluation?: unknown }) => rest],
    ['an epoch without time', (result: object) => ({ ...result, epochs: [{ epoch: 1, loss: 1, accuracy: 1 }] })],
    ['a history of texts', (result: object) => ({ ...result, history: { loss: 'low' } })],
  ])('a result that was edited to %s is damaged', async (_, edit) => {
    const directory = join(base, 'run');
    await record({ directory });
    const path = join(directory, 'result.json');
    await writeFile(path, JSON.stringify(edit(JSON.parse(await readFile(path, 'utf8')) as object)));
    expect(await readRun(directory)).toMatchObject({ status: 'damaged', result: undefined });
  });

  test.each([
    ['failure.json', 'null', /failure\.json: is damaged: not how a run failed\.$/],
    ['failure.json', '{"message":"x.","epoch":0,"step":1}', /not how a run failed \(epoch\)\.$/],
    ['interrupted.json', 'null', /interrupted\.json: is damaged: not where a run was interrupted\.$/],
    ['interrupted.json', '{"epoch":1,"epochs":2,"step":1,"steps":"many"}', /\(steps\)\.$/],
  ])('%s that holds %s is refused', async (name, text, reason) => {
    const directory = join(base, 'run');
    await die({ directory }, 1);
    await writeFile(join(directory, name), text);
    await expect(readRun(directory)).rejects.toThrow(RunFolderError);
    await expect(readRun(directory)).rejects.toThrow(reason);
  });

  test.each([
    ['null', 0],
    ['{"epoch":1}', 0],
    ['{"epoch":1,"seconds":-1}', 0],
    ['{"epoch":1,"seconds":1,"loss":{}}', 0],
    ['{"epoch":1,"seconds":1,"loss":"NaN"}', 1],
  ])('a line of metrics that is %s makes %d epochs', async (line, epochs) => {
    const directory = join(base, 'run');
    await die({ directory }, 1);
    await writeFile(join(directory, 'metrics.jsonl'), `${line}\n`);
    expect((await readRun(directory)).epochsDone).toBe(epochs);
  });

  test('a record that cannot be read', async () => {
    const directory = join(base, 'run');
    await die({ directory }, 1);
    await writeFile(join(directory, 'record.json'), '{"format": "inkgrad-run"');
    await expect(record({ directory })).rejects.toThrow(
      'the record of this run (record.json) is damaged: not valid JSON in line 1, column 25',
    );
    await expect(record({ directory })).rejects.toThrow(RunFolderError);
    const damaged: unknown[] = [];
    expect(await listRuns(base, (error) => damaged.push(error.path))).toEqual([]);
    expect(damaged).toEqual([directory]);
  });
});

describe('a record that somebody has edited', () => {
  test.each([
    [
      'a key twice',
      (text: string) => text.replace('{', '{\n  "diagnose": true,'),
      /the key "diagnose" stands twice, in/,
    ],
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'), /the text is UTF-16/],
    ['null', () => 'null', /it is not the record of a run/],
    ['a list', () => '[]', /it is not the record of a run/],
    ['another version', (text: string) => text.replace('"version": 1', '"version": 2'), /: version is not what/],
    ['no environment', (text: string) => text.replace('"environment"', '"surroundings"'), /: environment is not what/],
    ['another split', (text: string) => text.replace('"kind": "test"', '"kind": "half"'), /: split.kind is not what/],
    ['files that are none', (text: string) => text.replace('"files": [', '"files": [1,'), /data\.files\.0 is not what/],
    ['an unknown optimizer', (text: string) => text.replace('"adam"', '"adamm"'), /optimizer.type must be/],
  ])('%s: is refused with the place', async (_, edit, reason) => {
    const directory = join(base, 'run');
    await die({ directory }, 1);
    const path = join(directory, 'record.json');
    await writeFile(path, edit(await readFile(path, 'utf8')));
    for (const read of [() => record({ directory }), () => readRun(directory)]) {
      await expect(read()).rejects.toThrow(RunFolderError);
      await expect(read()).rejects.toThrow(reason);
    }
  });
});

describe('another run in the folder is refused', () => {
  test.each([
    ['seed', () => ({ experiment: smallExperiment({ seed: 2 }) }), 'its seed is 1, and 2 was asked for'],
    ['epochs', () => ({ experiment: smallExperiment({ epochs: 5 }) }), 'its configuration differs in "epochs"'],
    ['split', () => ({ split: { kind: 'testAtEnd' as const } }), 'it divides the data in another way'],
    ['diagnoses', () => ({ diagnose: true }), 'it was made without diagnoses'],
    ['data', () => ({ data: { ...data, train: data.test } }), 'its data was another'],
    [
      'form of the images',
      () => {
        const turned = { ...data, orientation: { transposed: true, inverted: false } };
        return { environment: describeEnvironment('0.0.0', device, turned) };
      },
      'its images were transposed or inverted in another way',
    ],
  ])('of another %s', async (_, change, sentence) => {
    const directory = join(base, 'run');
    await die({ directory }, 1);
    await expect(record({ directory, ...change() })).rejects.toThrow(sentence);
    expect(await readRun(directory)).toMatchObject({ status: 'interrupted', epochsDone: 1 });
  });

  test('of another backend, but not of another number of threads', async () => {
    const directory = join(base, 'run');
    await die({ directory }, 1);
    const reference = await openDevice('reference');
    const environment = describeEnvironment('0.0.0', reference, data);
    await expect(record({ directory, device: reference, environment })).rejects.toThrow('began on wasm, ');
    await reference.dispose();
    const two = await openDevice('wasm', { threads: 2 });
    const { directory: whole } = await record({ directory: join(base, 'whole') });
    await record({ directory, device: two, environment: describeEnvironment('0.0.0', two, data) });
    await two.dispose();
    expect(await bytesOf(directory)).toEqual(await bytesOf(whole));
  });

  test('a folder with other files', async () => {
    await writeFile(join(base, 'letter.txt'), 'mine');
    await expect(record({ directory: base })).rejects.toThrow('is not empty and holds no run');
    expect(await readdir(base)).toEqual(['letter.txt']);
  });
});

test('lists runs newest first, also those in groups', async () => {
  const environment = describeEnvironment('0.0.0', device, data);
  const at = (day: number) => ({ ...environment, startedAt: `2026-01-0${day}T00:00:00.000Z` });
  const experiment = smallExperiment({ epochs: 1 });
  await record({ directory: join(base, 'old'), experiment, environment: at(1) });
  await record({ directory: join(base, 'sweep', 'runs', 'a'), experiment, environment: at(3) });
  await die({ directory: join(base, 'new'), environment: at(2) }, 2);
  const runs = await listRuns(base);
  expect(runs.map(({ name, status, epochsDone }) => [name, status, epochsDone])).toEqual([
    [join('sweep', 'runs', 'a'), 'finished', 1],
    ['new', 'interrupted', 2],
    ['old', 'finished', 1],
  ]);
  expect(runs[1]!.metrics).toMatchObject({ epoch: 2, loss: expect.any(Number) });
  expect(await listRuns(join(base, 'nowhere'))).toEqual([]);
});

describe('a run that diverges', () => {
  /** From the second epoch on the learning rate is beyond all bounds. */
  const diverging = (): Experiment =>
    smallExperiment({
      layers: [{ type: 'flatten' }, { type: 'dense', units: 10 }, { type: 'dense', units: 10 }],
      loss: 'meanSquaredError',
      optimizer: { type: 'sgd', learningRate: 0.01 },
      callbacks: { learningRateSchedule: { type: 'stepDecay', dropEpochs: 1, factor: 1e30 } },
    });

  test('has failed, keeps its epochs, says in which step, and is not tried again', async () => {
    const directory = join(base, 'run');
    const experiment = diverging();
    const error: unknown = await record({ directory, experiment }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NonFiniteLossError);
    const { message, epoch, step } = error as NonFiniteLossError;
    expect(epoch).toBe(2);
    expect(await readRun(directory)).toMatchObject({
      ...{ status: 'failed', epochsDone: 1, result: undefined, interruption: undefined },
      failure: { message, epoch, step },
    });
    const before = await filesOf(directory);
    const again: unknown = await record({ directory, experiment }).catch((reason: unknown) => reason);
    expect(again).toBeInstanceOf(RunFailedError);
    expect(again).toMatchObject({ kind: 'numeric', path: directory, epoch, step });
    expect((again as RunFailedError).message).toBe(`${directory}: this run has failed: ${message}`);
    expect(await filesOf(directory)).toEqual(before);
  });

  test('what ends a run from outside is no failure of the run', async () => {
    const directory = join(base, 'run');
    await die({ directory, experiment: diverging() }, 0);
    expect(await readRun(directory)).toMatchObject({ status: 'interrupted', failure: undefined });
  });
});

describe('a folder that was named for one run', () => {
  const named = async (directory: string): Promise<string[]> => {
    const messageOf = (reason: Error): string => reason.message;
    return [
      await readRun(directory).then(String, messageOf),
      await loadTrainedModel(directory).then(String, messageOf),
    ];
  };

  test('and holds several names them', async () => {
    const experiment = smallExperiment({ epochs: 1 });
    const directory = join(base, 'group');
    await record({ directory: join(directory, 'b'), experiment });
    const [alone, model] = await named(directory);
    expect(alone).toBe(`${directory}: holds a run in a folder of its own; name that: ${join(directory, 'b')}.`);
    expect(model).toBe(alone);
    await cp(join(directory, 'b'), join(directory, 'a'), { recursive: true });
    const two = `${directory}: holds 2 runs; name one of them: ${join(directory, 'a')} or ${join(directory, 'b')}.`;
    expect(await named(directory)).toEqual([two, two]);
    for (const name of 'cdefg') await cp(join(directory, 'b'), join(directory, name), { recursive: true });
    expect((await named(directory))[0]).toMatch(/holds 7 runs; name one of them: .*\/e or one of 2 more\.$/);
  });

  test('and holds none, or is none', async () => {
    expect(await named(base)).toEqual([
      `${base}: holds no run (record.json); name a run's folder.`,
      `${base}: holds no model (model.json); name a run's folder or the model folder in it.`,
    ]);
    expect((await named(join(base, 'nowhere')))[0]).toContain('holds no run');
  });
});
