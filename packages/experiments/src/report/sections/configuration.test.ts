import { expect, test } from 'vitest';
import { inWords } from './configuration.ts';

test('plain data is put in words whatever its keys', () => {
  expect(inWords({ type: 'flatten' })).toBe('flatten');
  expect(inWords({ type: 'dense', units: 64, kernelRegularizer: { l2: 1e-4 } })).toBe(
    'dense: units 64, kernelRegularizer (l2 0.0001)',
  );
  expect(inWords(['accuracy', 'loss'])).toBe('accuracy, loss');
  expect(inWords(null)).toBe('null');
});
