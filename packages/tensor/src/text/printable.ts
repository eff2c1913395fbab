/**
 * Text of unknown origin, such as a key of somebody's file, in a line for people: nothing in it moves the cursor, colours
 * the terminal or turns the line around, and it does not fill the screen.
 */

/** Of a line. Longer than any sentence that is meant to be read. */
const longestLine = 1500;
/** What stays of the end of a line that is cut: there stands what to do. */
const keptEnd = 300;

/** Control characters, line and paragraph separators, directional marks, and halves of surrogate pairs. */
const unprintable = /\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * One line: what cannot be printed as its escape in JSON, and of a very long text the beginning and the end.
 * @example
 * printable('a\u001b[31mb'); // → 'a\\u001b[31mb'
 */
export function printable(text: string): string {
  const isLong = text.length > longestLine;
  const cut = isLong ? `${text.slice(0, longestLine - keptEnd)} … ${text.slice(-keptEnd)}` : text;
  return cut.replace(unprintable, escaped);
}
