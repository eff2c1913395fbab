/**
 * What stays in a page after many trainings, models and devices: nothing. Objects that are alive after a collection are
 * counted by their kind, after some rounds and after many more.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowsers, type Opened, open, resultIn } from './support/browsers.ts';
import { esbuild } from './support/bundlers.ts';

let opened: Opened;
beforeAll(async () => {
  opened = await open('chromium', await esbuild('memory'), { isolated: true, workers: 'blob:' });
  await resultIn(opened);
});
afterAll(async () => {
  await opened.close();
  await closeBrowsers();
});

interface Counts {
  readonly objects: Readonly<Record<string, number>>;
  /** Of the heap, after a collection. */
  readonly bytes: number;
}

async function counts(): Promise<Counts> {
  const { page } = opened;
  const session = await page.createCDPSession();
  // Twice: what a finalizer holds is free the second time.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { result } = await session.send('Runtime.evaluate', {
    expression: `({ Worker: Worker.prototype, Memory: WebAssembly.Memory.prototype,
      Instance: WebAssembly.Instance.prototype, Float32Array: Float32Array.prototype, Map: Map.prototype,
      ArrayBuffer: ArrayBuffer.prototype, Promise: Promise.prototype, MessagePort: MessagePort.prototype })`,
  });
  const { result: prototypes } = await session.send('Runtime.getProperties', {
    objectId: result.objectId!,
    ownProperties: true,
  });
  const objects: Record<string, number> = {};
  for (const { name, value } of prototypes) {
    if (value?.objectId === undefined) continue;
    const { objects: found } = await session.send('Runtime.queryObjects', { prototypeObjectId: value.objectId });
    const { result: length } = await session.send('Runtime.callFunctionOn', {
      objectId: found.objectId!,
      functionDeclaration: 'function () { return this.length; }',
    });
    objects[name] = length.value as number;
  }
  await session.detach();
  return { objects, bytes: usedSize };
}

const repeat = (what: string, times: number): Promise<void> =>
  opened.page.evaluate(
    (what, times) =>
      (globalThis as unknown as { repeat: Record<string, (times: number) => Promise<void>> }).repeat[what]!(times),
    what,
    times,
  );

test.each([
  ['fits', 150],
  ['models', 150],
  ['devices', 50],
])('%s: after %i more as before', async (what, times) => {
  // Code is compiled, and tables are filled, in the first rounds.
  await repeat(what, times);
  const before = await counts();
  await repeat(what, times);
  const after = await counts();
  // The engine may keep one or two for a while; one of each round would be as many as there were rounds.
  for (const [kind, count] of Object.entries(after.objects))
    expect(count - before.objects[kind]!, kind).toBeLessThan(times / 10);
  // What the engine learns about code grows for a while, by some hundred bytes a round; a model has 20 kB.
  expect(after.bytes - before.bytes).toBeLessThan(times * 2000);
  // A thread that was told to end does so when it can.
  await expect.poll(() => opened.page.workers().length, { timeout: 60_000 }).toBe(0);
});
