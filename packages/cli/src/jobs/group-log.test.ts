import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolderError } from '@inkgrad/experiments';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GroupLog } from './group-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkgrad-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

const path = (): string => join(folder, 'log.jsonl');
const line = '{"id":"a","title":"seed 1","status":"done","at":"2026-01-01T00:00:00.000Z"}';

test('a line that a crash left unfinished is dropped', async () => {
  await writeFile(path(), `${line}\n{"id":"b","ti`);
  const log = await GroupLog.open(path());
  expect(log.of('a')).toEqual(JSON.parse(line));
  expect(log.of('b')).toBeUndefined();
  expect(await readFile(path(), 'utf8')).toBe(`${line}\n`);
});

test.each([
  ['text', 'is damaged: not valid JSON in line 1, column 1: text is no JSON value'],
  ['{"id":"a","id":"b"}', 'is damaged: the key "id" stands twice'],
  ['null', 'is damaged: not a job that was done or that failed'],
  ['{"id":"b","status":"lost"}', 'is damaged: not a job that was done or that failed'],
])('a whole line that somebody wrote is refused with its number: %s', async (text, reason) => {
  await writeFile(path(), `${line}\n${text}\n`);
  await expect(GroupLog.open(path())).rejects.toThrow(RunFolderError);
  await expect(GroupLog.open(path())).rejects.toThrow(`${path()}, line 2: ${reason}`);
});
