/** What a worker does for its jobs, over and over on one device: nothing of a run stays on the device after it. */
import { join } from 'node:path';
import { DataUploads, type Experiment, resolveExperiment, type Split } from '@inkgrad/experiments';
import { describeEnvironment, recordRun } from '@inkgrad/experiments/node';
import { experiments } from '@inkgrad/mnist';
import { loadMnist } from '@inkgrad/mnist/node';
import { type Device, openDevice } from '@inkgrad/tensor';
import { expect, it } from 'vitest';
import { shareData } from '../src/jobs/share-data.ts';
import { writeIdxFolder } from './support/idx-files.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const runs = 30;
const folds = 5;

interface Disposable {
  dispose(): void;
}

/** Counts what the device has made and not been given back. */
function countLiving(device: Device): () => number {
  const living = new Set<Disposable>();
  const watch = <T extends Disposable>(thing: T): T => {
    living.add(thing);
    const dispose = thing.dispose.bind(thing);
    thing.dispose = () => {
      living.delete(thing);
      dispose();
    };
    return thing;
  };
  const [allocate, compile] = [device.allocate.bind(device), device.compile.bind(device)];
  device.allocate = (...parts) => watch(allocate(...parts));
  device.compile = async (...parts) => watch(await compile(...parts));
  return () => living.size;
}

it(`holds the same after ${runs} runs as after the first`, async () => {
  const data = shareData(await loadMnist({ dataDir: writeIdxFolder(join(folder, 'data')) }));
  const device = await openDevice('wasm', { threads: 1 });
  const living = countLiving(device);
  const uploads = new DataUploads(device, data);
  const environment = describeEnvironment('0', device, data);
  const record = (experiment: Experiment, split: Split, index: number) =>
    recordRun({ directory: join(folder, `run-${index}`), experiment, split, data, device, uploads, environment });

  const after: number[] = [];
  for (let index = 0; index < runs; index++) {
    const experiment = resolveExperiment(experiments.v1, { epochs: 1, seed: index });
    const fold = (index % folds) + 1;
    await record(experiment, index % 2 === 0 ? { kind: 'test' } : { kind: 'fold', folds, fold, seed: 1 }, index);
    after.push(living());
  }
  // The whole data set, which later runs want too; of folds nothing.
  expect(after[0]).toBeGreaterThan(0);
  expect(new Set(after).size).toBe(1);

  // Of a run that fails as little as of one that ends well.
  const diverging = { ...experiments.v1, optimizer: { ...experiments.v1.optimizer, learningRate: 1e30 } };
  await expect(record(diverging, { kind: 'test' }, runs)).rejects.toMatchObject({ kind: 'numeric' });
  expect(living()).toBe(after[0]);
  await uploads.dispose();
  expect(living()).toBe(0);
  await device.dispose();
});
