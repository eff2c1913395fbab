import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Callback, dense, type Sequential, sequential } from '../index.ts';
import { csvLogger, jsonLinesLogger, modelCheckpointFile } from './index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkgrad-log-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const x = [[1], [2], [3], [4]];
const y = [2, 4, 6, 8];
const make = (): Sequential =>
  sequential({ inputShape: [1], layers: [dense({ units: 1 })] }).compile({
    optimizer: 'sgd',
    loss: 'meanSquaredError',
  });

interface Kind {
  readonly logger: (options: { path: string; append?: boolean }) => Callback;
  /** Lines as [epoch, loss, validationLoss]. */
  readonly read: (text: string) => unknown[][];
}
const kinds: Record<string, Kind> = {
  csv: {
    logger: csvLogger,
    read: (text) => {
      const [header, ...lines] = text.trimEnd().split('\n');
      expect(header).toBe('epoch,loss,validationLoss');
      return lines.map((line) => line.split(',').map(Number));
    },
  },
  'JSON lines': {
    logger: jsonLinesLogger,
    read: (text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => Object.values(JSON.parse(line))),
  },
};

describe.each(Object.keys(kinds))('%s', (kind) => {
  const { logger, read } = kinds[kind]!;

  test('has a line an epoch as soon as the epoch ends, to the last bit', async () => {
    const path = join(folder, 'new', 'log');
    const model = make();
    const seen: number[] = [];
    const look: Callback = { onEpochEnd: async () => void seen.push(read(await readFile(path, 'utf8')).length) };
    const { epoch, history } = await model.fit(x, y, {
      device,
      epochs: 3,
      validationData: [x, y],
      callbacks: [logger({ path }), look],
    });
    expect(seen).toEqual([1, 2, 3]);
    const expected = epoch.map((at) => [at, history['loss']![at], history['validationLoss']![at]]);
    expect(read(await readFile(path, 'utf8'))).toEqual(expected);
    await model.dispose();
  });

  test('continued, it is the log of a training that never stopped', async () => {
    const options = { device, validationData: [x, y] as const };
    const whole = make();
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    await whole.fit(x, y, { ...options, epochs: 5, callbacks: [logger({ path: first })] });
    const model = make();
    await model.fit(x, y, { ...options, epochs: 2, callbacks: [logger({ path: second })] });
    const bytes = await model.saveState();
    await model.fit(x, y, {
      ...options,
      epochs: 4,
      initialEpoch: 2,
      callbacks: [logger({ path: second, append: true })],
    });
    // Epochs 2 and 3 were logged but not saved, and the writer ended within the line of epoch 4.
    await appendFile(second, '{"epoch":4,"lo');
    const again = make();
    const resume = await again.loadState(bytes);
    await again.fit(x, y, { ...options, epochs: 5, resume, callbacks: [logger({ path: second, append: true })] });
    expect(await readFile(second, 'utf8')).toBe(await readFile(first, 'utf8'));
    expect(await readdir(folder)).toEqual(['first', 'second']);
    await again.fit(x, y, { ...options, callbacks: [logger({ path: second })] });
    expect(read(await readFile(second, 'utf8'))).toHaveLength(1);
    await Promise.all([whole.dispose(), model.dispose(), again.dispose()]);
  });

  test('a file of something else is not continued', async () => {
    const path = join(folder, 'log');
    await writeFile(path, 'Dear diary,\n');
    const model = make();
    const fitting = model.fit(x, y, { device, callbacks: [logger({ path, append: true })] });
    await expect(fitting).rejects.toMatchObject({ name: 'ModelFileError', kind: 'data', file: path });
    expect(await readFile(path, 'utf8')).toBe('Dear diary,\n');
    await model.dispose();
  });

  test('a file that cannot be written ends training before its first epoch', async () => {
    await mkdir(join(folder, 'log'));
    const model = make();
    await expect(model.fit(x, y, { device, callbacks: [logger({ path: join(folder, 'log') })] })).rejects.toMatchObject(
      { code: 'EISDIR' },
    );
    expect(model.history!.epoch).toEqual([]);
    await model.dispose();
  });

  test.each([[{}], [{ path: '' }], [{ path: 'log', append: 1 }], [{ filename: 'log' }]])('%j is refused', (options) => {
    expect(() => logger(options as never)).toThrowError(expect.objectContaining({ kind: 'usage' }));
  });
});

test('other separators, and losses that are not finite', async () => {
  const model = make();
  await model.setWeights([[[Number.NaN]], [0]]);
  const [csv, lines] = [join(folder, 'csv'), join(folder, 'lines')];
  const callbacks = [csvLogger({ path: csv, separator: ';' }), jsonLinesLogger({ path: lines })];
  await model.fit(x, y, { device, terminateOnNaN: false, callbacks });
  expect(await readFile(csv, 'utf8')).toBe('epoch;loss\n0;NaN\n');
  expect(await readFile(lines, 'utf8')).toBe('{"epoch":0,"loss":"NaN"}\n');
  for (const separator of ['', ';;', '1', 'a', '.', '-', '\n', '"', '_']) {
    expect(() => csvLogger({ path: csv, separator }), separator).toThrowError(/separator must be one character/);
  }
  await model.dispose();
});

describe('modelCheckpointFile', () => {
  test('writes states that continue, weights that load, one file or one an epoch', async () => {
    const model = make();
    const path = join(folder, 'deep', 'last.safetensors');
    const callbacks = [
      modelCheckpointFile({ path }),
      modelCheckpointFile({
        path: (epoch, { loss }) => join(folder, `${epoch}-${typeof loss}.safetensors`),
        saveWeightsOnly: true,
        everyEpochs: 2,
      }),
    ];
    await model.fit(x, y, { device, epochs: 4, callbacks });
    expect((await readdir(folder)).sort()).toEqual(['1-number.safetensors', '3-number.safetensors', 'deep']);
    expect(await readdir(join(folder, 'deep'))).toEqual(['last.safetensors']);
    const loaded = make();
    expect((await loaded.loadState(await readFile(path), path)).epoch).toBe(4);
    expect(await loaded.getWeights()).toEqual(await model.getWeights());
    await loaded.loadWeights(await readFile(join(folder, '3-number.safetensors')));
    expect(await loaded.getWeights()).toEqual(await model.getWeights());
    await Promise.all([model.dispose(), loaded.dispose()]);
  });

  test('a checkpoint that cannot be written ends training and leaves the last one', async () => {
    const model = make();
    const path = join(folder, 'state');
    await model.fit(x, y, { device, callbacks: [modelCheckpointFile({ path })] });
    const before = await readFile(path);
    const failing = modelCheckpointFile({ path: (epoch) => (epoch < 2 ? join(folder, 'other') : join(path, 'below')) });
    await expect(model.fit(x, y, { device, epochs: 5, callbacks: [failing] })).rejects.toMatchObject({
      code: 'EEXIST',
    });
    expect(model.history!.epoch).toEqual([0, 1, 2]);
    expect(await readFile(path)).toEqual(before);
    await model.dispose();
  });

  test.each([
    [{}],
    [{ path: 3 }],
    [{ path: 'a', save: 1 }],
    [{ path: 'a', saveWeightsOnly: 1 }],
    [{ path: 'a', mode: 'up' }],
  ])('%j is refused', (options) => {
    expect(() => modelCheckpointFile(options as never)).toThrowError(expect.objectContaining({ kind: 'usage' }));
  });
});
