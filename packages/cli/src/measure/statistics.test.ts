import { describe, expect, it } from 'vitest';
import { median, summarize } from './statistics.ts';

describe('summarize', () => {
  it('takes the middle, or the mean of the two in the middle, whatever the order', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('is not moved by one bad round', () => {
    // Distances from 2 are 1, 0, 0, 1, 98; the middle one is 1.
    expect(summarize([1, 2, 2, 3, 100])).toEqual({ median: 2, spread: 1, minimum: 1, maximum: 100, count: 5 });
  });
});
