/** Reads an experiment from a JSON file. Node only. */
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.ts';
import { parseExperiment } from './parse.ts';
import type { Experiment } from './schema.ts';

const byteOrderMark = '\uFEFF';

function fileError(path: string, sentence: string, cause: unknown): ConfigError {
  return new ConfigError(path, [{ path: '', sentence }], { cause });
}

/** Where `JSON.parse` stopped, as line and column from 1. */
function positionIn(text: string, error: SyntaxError): string {
  const position = /at position (\d+)/.exec(error.message)?.[1];
  if (position === undefined) return 'at its end';
  const before = text.slice(0, Number(position)).split('\n');
  return `in line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/**
 * Loads an experiment of one's own.
 *
 * @throws ConfigError if the file cannot be read, is not JSON, or is no valid experiment
 */
export async function loadExperimentFile(path: string): Promise<Experiment> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const sentences: Record<string, string> = {
      ENOENT: 'no such file; expected an experiment as JSON.',
      EISDIR: 'is a folder; expected an experiment as JSON.',
      EACCES: 'may not be read (permission denied).',
    };
    throw fileError(path, sentences[code] ?? `cannot be read (${code}).`, error);
  }
  if (text.startsWith(byteOrderMark)) text = text.slice(byteOrderMark.length);
  if (text.trim() === '') throw fileError(path, 'the file is empty; expected an experiment as JSON.', undefined);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw fileError(path, `not valid JSON ${positionIn(text, error as SyntaxError)}.`, error);
  }
  return parseExperiment(json, path);
}
