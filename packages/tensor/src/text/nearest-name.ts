/**
 * What somebody meant who wrote a name that is not known: a guess only where it means nearly the same, that is another
 * spelling or a slip of the finger. A name that differs in a whole word, in a number, or that the field knows as
 * something else gets none: `meanAbsoluteError` is no slip for `meanSquaredError`.
 */

/** Names of the field that look like slips of one another: who writes one means it. */
const ofTheField = new Set(
  'adam adamw cos cosh gelu glu gru lamb relu selu sgd sgdw silu sin sinh softmin softsign tan tanh'.split(' '),
);

/** A shorter beginning of a word is no abbreviation of it. */
const shortestAbbreviation = 3;
/** Slips in a whole name. */
const mostSlips = 3;
/** Of what is longer no name is a slip. */
const longestName = 200;

/** `validationLoss`, `validation_loss` and `ValidationLoss` → [validation, loss]; digits are words of their own. */
function wordsOf(name: string): string[] {
  return (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|\p{Lo}+/gu) ?? []).map((word) => word.toLowerCase());
}

const isNumber = (word: string): boolean => /^\p{N}+$/u.test(word);

/** Slips that a word of so many letters may have and still be told. */
function slipsAllowed(length: number): number {
  if (length < 3) return 0;
  return length < 8 ? 1 : 2;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? beforePrevious[j - 2]! + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(substitution, swap, previous[j]! + 1, row[j - 1]! + 1));
    }
    [beforePrevious, previous] = [previous, row];
  }
  return previous[b.length]!;
}

/** Slips between two words; undefined where they are too far apart. Hardly anybody mistypes a first letter. */
function slips(word: string, meant: string): number | undefined {
  if (word === meant) return 0;
  const allowed = slipsAllowed(Math.max(word.length, meant.length));
  if (Math.abs(word.length - meant.length) > allowed) return undefined;
  const areSwapped = word.length === meant.length && word[0] === meant[1] && word[1] === meant[0];
  if (word[0] !== meant[0] && !areSwapped) return undefined;
  const distance = editDistance(word, meant);
  return distance <= allowed ? distance : undefined;
}

/** As `slips`, where a beginning stands for the whole: val, acc. */
function slipsOrAbbreviation(word: string, meant: string): number | undefined {
  if (isNumber(word) || isNumber(meant)) return word === meant ? 0 : undefined;
  const found = slips(word, meant);
  return found ?? (word.length >= shortestAbbreviation && meant.startsWith(word) ? 1 : undefined);
}

function slipsOfWords(words: readonly string[], meant: readonly string[]): number | undefined {
  let sum = 0;
  for (const [at, word] of words.entries()) {
    const found = slipsOrAbbreviation(word, meant[at]!);
    if (found === undefined) return undefined;
    sum += found;
  }
  return sum;
}

const numbersOf = (words: readonly string[]): string => words.filter(isNumber).join(' ');

/** How far `words` are from a known name; undefined where they mean something else. */
function distance(words: readonly string[], meant: readonly string[]): number | undefined {
  const [plain, plainMeant] = [words.join(''), meant.join('')];
  if (plain === plainMeant) return 0;
  if (ofTheField.has(plain)) return undefined;
  if (words.length === meant.length) return slipsOfWords(words, meant);
  // A number at the end that is left out: webgl of webgl2.
  if (words.length === meant.length - 1 && isNumber(meant.at(-1)!)) {
    const found = slipsOfWords(words, meant);
    return found === undefined ? undefined : found + 1;
  }
  // Words that were drawn together, or torn apart.
  return numbersOf(words) === numbersOf(meant) ? slips(plain, plainMeant) : undefined;
}

/**
 * The member of `known` that `name` was meant to be: the same words in another spelling (`batch_size` for `batchSize`),
 * abbreviated (`val_acc`), or with a slip or two in longer words. Undefined where there is none, or where two are as near.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > longestName) return undefined;
  const words = wordsOf(name);
  if (words.length === 0) return undefined;
  let nearest: string | undefined;
  let smallest = mostSlips + 1;
  for (const candidate of known) {
    const found = distance(words, wordsOf(candidate));
    if (found === undefined || found > smallest) continue;
    // Of two that are as near nobody knows which one was meant.
    nearest = found < smallest ? candidate : undefined;
    smallest = found;
  }
  return nearest;
}

/** The end of a sentence about an unknown name: `; did you mean "…"?`, or a full stop where nothing is near. */
export function suggestionEnding(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '.' : `; did you mean "${nearest}"?`;
}
