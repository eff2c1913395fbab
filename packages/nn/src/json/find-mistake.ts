/**
 * Where and why a text is no JSON, in words for whoever wrote it. `JSON.parse` decides whether it is; the parser of
 * `jsonc-parser`, told to take no comments and no trailing commas, knows the place. Source: https://www.rfc-editor.org/rfc/rfc8259
 */
import { printParseErrorCode, visit } from 'jsonc-parser';
import { JsonError, placeText, type TextPlace } from './json-error.ts';
import { mostLevels, tooDeep } from './levels.ts';

interface Mistake {
  readonly code: string;
  /** What stands there; empty at the end of the text. */
  readonly found: string;
  /** What stands before it, without the spaces between. */
  readonly before: string;
  readonly place: TextPlace;
}

/** Words of other languages, and what JSON has in their place. */
const otherWords: Readonly<Record<string, string>> = {
  True: 'true',
  TRUE: 'true',
  False: 'false',
  FALSE: 'false',
  None: 'null',
  nil: 'null',
  Null: 'null',
  NULL: 'null',
  undefined: 'null',
};
const noNumbers = /^[+-]?(?:NaN|nan|Infinity|inf)$/;
const mostShown = 20;

/** The first line, short; what a terminal would obey, or would not show, is written as JSON writes it. */
function shown(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0]!;
  const short = line.length > mostShown ? `${line.slice(0, mostShown - 1)}…` : line;
  return short.replace(/[\p{C}\p{Z}]/gu, (unit) =>
    unit === ' ' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function ofWord({ found }: Mistake): string {
  if (/^['`‘’“”]/.test(found)) return 'texts and keys stand in straight double quotes';
  if (Object.hasOwn(otherWords, found)) return `${found} is written ${otherWords[found]}`;
  if (noNumbers.test(found)) return `JSON has no ${found}`;
  return `${shown(found)} is no JSON value; texts and keys stand in double quotes`;
}

function expecting(what: string): (mistake: Mistake) => string {
  return ({ found, before }) => {
    if (before.endsWith(',') && /^[\]}]/.test(found)) return `a comma before ${found[0]} is one too many`;
    return `expected ${what}, found ${found === '' ? 'the end of the text' : shown(found)}`;
  };
}

/** By the names that jsonc-parser gives its codes. */
const reasons: Readonly<Record<string, (mistake: Mistake) => string>> = {
  InvalidSymbol: ofWord,
  InvalidNumberFormat: ({ found }) => `${shown(found)} is no number`,
  UnexpectedEndOfNumber: ({ found }) => `the number ${shown(found)} is cut short`,
  PropertyNameExpected: expecting('a key in double quotes'),
  ValueExpected: expecting('a value'),
  ColonExpected: expecting('":" after the key'),
  CommaExpected: expecting('"," before the next entry'),
  CloseBraceExpected: expecting('"}" or ","'),
  CloseBracketExpected: expecting('"]" or ","'),
  EndOfFileExpected: ({ found }) => `the value has ended before ${shown(found)}`,
  InvalidCommentToken: () => 'JSON has no comments',
  UnexpectedEndOfString: () => 'a text that begins here has no closing quotes in its line',
  InvalidUnicode: () => 'after "\\u" in this text expected four hexadecimal digits',
  InvalidEscapeCharacter: () => 'in this text a "\\" stands before a character that it cannot escape',
  InvalidCharacter: () =>
    'a line break, a tab or another control character stands in this text; write it as \\n, \\t or \\u0000',
};

/** @returns the error that says what is wrong with a text that `JSON.parse` refuses, for the reason `cause` */
export function mistakeIn(text: string, cause: unknown): JsonError {
  if (text.trim() === '') return new JsonError('the text is empty; expected JSON.', [], { cause });
  let levels = 0;
  const enter = (_offset: number, _length: number, line: number, character: number): void => {
    levels += 1;
    if (levels > mostLevels) throw tooDeep({ line: line + 1, column: character + 1 });
  };
  const leave = (): void => {
    levels -= 1;
  };
  try {
    visit(
      text,
      {
        onObjectBegin: enter,
        onArrayBegin: enter,
        onObjectEnd: leave,
        onArrayEnd: leave,
        onError(code, offset, length, line, character) {
          throw described(
            {
              code: printParseErrorCode(code),
              // "-Infinity" is two tokens to the parser.
              found: /^[+-]\p{L}+/u.exec(text.slice(offset))?.[0] ?? text.slice(offset, offset + length),
              before: text.slice(0, offset).trimEnd(),
              place: { line: line + 1, column: character + 1 },
            },
            cause,
          );
        },
      },
      { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
    );
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
  return new JsonError('not valid JSON.', [], { cause });
}

function described(mistake: Mistake, cause: unknown): JsonError {
  const { code, place } = mistake;
  const reason = reasons[code]?.(mistake);
  const ending = reason === undefined ? '' : `: ${reason}`;
  return new JsonError(`not valid JSON in ${placeText(place)}${ending}.`, [place], { cause });
}
