/** What came of one input: accepted, refused as inkgrad refuses things, or a fault. */
import { type ErrorKind, isInkgradError } from '@inkgrad/tensor';
import { Fault, type FuzzInput, type Target } from '../target.ts';

export type Verdict =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly error: string }
  | { readonly outcome: 'fault'; readonly reason: string; readonly details: string };

/** A sentence that nobody reads to its end, or that a terminal would choke on. */
const mostOfLine = 2000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

/** @returns what is wrong with an error's message, as a clause; undefined where nothing is */
export function messageFault(message: string, isList: boolean): string | undefined {
  const lines = message.split('\n');
  if (message.trim() === '') return 'it says nothing';
  if (lines.length > 1 && !isList) return 'it has more than one line';
  if (control.test(message)) return 'it holds control characters';
  if (/^\s*at .+:\d+/m.test(message) || message.includes('[object ')) return 'it is not for people';
  if (lines.some((line) => line.length > mostOfLine)) return `a line is longer than ${mostOfLine} characters`;
  if (lines.some((line, at) => !(lines.length > 1 && at === 0 ? /:$/ : /[.?]$/).test(line))) return 'it is no sentence';
  return undefined;
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}

function judgeError(error: unknown, kinds: readonly ErrorKind[], isValid: boolean): Verdict {
  const details = describeError(error);
  const fault = (reason: string): Verdict => ({ outcome: 'fault', reason, details });
  if (error instanceof Fault) return fault(error.message);
  if (!isInkgradError(error)) {
    const name = error instanceof Error ? error.name : typeof error;
    return fault(`not an error of inkgrad: ${name}`);
  }
  if (error.kind === 'internal') return fault('an internal error');
  if (!kinds.includes(error.kind)) return fault(`an error of kind "${error.kind}", expected ${kinds.join(' or ')}`);
  if (isValid) return fault(`a valid input is refused: ${error.name}`);
  const wrong = messageFault(error.message, 'problems' in error);
  return wrong === undefined ? { outcome: 'refused', error: error.name } : fault(`${error.name}: ${wrong}`);
}

/** Tries an input. Never throws. */
export async function judge(
  target: Pick<Target, 'kinds'>,
  attempt: (input: FuzzInput) => Promise<void>,
  input: FuzzInput,
): Promise<Verdict> {
  try {
    await attempt(input);
    return { outcome: 'accepted' };
  } catch (error) {
    return judgeError(error, target.kinds[input.entry]!, input.isValid === true);
  }
}
