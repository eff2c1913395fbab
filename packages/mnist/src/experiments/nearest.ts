/** The nearest known word to a mistyped one. */

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforePrevious[j - 2]! + 1 : Infinity;
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, replaced, i > 1 && j > 1 ? swapped : Infinity));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length]!;
}

/** Spellings of one word compare equal: `learning_rate`, `learning-rate`, `learningRate`. */
function plainLetters(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The known word nearest to `word`, if at most half of it is mistyped. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const plain = plainLetters(word);
  let nearest: string | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const other = plainLetters(candidate);
    const distance = editDistance(plain, other);
    if (distance < smallest && distance <= Math.max(plain.length, other.length) / 2) {
      nearest = candidate;
      smallest = distance;
    }
  }
  return nearest;
}
