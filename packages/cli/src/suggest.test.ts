import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest, suggestionEnding } from './suggest.ts';

describe('editDistance', () => {
  it.each([
    ['', 'abc', 3],
    ['wasm', 'wams', 1],
    ['reference', 'refrence', 1],
    ['kitten', 'sitting', 3],
  ])('%s → %s is %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  it('is symmetric, zero only for equal words, and at most the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('nearest', () => {
  it('finds what was meant, whatever the case', () => {
    expect(nearest('V3', ['v1', 'v2'])).toBe('v1');
    expect(nearest('wsam', ['auto', 'wasm', 'reference'])).toBe('wasm');
  });

  it('suggests nothing far-fetched', () => {
    expect(nearest('tensorflow', ['auto', 'wasm', 'reference'])).toBeUndefined();
    expect(suggestionEnding('tensorflow', ['wasm'])).toBe('.');
    expect(suggestionEnding('wasn', ['wasm'])).toBe('; did you mean "wasm"?');
  });
});
