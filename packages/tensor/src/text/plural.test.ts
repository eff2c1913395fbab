import { expect, test } from 'vitest';
import { plural } from './plural.ts';

test.each([
  [plural(0, 'epoch'), '0 epochs'],
  [plural(1, 'epoch'), '1 epoch'],
  [plural(2, 'axis', 'axes'), '2 axes'],
  [plural(1, 'axis', 'axes'), '1 axis'],
  [plural(60_000, 'step', undefined, '60,000'), '60,000 steps'],
])('%s', (text, expected) => expect(text).toBe(expected));
