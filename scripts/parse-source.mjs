// @ts-check
/** The syntax of a file of TypeScript or JavaScript, and its text without comments. */
import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/**
 * @param {string} file
 * @throws Error that names a file whose syntax is wrong
 */
export function parseSource(file) {
  const text = readFileSync(file, 'utf8');
  const { program, module, comments, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  return { text, body: program.body, module, comments };
}

/**
 * What stands between two places of a text, without comments.
 * @param {{ text: string, comments: readonly { start: number, end: number }[] }} source
 */
export function withoutComments({ text, comments }, start = 0, end = text.length) {
  let said = '';
  let at = start;
  for (const comment of comments.filter((each) => each.start >= start && each.end <= end)) {
    said += text.slice(at, comment.start);
    at = comment.end;
  }
  return said + text.slice(at, end);
}
