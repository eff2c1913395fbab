/** The JSON Schema that editors read is the one that the code has. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { experimentJsonSchema } from '../src/index.ts';

test('experiment.schema.json is as experimentJsonSchema() makes it', () => {
  const file: unknown = JSON.parse(readFileSync(new URL('../experiment.schema.json', import.meta.url), 'utf8'));
  // Renewed by `pnpm inkgrad config --schema > packages/experiments/experiment.schema.json`, then `pnpm format`.
  expect(file).toEqual(experimentJsonSchema());
});
