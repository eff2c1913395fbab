/** Whether every object of a JSON text has each key once: `JSON.parse` takes the last and says nothing. */
import { JsonError, placeText, type TextPlace } from './json-error.ts';
import { mostLevels, tooDeep } from './levels.ts';

interface Level {
  /** Where the keys of an object so far begin; undefined for a list. */
  readonly keys: Map<string, number> | undefined;
  /** The key, or the index, whose value is being read. */
  at: string | number;
}

function path(levels: readonly Level[]): string {
  return levels
    .slice(0, -1)
    .map(({ at }) => at)
    .join('.');
}

function placeAt(text: string, offset: number): TextPlace {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** One past the end of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

/**
 * Reads a text that `JSON.parse` takes; not by recursion, so that no text is too deep for it. Of the parser that knows
 * places it needs nothing, so that pages that read model files do not carry it.
 * @throws JsonError with both places of a key that an object has twice, and for a text nested too deep
 */
export function checkKeysOnce(text: string): void {
  const levels: Level[] = [];
  let [stringStart, stringEnd] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const level = levels.at(-1);
    const character = text[at]!;
    if (character === '{' || character === '[') {
      if (levels.length === mostLevels) throw tooDeep(placeAt(text, at));
      levels.push(character === '{' ? { keys: new Map(), at: '' } : { keys: undefined, at: 0 });
    } else if (character === '}' || character === ']') {
      levels.pop();
    } else if (character === ',') {
      if (typeof level?.at === 'number') level.at += 1;
    } else if (character === '"') {
      [stringStart, stringEnd] = [at, endOfString(text, at)];
      at = stringEnd - 1;
    } else if (character === ':') {
      const key = JSON.parse(text.slice(stringStart, stringEnd)) as string;
      const { keys } = level!;
      const first = keys!.get(key);
      if (first !== undefined) throw twice(key, path(levels), placeAt(text, first), placeAt(text, stringStart));
      keys!.set(key, stringStart);
      level!.at = key;
    }
  }
}

function twice(key: string, within: string, first: TextPlace, second: TextPlace): JsonError {
  const subject = `the key ${JSON.stringify(key)}${within === '' ? '' : ` of ${within}`}`;
  const sentence = `${subject} stands twice, in ${placeText(first)} and in ${placeText(second)}; keep one of them.`;
  return new JsonError(sentence, [first, second]);
}
