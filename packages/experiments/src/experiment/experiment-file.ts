/** Reads an experiment from a JSON file. Node only. */
import { readFile } from 'node:fs/promises';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { ConfigError } from '../errors.ts';
import { parseExperiment } from './parse.ts';
import type { Experiment } from './schema.ts';

function fileError(path: string, sentence: string, cause: unknown): ConfigError {
  return new ConfigError(path, [{ path: '', sentence }], { cause });
}

/**
 * Loads an experiment of one's own.
 *
 * @throws ConfigError if the file cannot be read, is not JSON, has a key twice, or is no valid experiment
 */
export async function loadExperimentFile(path: string): Promise<Experiment> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const sentences: Record<string, string> = {
      ENOENT: 'no such file; expected an experiment as JSON.',
      EISDIR: 'is a folder; expected an experiment as JSON.',
      EACCES: 'may not be read (permission denied).',
    };
    throw fileError(path, sentences[code] ?? `cannot be read (${code}).`, error);
  }
  try {
    return parseExperiment(parseJson(bytes), path);
  } catch (error) {
    throw error instanceof JsonError ? fileError(path, error.message, error) : error;
  }
}
