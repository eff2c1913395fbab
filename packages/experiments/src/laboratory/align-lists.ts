/**
 * Lists beside one another so that entries that stand for each other share a line: an entry put in between moves the
 * others, and changes none of them. The cheapest way to turn one list into the next decides, with a cost of 1 for each
 * entry that is put in or taken out (Needleman and Wunsch, https://doi.org/10.1016/0022-2836(70)90057-4).
 */

/** For each list the index of the entry in this line; undefined where it has none. */
export type AlignedLine = readonly (number | undefined)[];

/** What turns one entry into another: 0 for equal ones, above 2 for those that are never put on one line. */
export type EntryCost<T> = (a: T, b: T) => number;

type Pair = readonly [number | undefined, number | undefined];

function alignTwo<T>(a: readonly T[], b: readonly T[], cost: EntryCost<T>): Pair[] {
  // least[i][j]: from a without its first i entries to b without its first j.
  const least = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length; i >= 0; i--) {
    for (let j = b.length; j >= 0; j--) {
      if (i === a.length || j === b.length) least[i]![j] = a.length - i + (b.length - j);
      else {
        const changed = cost(a[i]!, b[j]!) + least[i + 1]![j + 1]!;
        least[i]![j] = Math.min(changed, 1 + least[i + 1]![j]!, 1 + least[i]![j + 1]!);
      }
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const isBoth = i < a.length && j < b.length;
    if (isBoth && least[i]![j] === cost(a[i]!, b[j]!) + least[i + 1]![j + 1]!) pairs.push([i++, j++]);
    else if (i < a.length && (j === b.length || least[i]![j] === 1 + least[i + 1]![j]!)) pairs.push([i++, undefined]);
    else pairs.push([undefined, j++]);
  }
  return pairs;
}

/**
 * One list after the other is put beside what the ones before have, each line standing for the first entry in it. Every
 * entry comes once, those of each list in their order.
 */
export function alignLists<T>(lists: readonly (readonly T[])[], cost: EntryCost<T>): AlignedLine[] {
  let lines: AlignedLine[] = [];
  for (const [number, list] of lists.entries()) {
    const firsts = lines.map((line) => {
      const owner = line.findIndex((index) => index !== undefined);
      return lists[owner]![line[owner]!]!;
    });
    const none = new Array<undefined>(number).fill(undefined);
    lines = alignTwo(firsts, list, cost).map(([line, index]) => [...(line === undefined ? none : lines[line]!), index]);
  }
  return lines;
}
