import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RunFolderError } from '../errors.ts';
import { createRunFolder, writeWhole } from './run-folder.ts';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'inkgrad-folder-'));
});
afterEach(() => rm(base, { recursive: true }));

const date = new Date(2026, 2, 9, 14, 5, 30);

async function failure(action: Promise<unknown>): Promise<RunFolderError> {
  const error: unknown = await action.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RunFolderError);
  expect((error as RunFolderError).kind).toBe('io');
  return error as RunFolderError;
}

describe('createRunFolder', () => {
  test('is new every time, also when several are made at once', async () => {
    const folders = await Promise.all([1, 2, 3].map(() => createRunFolder({ base, name: 'v1', date })));
    expect(folders.map(({ path }) => path).sort()).toEqual([
      join(base, '2026-03-09T14-05-30-v1'),
      join(base, '2026-03-09T14-05-30-v1-2'),
      join(base, '2026-03-09T14-05-30-v1-3'),
    ]);
  });

  test('takes a folder that is absent or empty, and no other', async () => {
    const directory = join(base, 'a', 'b');
    expect((await createRunFolder({ directory, name: 'v1' })).path).toBe(directory);
    expect((await createRunFolder({ directory, name: 'v1' })).path).toBe(directory);
    await writeFile(join(directory, 'history.json'), '{}');
    expect((await failure(createRunFolder({ directory, name: 'v1' }))).message).toBe(
      `${directory}: the folder is not empty; runs are never overwritten, choose another.`,
    );
  });

  test('discard removes what was made, and leaves an empty folder that was there', async () => {
    const made = await createRunFolder({ base, name: 'v1', date });
    await writeWhole(join(made.path, 'x', 'y.txt'), 'y');
    made.discard();
    expect(await readdir(base)).toEqual([]);
    await mkdir(join(base, 'mine'));
    const mine = await createRunFolder({ directory: join(base, 'mine'), name: 'v1' });
    await writeWhole(join(mine.path, 'y.txt'), 'y');
    mine.discard();
    expect(await readdir(join(base, 'mine'))).toEqual([]);
  });

  test('a file in the way', async () => {
    const file = join(base, 'file');
    await writeFile(file, 'x');
    expect((await failure(createRunFolder({ directory: file, name: 'v1' }))).message).toBe(
      `${file}: cannot be written: there is a file of that name.`,
    );
    expect((await failure(createRunFolder({ base: join(file, 'runs'), name: 'v1' }))).message).toContain(
      'a part of the path is a file, not a folder',
    );
  });

  test('a name that is too long', async () => {
    expect((await failure(createRunFolder({ base, name: 'x'.repeat(300) }))).message).toContain('the name is too long');
  });
});

describe('writeWhole', () => {
  test('replaces a file and leaves nothing else', async () => {
    const path = join(base, 'a', 'x.json');
    await writeWhole(path, 'one');
    await writeWhole(path, new TextEncoder().encode('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(join(base, 'a'))).toEqual(['x.json']);
  });

  test('leaves nothing behind where it fails', async () => {
    const path = join(base, 'folder');
    await mkdir(join(path, 'inside'), { recursive: true });
    expect((await failure(writeWhole(path, 'x'))).path).toBe(path);
    expect(await readdir(base)).toEqual(['folder']);
  });
});

describe('folders that cannot be made', () => {
  test.runIf(process.platform === 'linux')('are told at once, also where the system denies what is there', async () => {
    await expect(createRunFolder({ directory: '/proc/inkgrad/run', name: 'x' })).rejects.toThrow(RunFolderError);
  });

  test('leave nothing behind when a nested one is discarded', async () => {
    const root = await mkdtemp(join(tmpdir(), 'inkgrad-nested-'));
    const folder = await createRunFolder({ directory: join(root, 'a', 'b', 'c'), name: 'x' });
    folder.discard();
    expect(await readdir(root)).toEqual([]);
    await rm(root, { recursive: true });
  });
});
