/**
 * Checkpoints: all of a training after a whole epoch, in two generations. A file is a line of JSON with length and
 * SHA-256 of what follows: notes of the run, and the bytes of `model.saveState`. Written beside its place, brought to
 * disk and renamed; one that is damaged all the same is recognized, and the one before is used. Node only.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { EpochDiagnosis } from '../run/run-result.ts';
import type { DiskWriter } from './disk-writer.ts';
import { notesSchema } from './outcome-schema.ts';
import { writing } from './run-folder.ts';

const format = 'inkgrad-checkpoint';
const version = 1;
const generations = 2;
const fileName = /^epoch-(\d{6,})\.checkpoint$/;

/** What a run must know again beside the state of its training. */
export interface CheckpointNotes {
  /** Wall time of the run so far. */
  readonly seconds: number;
  readonly diagnoses: readonly EpochDiagnosis[];
}

export interface Checkpoint {
  /** Epochs done. */
  readonly epoch: number;
  readonly notes: CheckpointNotes;
  /** For `model.loadState`. */
  readonly state: Uint8Array;
}

interface Header {
  readonly format: string;
  readonly version: number;
  readonly epoch: number;
  readonly sha256: string;
  readonly notesBytes: number;
  readonly stateBytes: number;
}

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function encode({ epoch, notes, state }: Checkpoint): Uint8Array {
  const noted = Buffer.from(JSON.stringify(notes));
  const header: Header = {
    ...{ format, version, epoch },
    sha256: sha256(noted, state),
    notesBytes: noted.length,
    stateBytes: state.length,
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), noted, state]);
}

function notesOf(text: string): CheckpointNotes | undefined {
  try {
    return notesSchema.parse(JSON.parse(text)) as unknown as CheckpointNotes;
  } catch {
    return undefined;
  }
}

/** @returns the checkpoint, or what is wrong with the bytes, as the end of a sentence */
function decode(bytes: Buffer, epoch: number): Checkpoint | string {
  const end = bytes.indexOf('\n');
  let header: Header;
  try {
    header = JSON.parse(bytes.toString('utf8', 0, Math.max(0, end))) as Header;
  } catch {
    return 'its first line is not what it should be';
  }
  if (header?.format !== format || header.version !== version || header.epoch !== epoch) {
    return `its first line is not that of a checkpoint of epoch ${epoch}`;
  }
  const body = bytes.subarray(end + 1);
  const length = header.notesBytes + header.stateBytes;
  if (body.length !== length) return `it has ${body.length} of ${length} bytes`;
  if (sha256(body) !== header.sha256) return 'its checksum is wrong';
  const notes = notesOf(body.toString('utf8', 0, header.notesBytes));
  if (notes === undefined) return 'its notes are not what they should be';
  return { epoch, notes, state: body.subarray(header.notesBytes) };
}

/** The checkpoints of one run, in a folder of their own. */
export class Checkpoints {
  readonly #folder: string;
  /** Epochs of the files that are there, ascending. */
  #epochs: readonly number[] = [];

  /** @param folder is there */
  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(epoch: number): string {
    return join(this.#folder, `epoch-${String(epoch).padStart(6, '0')}.checkpoint`);
  }

  /**
   * The newest that `use` can take. Files that are newer and damaged are removed, so that none of them is ever taken
   * for the newest again.
   * @param use throws an Error if it cannot take what the file holds
   * @param onDamaged is told of each damaged file, with what is wrong as the end of a sentence
   */
  async newest(
    use: (checkpoint: Checkpoint) => Promise<void>,
    onDamaged: (path: string, reason: string) => void,
  ): Promise<Checkpoint | undefined> {
    this.#epochs = await epochsIn(this.#folder);
    for (const epoch of [...this.#epochs].reverse()) {
      const path = this.pathOf(epoch);
      const found = decode(await readFile(path), epoch);
      const reason = typeof found === 'string' ? found : await failureOf(() => use(found));
      if (typeof found !== 'string' && reason === undefined) return found;
      onDamaged(path, reason ?? '');
      await rm(path, { force: true });
      this.#epochs = this.#epochs.filter((other) => other !== epoch);
    }
    return undefined;
  }

  /** @throws RunFolderError if it cannot be written; what was there before is untouched then */
  async write(checkpoint: Checkpoint, writer: DiskWriter): Promise<void> {
    const path = this.pathOf(checkpoint.epoch);
    const all = [...this.#epochs.filter((epoch) => epoch !== checkpoint.epoch), checkpoint.epoch];
    const old = all.slice(0, -generations).map((epoch) => this.pathOf(epoch));
    await writing(path, () => writer.replace(path, encode(checkpoint), old));
    this.#epochs = all.slice(-generations);
  }
}

/** Epochs of the checkpoints in a folder, ascending; none where there is no folder. */
async function epochsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => fileName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Whether an epoch of a run in a folder, or of one within it, is kept. Not asynchronous: a process may be ending. */
export function holdsCheckpoint(folder: string): boolean {
  return readdirSync(folder, { recursive: true }).some((path) => fileName.test(basename(String(path))));
}

async function failureOf(action: () => Promise<void>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/\.$/, '');
  }
}
