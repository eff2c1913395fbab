/** The reader of all JSON that people may have written or edited: experiments, settings, models, records of runs. */
import { checkKeysOnce } from './check-keys-once.ts';
import { decodeText, withoutMark } from './decode-text.ts';
import { mistakeIn } from './find-mistake.ts';

/**
 * Reads JSON as `JSON.parse` does, but for keys that stand twice and nesting beyond 200 levels, which are refused.
 * @param source a text, or the bytes of a file: UTF-8, with or without a byte order mark
 * @throws JsonError whose sentence names line and column of the mistake, or of both keys; for UTF-16 it says so
 * @example
 * parseJson('{ "epochs": 3 }'); // → { epochs: 3 }
 * // Of '{ "epochs": True }' the error says: not valid JSON in line 1, column 13: True is written true.
 */
export function parseJson(source: string | Uint8Array): unknown {
  const text = typeof source === 'string' ? withoutMark(source) : decodeText(source);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw mistakeIn(text, cause);
  }
  checkKeysOnce(text);
  return value;
}
