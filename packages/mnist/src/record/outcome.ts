/** How a recorded run ended: its result, where it was interrupted, or where it diverged. Node only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NonFiniteLossError } from '@inkgrad/nn';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { isInkgradError } from '@inkgrad/tensor';
import { RunFolderError } from '../errors.ts';
import type { RunResult } from '../run-result.ts';

export const historyFile = 'history.json';
export const resultFile = 'result.json';
export const interruptionFile = 'interrupted.json';
export const failureFile = 'failure.json';

/** Where training stood when it was interrupted. */
export interface Interruption {
  /** The epoch under way, or the one just done, counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done of `steps` in this epoch. */
  readonly step: number;
  readonly steps: number;
}

/** Why a run cannot be finished: it would come to the same end again. */
export interface RunFailure {
  /** One sentence. */
  readonly message: string;
  /** The epoch and step in which the loss was not finite first, counted from 1; null where the error does not say. */
  readonly epoch: number | null;
  readonly step: number | null;
}

/** @returns undefined for an error that says nothing about the run itself, such as a full disk */
export function failureOf(error: unknown): RunFailure | undefined {
  if (!isInkgradError(error) || error.kind !== 'numeric') return undefined;
  const { epoch, step } = error as Partial<NonFiniteLossError>;
  return { message: error.message, epoch: epoch ?? null, step: step ?? null };
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

/** @returns undefined for a run that did not diverge */
export async function readFailure(directory: string): Promise<RunFailure | undefined> {
  const path = join(directory, failureFile);
  const failure = (await readJson(path)) as RunFailure | undefined;
  if (failure === undefined || typeof failure?.message === 'string') return failure;
  throw new RunFolderError(path, 'is damaged: it should say how the run ended.');
}

/** @returns undefined for a run that was not interrupted, or that nobody could ask to stop */
export async function readInterruption(directory: string): Promise<Interruption | undefined> {
  return (await readJson(join(directory, interruptionFile))) as Interruption | undefined;
}
