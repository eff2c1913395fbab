import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import { ConfigError } from '../errors.ts';
import { loadExperimentFile } from './experiment-file.ts';

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
  expect(await sentence('')).toBe('FILE: the text is empty; expected JSON.');
  expect(await sentence('{\n  "name": "x",\n  oops\n}')).toBe(
    'FILE: not valid JSON in line 3, column 3: oops is no JSON value; texts and keys stand in double quotes.',
  );
  expect(await sentence('{"name": "x", "seed": True, "epochs": 3}')).toBe(
    'FILE: not valid JSON in line 1, column 23: True is written true.',
  );
  expect(await sentence('{"name": "x"')).toBe(
    'FILE: not valid JSON in line 1, column 13: expected "}" or ",", found the end of the text.',
  );
  expect(await sentence('{"nmae": "x"}')).toMatch(
    /^FILE, 5 problems:\n {2}unknown key "nmae"; did you mean "name"\?\n/,
  );
});

test('a key that stands twice is an error that names both places', async () => {
  expect(await sentence('{\n  "epochs": 1,\n  "name": "x",\n  "epochs": 2\n}')).toBe(
    'FILE: the key "epochs" stands twice, in line 2, column 3 and in line 4, column 3; keep one of them.',
  );
  expect(await sentence('{"layers": [{"type": "dense", "units": 1, "units": 2}]}')).toContain(
    'the key "units" of layers.0 stands twice',
  );
});

test('UTF-16 and bytes that are no text are named', async () => {
  const text = JSON.stringify(experiments.v1);
  const path = join(folder, 'mine.json');
  await writeFile(path, `\uFEFF${text}`, 'utf16le');
  await expect(loadExperimentFile(path)).rejects.toThrow('mine.json: the text is UTF-16; save it as UTF-8.');
  await writeFile(path, text.replace('v1', 'vü'), 'latin1');
  await expect(loadExperimentFile(path)).rejects.toThrow(/mine\.json: the text is no UTF-8: byte \d+ is 0xfc/);
});

test('an absent file and a folder', async () => {
  await expect(loadExperimentFile(join(folder, 'absent.json'))).rejects.toThrow('no such file');
  await expect(loadExperimentFile(folder)).rejects.toThrow('is a folder');
});
