/** How a recorded run ended: its result, where it was interrupted, or where it diverged. Node only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NonFiniteLossError } from '@inkgrad/nn';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { isInkgradError } from '@inkgrad/tensor';
import type { z } from 'zod';
import { RunFolderError } from '../errors.ts';
import type { RunResult } from '../run/run-result.ts';
import { failureSchema, interruptionSchema, resultSchema } from './outcome-schema.ts';

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

/** @returns what a file holds, as `schema` has it; undefined where there is none */
async function readChecked<T>(path: string, schema: z.ZodType, what: string): Promise<T | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new RunFolderError(path, `is damaged: ${error.message}`, { cause: error });
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data as T;
  const where = read.error.issues[0]!.path.map(String).join('.');
  const place = where === '' ? '' : ` (${where})`;
  throw new RunFolderError(path, `is damaged: not ${what}${place}.`, { cause: read.error });
}

/**
 * @returns undefined for a run that is not finished
 * @throws RunFolderError for a result that is damaged
 */
export function readResult(directory: string): Promise<RunResult | undefined> {
  return readChecked(join(directory, resultFile), resultSchema, 'the result of a run');
}

/**
 * @returns undefined for a run that did not diverge
 * @throws RunFolderError for a file that is damaged
 */
export function readFailure(directory: string): Promise<RunFailure | undefined> {
  return readChecked(join(directory, failureFile), failureSchema, 'how a run failed');
}

/**
 * @returns undefined for a run that was not interrupted, or that nobody could ask to stop
 * @throws RunFolderError for a file that is damaged
 */
export function readInterruption(directory: string): Promise<Interruption | undefined> {
  return readChecked(join(directory, interruptionFile), interruptionSchema, 'where a run was interrupted');
}
