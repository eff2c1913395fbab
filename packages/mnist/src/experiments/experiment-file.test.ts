import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { loadExperimentFile } from './experiment-file.ts';
import { experiments } from './published-experiments.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkgrad-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string) {
  const path = join(folder, 'mine.json');
  await writeFile(path, text);
  return loadExperimentFile(path);
}

const sentence = async (text: string) => {
  const error: unknown = await load(text).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.replace(join(folder, 'mine.json'), 'FILE');
};

test('a valid file, with a byte order mark', async () => {
  expect(await load(`\uFEFF${JSON.stringify(experiments.v2, undefined, 2)}`)).toEqual(experiments.v2);
});

test('what is wrong is said with its place', async () => {
  expect(await sentence('')).toBe('FILE: the file is empty; expected an experiment as JSON.');
  expect(await sentence('{\n  "name": "x",\n  oops\n}')).toBe('FILE: not valid JSON in line 3, column 3.');
  expect(await sentence('{"name": "x"')).toMatch(/^FILE: not valid JSON (at its end|in line 1, column 13)\.$/);
  expect(await sentence('{"nmae": "x"}')).toMatch(/^FILE: unknown key "nmae"; did you mean "name"\?/);
});

test('an absent file and a folder', async () => {
  await expect(loadExperimentFile(join(folder, 'absent.json'))).rejects.toThrow('no such file');
  await expect(loadExperimentFile(folder)).rejects.toThrow('is a folder');
});
