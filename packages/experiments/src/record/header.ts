/**
 * What a run is, written before it begins: `record.json` makes a folder the record of a run. `config.json` and
 * `environment.json` are parts of it for people and other programs. Node only.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { ConfigError, RunFolderError } from '../errors.ts';
import { parseExperiment } from '../experiment/parse.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { Split } from '../run/split.ts';
import { changedData, type RunEnvironment } from './environment.ts';
import { headerProblem, headerSchema } from './header-schema.ts';
import { writeWhole } from './run-folder.ts';

const format = 'inkgrad-run';
const version = 1;
export const recordFile = 'record.json';

/** A later start of a run that had been interrupted. */
export interface Continuation {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Epochs that were done. */
  readonly fromEpoch: number;
  readonly environment: RunEnvironment;
}

export interface RecordHeader {
  /** Resolved: with the epochs, batch size and seed that are used. */
  readonly experiment: Experiment;
  readonly split: Split;
  readonly diagnose: boolean;
  /** Counts of images; the files are in the environment. */
  readonly images: { readonly train: number; readonly test: number };
  /** In which it began. */
  readonly environment: RunEnvironment;
  readonly continued: readonly Continuation[];
}

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** As it is read back. */
export function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

/**
 * @returns undefined where there is none
 * @throws RunFolderError for one that is damaged
 */
export async function readHeader(directory: string): Promise<RecordHeader | undefined> {
  const path = join(directory, recordFile);
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const damaged = (reason: string, cause?: unknown): RunFolderError =>
    new RunFolderError(directory, `the record of this run (${recordFile}) is damaged: ${reason}.`, { cause });
  try {
    const read = headerSchema.safeParse(parseJson(bytes));
    if (!read.success) throw damaged(headerProblem(read.error), read.error);
    const { format: _, version: __, ...header } = read.data;
    return { ...(header as unknown as RecordHeader), experiment: parseExperiment(header.experiment, path) };
  } catch (error) {
    if (error instanceof JsonError || error instanceof ConfigError) {
      throw damaged(error.message.replace(/\.$/, ''), error);
    }
    throw error;
  }
}

/** @throws RunFolderError if it cannot be written */
export async function writeHeader(directory: string, header: RecordHeader): Promise<void> {
  await writeWhole(join(directory, recordFile), toJson({ format, version, ...header }));
  await writeWhole(join(directory, 'config.json'), toJson(header.experiment));
  await writeWhole(join(directory, 'environment.json'), toJson(header.environment));
}

const described = ({ name, features }: { readonly name: string; readonly features: readonly string[] }): string =>
  [name, ...features].join(', ');

/**
 * Whether both run the same arithmetic, so that a run ends with the bytes that it would have had: threads change no bit,
 * another backend or other features do.
 * @throws RunFolderError that says what to do
 */
export function checkSameArithmetic(directory: string, { environment: a }: RecordHeader, b: RunEnvironment): void {
  const [there, asked] = [a, b].map(({ backend: name, features }) => described({ name, features }));
  if (there === asked) return;
  const anew = `"inkgrad run ${join(directory, 'config.json')}" trains it anew`;
  throw new RunFolderError(
    directory,
    `began on ${there}, and this is ${asked}, whose last bits differ, so that it cannot be continued to the byte; ${anew}.`,
  );
}

/**
 * Whether a record is of the run that is asked for, so that it can be continued to the bit.
 * @throws RunFolderError that says what differs
 */
export function checkSameRun(directory: string, stored: RecordHeader, asked: RecordHeader): void {
  const refuse = (sentence: string): never => {
    throw new RunFolderError(directory, `holds another run: ${sentence}; choose another folder.`);
  };
  const a = stored;
  const b = asStored(asked);
  if (a.experiment.seed !== b.experiment.seed) {
    refuse(`its seed is ${a.experiment.seed}, and ${b.experiment.seed} was asked for`);
  }
  const experiment = parseExperiment(b.experiment, directory);
  const keys = [...new Set([...Object.keys(a.experiment), ...Object.keys(experiment)])] as (keyof Experiment)[];
  const other = keys.find((key) => !isDeepStrictEqual(a.experiment[key], experiment[key]));
  if (other !== undefined) refuse(`its configuration differs in "${other}"`);
  if (!isDeepStrictEqual(a.split, b.split)) refuse('it divides the data in another way');
  if (a.diagnose !== b.diagnose) refuse(`it was made ${a.diagnose ? 'with' : 'without'} diagnoses`);
  const changed = changedData(a.environment.data, b.environment.data);
  if (changed !== undefined || !isDeepStrictEqual(a.images, b.images)) {
    const how = changed ?? 'other numbers of samples for training and test';
    throw new RunFolderError(
      directory,
      `its data was another: ${how}; it goes on only with the data that it began with.`,
    );
  }
  const form = ({ environment: { data } }: RecordHeader): unknown => [data.transposed, data.inverted];
  if (!isDeepStrictEqual(form(a), form(b))) refuse('its images were transposed or inverted in another way');
  const reading = ({ environment: { data } }: RecordHeader): unknown => data.request;
  if (!isDeepStrictEqual(reading(a), reading(b))) refuse('its data was read in another way');
}
