/** The device of a model that is given none: with threads from the main entry, on one thread from core. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
  vi.spyOn(process.getBuiltinModule('node:os'), 'availableParallelism').mockReturnValue(4);
});

afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  { entry: 'core', threads: '1 thread' },
  { entry: 'index', threads: '4 threads' },
])('has $threads for models of $entry', async ({ entry, threads }) => {
  const { dense, sequential } = (await import(`../src/${entry}.ts`)) as typeof import('../src/core.ts');
  await using model = sequential({ layers: [dense({ units: 1 })] });
  await model.predict([[1, 2]]);
  expect(model.device?.description).toMatch(new RegExp(`^wasm, ${threads}, `));
});
