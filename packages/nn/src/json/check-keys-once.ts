/** Whether every object of a JSON text has each key once: `JSON.parse` takes the last and says nothing. */
import { createScanner, type SyntaxKind } from 'jsonc-parser';
import { JsonError, placeText, type TextPlace } from './json-error.ts';
import { mostLevels, tooDeep } from './levels.ts';

// The package declares its kinds of tokens as constants that exist for the compiler only.
const openBrace = 1 satisfies SyntaxKind.OpenBraceToken;
const closeBrace = 2 satisfies SyntaxKind.CloseBraceToken;
const openBracket = 3 satisfies SyntaxKind.OpenBracketToken;
const closeBracket = 4 satisfies SyntaxKind.CloseBracketToken;
const comma = 5 satisfies SyntaxKind.CommaToken;
const colon = 6 satisfies SyntaxKind.ColonToken;
const stringLiteral = 10 satisfies SyntaxKind.StringLiteral;
const end = 17 satisfies SyntaxKind.EOF;

interface Level {
  /** The keys of an object so far; undefined for a list. */
  readonly keys: Map<string, TextPlace> | undefined;
  /** The key, or the index, whose value is being read. */
  at: string | number;
}

function path(levels: readonly Level[]): string {
  return levels
    .slice(0, -1)
    .map(({ at }) => at)
    .join('.');
}

/**
 * Reads the tokens of a text that `JSON.parse` takes; not by recursion, so that no text is too deep for it.
 * @throws JsonError with both places of a key that an object has twice, and for a text nested too deep
 */
export function checkKeysOnce(text: string): void {
  const scanner = createScanner(text, true);
  const levels: Level[] = [];
  const place = (): TextPlace => ({
    line: scanner.getTokenStartLine() + 1,
    column: scanner.getTokenStartCharacter() + 1,
  });
  let string: { readonly value: string; readonly place: TextPlace } | undefined;
  for (let token: number = scanner.scan(); token !== end; token = scanner.scan()) {
    const level = levels.at(-1);
    if (token === openBrace || token === openBracket) {
      if (levels.length === mostLevels) throw tooDeep(place());
      levels.push(token === openBrace ? { keys: new Map(), at: '' } : { keys: undefined, at: 0 });
    } else if (token === closeBrace || token === closeBracket) {
      levels.pop();
    } else if (token === comma) {
      if (typeof level?.at === 'number') level.at += 1;
    } else if (token === stringLiteral) {
      string = { value: scanner.getTokenValue(), place: place() };
    } else if (token === colon) {
      const { value, place: second } = string!;
      const first = level!.keys!.get(value);
      if (first !== undefined) throw twice(value, path(levels), first, second);
      level!.keys!.set(value, second);
      level!.at = value;
    }
  }
}

function twice(key: string, within: string, first: TextPlace, second: TextPlace): JsonError {
  const subject = `the key ${JSON.stringify(key)}${within === '' ? '' : ` of ${within}`}`;
  const sentence = `${subject} stands twice, in ${placeText(first)} and in ${placeText(second)}; keep one of them.`;
  return new JsonError(sentence, [first, second]);
}
