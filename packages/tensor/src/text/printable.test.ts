/** Whatever is in it, a line stays one line of letters. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InkgradError } from '../errors.ts';
import { printable } from './printable.ts';

it.each([
  ['a plain sentence, “quoted” – ±1 × 2.', 'a plain sentence, “quoted” – ±1 × 2.'],
  ['a\nb\tc\r', 'a\\nb\\tc\\r'],
  ['\u001b[31mred\u009b0m', '\\u001b[31mred\\u009b0m'],
  ['\u202eevil\u2028', '\\u202eevil\\u2028'],
  ['\ud800 and 😀', '\\ud800 and 😀'],
])('%j is printed %j', (text, shown) => expect(printable(text)).toBe(shown));

it('keeps the beginning and the end of what is very long', () => {
  const shown = printable(`begin ${'x'.repeat(1e6)} end.`);
  expect(shown.length).toBeLessThan(2000);
  expect(shown).toMatch(/^begin x+ … x+ end\.$/);
});

it('any text becomes a line that stays as it is when it is printed again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(printable(shown)).toBe(shown);
    }),
  );
});

it('errors are of such lines', () => {
  expect(new InkgradError('data', 'a name: "x\ny".').message).toBe('a name: "x\\ny".');
  expect(new InkgradError('data', ['two:', '  a\u0007.', '  b.']).message).toBe('two:\n  a\\u0007.\n  b.');
});
