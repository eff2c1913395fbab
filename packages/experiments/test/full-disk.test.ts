/** A disk that is full while a run is recorded, by a stand-in for the file system that refuses. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type * as nnNode from '@inkgrad/nn/node';
import { openDevice } from '@inkgrad/tensor';
import { expect, test, vi } from 'vitest';
import { RunFolderError } from '../src/errors.ts';
import { describeEnvironment, readRun, recordRun } from '../src/node.ts';
import type * as diskWriter from '../src/record/disk-writer.ts';
import { smallData, smallExperiment } from './support/small-run.ts';

/** The name of the file that finds no room; undefined while there is room. */
let refused: string | undefined;
function full(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
}
vi.mock('@inkgrad/nn/node', async (original) => {
  const real = await original<typeof nnNode>();
  return {
    ...real,
    replaceFile: async (path: string, content: string | Uint8Array) => {
      if (basename(path) !== refused) return real.replaceFile(path, content);
      throw full();
    },
  };
});
vi.mock('../src/record/disk-writer.ts', async (original) => {
  const { DiskWriter } = await original<typeof diskWriter>();
  class Refusing extends DiskWriter {
    override replace(path: string, ...rest: [Uint8Array, (readonly string[])?]): Promise<void> {
      return basename(path) === refused ? Promise.reject(full()) : super.replace(path, ...rest);
    }
  }
  return { DiskWriter: Refusing };
});

test.each(['epoch-000003.checkpoint', 'history.json', 'result.json'])('no room for %s', async (name) => {
  const base = await mkdtemp(join(tmpdir(), 'inkgrad-full-'));
  const data = smallData(200, 200);
  const device = await openDevice('wasm', { threads: 1 });
  const environment = describeEnvironment('0.0.0', device, data);
  const record = (directory: string) =>
    recordRun({ directory, experiment: smallExperiment(), data, device, environment });
  const bytesOf = async (directory: string) => [
    await readFile(join(directory, 'history.json')),
    await readFile(join(directory, 'model', 'weights.safetensors')),
  ];
  try {
    refused = undefined;
    await record(join(base, 'whole'));
    refused = name;
    const directory = join(base, 'full');
    const error: unknown = await record(directory).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RunFolderError);
    expect((error as RunFolderError).message).toMatch(
      new RegExp(`${name}: cannot be written: no space left on the disk`),
    );
    expect(await readRun(directory)).toMatchObject({ status: 'interrupted', result: undefined });
    expect((await readdir(join(directory, 'checkpoints'))).length).toBe(2);
    refused = undefined;
    const { resumedFromEpoch } = await record(directory);
    expect(resumedFromEpoch).toBe(name.startsWith('epoch') ? 2 : 4);
    expect(await bytesOf(directory)).toEqual(await bytesOf(join(base, 'whole')));
  } finally {
    await device.dispose();
    await rm(base, { recursive: true });
  }
});
