/** How a recorded run ended: its result, or where it was interrupted. Node only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { RunFolderError } from '../errors.ts';
import type { RunResult } from '../run-result.ts';

export const historyFile = 'history.json';
export const resultFile = 'result.json';
export const interruptionFile = 'interrupted.json';

/** Where training stood when it was interrupted. */
export interface Interruption {
  /** The epoch under way, or the one just done, counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done of `steps` in this epoch. */
  readonly step: number;
  readonly steps: number;
}

async function readJson(path: string): Promise<unknown> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return parseJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new RunFolderError(path, `is damaged: ${error.message}`, { cause: error });
  }
}

/**
 * @returns undefined for a run that is not finished
 * @throws RunFolderError for a result that is damaged
 */
export async function readResult(directory: string): Promise<RunResult | undefined> {
  const path = join(directory, resultFile);
  const result = (await readJson(path)) as RunResult | undefined;
  if (result === undefined || (Array.isArray(result?.epochs) && typeof result.config === 'object')) return result;
  throw new RunFolderError(path, 'is damaged: not the result of a run.');
}

/** @returns undefined for a run that was not interrupted, or that nobody could ask to stop */
export async function readInterruption(directory: string): Promise<Interruption | undefined> {
  return (await readJson(join(directory, interruptionFile))) as Interruption | undefined;
}
