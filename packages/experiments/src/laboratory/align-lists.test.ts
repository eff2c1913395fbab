import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignLists } from './align-lists.ts';

const cost = (a: string, b: string): number => (a === b ? 0 : a[0] === b[0] ? 0.5 : 3);
const aligned = (...lists: string[]): string[] =>
  alignLists(
    lists.map((list) => list.split(' ').filter((word) => word !== '')),
    cost,
  ).map((line) => line.map((index, at) => (index === undefined ? '–' : lists[at]!.split(' ')[index])).join(' '));

test.each([
  ['one put in between', ['a b c', 'a x b c'], ['a a', '– x', 'b b', 'c c']],
  ['one put in front, one taken from the end', ['a b c', 'x a b'], ['– x', 'a a', 'b b', 'c –']],
  ['one that changed stays where it is', ['a b1 b1 c', 'a b2 b1 c'], ['a a', 'b1 b2', 'b1 b1', 'c c']],
  ['two that stand for nothing in the other', ['a b', 'a x y b'], ['a a', '– x', '– y', 'b b']],
  ['the same put into two of three', ['a c', 'a x c', 'a x c'], ['a a a', '– x x', 'c c c']],
  ['another into each', ['a c', 'a x c', 'a y c'], ['a a a', '– x –', '– – y', 'c c c']],
  ['nothing', ['', 'a'], ['– a']],
])('%s', (_, lists, lines) => expect(aligned(...lists)).toEqual(lines));

test('every entry comes once and in order, and as few are put in and taken out as can be', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'a1', 'b1');
  fc.assert(
    fc.property(fc.array(fc.array(word, { maxLength: 6 }), { minLength: 1, maxLength: 4 }), (lists) => {
      const lines = alignLists(lists, cost);
      for (const [at, list] of lists.entries()) {
        expect(lines.flatMap((line) => line[at] ?? [])).toEqual([...list.keys()]);
      }
      for (const line of lines) expect(line).toHaveLength(lists.length);
      if (lists.length !== 2) return;
      const [a, b] = lists as [string[], string[]];
      const paid = lines.reduce(
        (sum, [i, j]) => sum + (i === undefined || j === undefined ? 1 : cost(a[i]!, b[j]!)),
        0,
      );
      expect(paid).toBe(leastCost(a, b));
    }),
  );
});

/** By trying everything. */
function leastCost(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  const [[first, ...restA], [other, ...restB]] = [a, b];
  return Math.min(cost(first!, other!) + leastCost(restA, restB), 1 + leastCost(restA, b), 1 + leastCost(a, restB));
}
