/** Closing by `using`: with the engine's symbols, and in an engine that has none. */
import { afterEach, expect, test, vi } from 'vitest';
import { openDevice } from '../backend/by-name-node.ts';

afterEach(() => vi.resetModules());

test('await using closes a device', async () => {
  let seen: Awaited<ReturnType<typeof openDevice>>;
  {
    await using device = await openDevice('reference');
    seen = device;
    device.allocate('f32', 1);
  }
  expect(() => seen.allocate('f32', 1)).toThrow(/disposed of/);
});

test('without the symbols nothing is added, to classes or to Symbol', async () => {
  const { closedBy } = await import('./disposal.ts');
  const known = Symbol;
  // What an older engine has.
  const older = Object.assign(() => undefined, { asyncDispose: undefined, dispose: undefined });
  vi.stubGlobal('Symbol', older);
  class Thing {
    dispose(): void {}
  }
  try {
    closedBy(Thing, 'dispose');
    closedBy(Thing, 'asyncDispose');
  } finally {
    vi.unstubAllGlobals();
  }
  expect(Reflect.ownKeys(Thing.prototype)).toEqual(['constructor', 'dispose']);
  expect(Symbol).toBe(known);
  expect(older.dispose).toBe(undefined);
});
