import { InkgradError } from '@inkgrad/tensor';
import { expect, test } from 'vitest';
import { Fault } from '../target.ts';
import { judge, messageFault } from './verdict.ts';

const input = { entry: 'any', files: {} };
const target = { kinds: { any: ['data', 'usage'] } } as const;
const thrown = (error: unknown, isValid = false) => judge(target, () => Promise.reject(error), { ...input, isValid });

test('what an error has to be', async () => {
  expect(await judge(target, async () => {}, input)).toEqual({ outcome: 'accepted' });
  const error = new InkgradError('data', 'a file: it is empty.');
  expect(await thrown(error)).toEqual({ outcome: 'refused', error: 'InkgradError' });
  expect(await thrown(error, true)).toMatchObject({
    outcome: 'fault',
    reason: 'a valid input is refused: InkgradError',
  });
  expect(await thrown(new Fault('a digit is 11'))).toMatchObject({ outcome: 'fault', reason: 'a digit is 11' });
  expect(await thrown(new RangeError('Invalid array length'))).toMatchObject({
    reason: 'not an error of inkgrad: RangeError',
    details: expect.stringContaining('verdict.test.ts'),
  });
  expect(await thrown('text')).toMatchObject({ reason: 'not an error of inkgrad: string', details: 'text' });
});

test.each([
  ['f: expected 3 axes, found 2.', false, undefined],
  ['unknown key; did you mean epochs?', false, undefined],
  ['two problems:\n  a is wrong.\n  b is wrong.', true, undefined],
  ['two problems:\n  a is wrong.\n  b is wrong', true, 'it is no sentence'],
  ['two\nlines.', false, 'it has more than one line'],
  ['f: expected 3 axes', false, 'it is no sentence'],
  ['', false, 'it says nothing'],
  ['\u001b[31m.', false, 'it holds control characters'],
  ['expected [object Object].', false, 'it is not for people'],
  ['x'.repeat(3000), false, 'a line is longer than 2000 characters'],
])('%j', (message, isList, fault) => expect(messageFault(message, isList)).toBe(fault));
