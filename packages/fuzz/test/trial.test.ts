/** Whatever an input does to the process that tries it, the campaign goes on and knows what it was. */
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Trial } from '../src/run/trial.ts';

const module = fileURLToPath(new URL('faulty-targets.mjs', import.meta.url));
const trial = new Trial(module, 'faulty', { milliseconds: 5000, bytes: 500 * 2 ** 20 });
afterAll(() => trial.close());

const attempt = async (entry: string) => (await trial.try({ entry, files: {} })).verdict;

test.each([
  ['refuses with another kind', /an error of kind "usage", expected data/],
  ['says nothing', /it says nothing/],
  ['is a defect', /an internal error/],
  ['throws', /not an error of inkgrad: TypeError/],
  ['exits', /the process ended with exit code 0/],
  ['aborts', /the process ended by SIGABRT/],
  ['hangs', /no answer within 5 s/],
  ['waits', /no answer within 5 s/],
  ['forgets an error', /the process ended with exit code 1/],
  ['fills the memory', /MiB of memory/],
  ['fills the heap', /the process ended by SIGABRT|MiB of memory|no answer/],
])('an input that %s is a fault, and the next one is tried', async (entry, reason) => {
  expect(await attempt(entry)).toMatchObject({ outcome: 'fault', reason: expect.stringMatching(reason) });
  expect(await attempt('accepts')).toEqual({ outcome: 'accepted' });
  expect(await attempt('refuses')).toEqual({ outcome: 'refused', error: 'InkgradError' });
});

test('of a process that ended, what it said is kept', async () => {
  const verdict = await attempt('forgets an error');
  expect(verdict).toMatchObject({ details: expect.stringContaining('nobody waits for me') });
});
