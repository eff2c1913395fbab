import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFailingInput, saveFailingInput } from './failing-input.ts';

test('an input is read as it was saved', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkgrad-failing-'));
  const failing = {
    ...{ target: 'idx', seed: 1, index: 12, reason: 'a digit is 11', details: 'at …' },
    input: {
      entry: 'folder',
      files: { 'a.json': new TextEncoder().encode('{}'), b: Uint8Array.of(0, 255, 128), 'c/': new Uint8Array() },
    },
  };
  const path = await saveFailingInput(join(folder, 'new'), failing);
  expect(path).toBe(join(folder, 'new', 'idx-1-12.json'));
  expect(await readFailingInput(path)).toEqual(failing);
  expect(await readFile(path, 'utf8')).toContain('"text": "{}"');
  await rm(folder, { recursive: true });
});
