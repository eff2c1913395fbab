/** When the host gets a turn, on a clock of its own. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

let now = 1000;
/** Turns taken, by what they waited for. */
let taken: string[] = [];

beforeEach(() => {
  now = 1000;
  taken = [];
  vi.resetModules();
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.stubGlobal('setImmediate', (callback: () => void) => {
    taken.push('immediate');
    queueMicrotask(callback);
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const load = () => import('./turn.ts');

it('gives one when the thread was held for 4 ms, and not before', async () => {
  const { turn } = await load();
  await turn();
  expect(taken).toHaveLength(1);
  now += 3.9;
  await turn();
  expect(taken).toHaveLength(1);
  now += 0.1;
  await turn();
  expect(taken).toHaveLength(2);
});

it('asks no clock but that of the thread: two works share what they hold', async () => {
  const { turn } = await load();
  for (let at = 0; at < 10; at++) {
    now += 2;
    await Promise.all([turn(), turn()]);
  }
  // 20 ms at 4 ms each; both ask at once, so both get one.
  expect(taken.length).toBeLessThanOrEqual(12);
  expect(taken.length).toBeGreaterThanOrEqual(5);
});

it('goes by a message where there is no setImmediate, and waits for no timer', async () => {
  vi.stubGlobal('setImmediate', undefined);
  const { turn } = await load();
  const timer = vi.spyOn(globalThis, 'setTimeout');
  let microtasksRan = false;
  const turned = turn().then(() => expect(microtasksRan).toBe(true));
  for (let at = 0; at < 50; at++) await undefined;
  microtasksRan = true;
  await turned;
  expect(timer).not.toHaveBeenCalled();
});

it('goes by a timer where there is neither', async () => {
  vi.stubGlobal('setImmediate', undefined);
  vi.stubGlobal('MessageChannel', undefined);
  const { turn } = await load();
  const timer = vi.spyOn(globalThis, 'setTimeout');
  await turn();
  expect(timer).toHaveBeenCalledTimes(1);
});

it('leaves a page less for a chunk than anything else', async () => {
  const { chunkSeconds } = await load();
  expect(chunkSeconds()).toBe(0.1);
  vi.stubGlobal('document', {});
  expect(chunkSeconds()).toBe(0.008);
});
