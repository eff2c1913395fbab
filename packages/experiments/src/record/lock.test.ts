import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isLocked, lockRun } from './lock.ts';
import { mayRun, type ProcessIdentity, thisProcess } from './process-identity.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkgrad-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A claim as another process leaves it. */
const claim = (identity: ProcessIdentity): Promise<void> =>
  writeFile(join(folder, `running-${identity.pid}-0123abcd.lock`), JSON.stringify(identity));

/** The id of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid!;
}

describe('lockRun', () => {
  test('is for one at a time, and leaves nothing', async () => {
    const lock = await lockRun(folder);
    expect(await isLocked(folder)).toBe(true);
    await expect(lockRun(folder)).rejects.toThrow(`process ${process.pid} works in this folder; wait for it to end`);
    await lock.release();
    expect(await isLocked(folder)).toBe(false);
    await (await lockRun(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('has at most one winner of several that start at once', async () => {
    for (let round = 0; round < 10; round++) {
      const settled = await Promise.allSettled(Array.from({ length: 4 }, () => lockRun(folder)));
      const won = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(won.length).toBeLessThanOrEqual(1);
      for (const lock of won) await lock.release();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes over from a process that is gone', async () => {
    await claim({ pid: await endedProcess(), host: hostname(), started: null });
    expect(await isLocked(folder)).toBe(false);
    await (await lockRun(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes over where the id is used again by a process that started at another time', async () => {
    await claim({ ...(await thisProcess()), started: 'long ago' });
    await (await lockRun(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('cannot know of another host, and names the file', async () => {
    await claim({ pid: 7, host: 'elsewhere', started: null });
    await expect(lockRun(folder)).rejects.toThrow(/process 7 on elsewhere works .* remove .*running-7-0123abcd\.lock/);
    expect(await readdir(folder)).toEqual(['running-7-0123abcd.lock']);
  });

  test('a claim that cannot be read is no licence', async () => {
    await writeFile(join(folder, 'running-7-0123abcd.lock'), '');
    await expect(lockRun(folder)).rejects.toThrow('cannot be read');
    expect(await readFile(join(folder, 'running-7-0123abcd.lock'), 'utf8')).toBe('');
    expect(await readdir(folder)).toHaveLength(1);
  });
});

test('a process knows itself', async () => {
  const self = await thisProcess();
  expect(await mayRun(self)).toBe(true);
  expect(await thisProcess()).toEqual(self);
});
