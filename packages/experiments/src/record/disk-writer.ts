/**
 * Brings files to disk from a thread of its own: a training goes on while it waits for the disk, of which a checkpoint
 * asks three times. Node only.
 */
import { Worker } from 'node:worker_threads';

/** A file written beside its place, brought to disk and renamed; then others removed, then the folder brought to disk. */
interface Replacement {
  readonly kind: 'replace';
  readonly path: string;
  readonly content: Uint8Array;
  /** Removed once the file is in its place. */
  readonly remove: readonly string[];
}

/** A text added to a file, and brought to disk. */
interface Addition {
  readonly kind: 'append';
  readonly path: string;
  readonly text: string;
}

interface Answer {
  readonly id: number;
  /** Of what went wrong; undefined where it is done. */
  readonly error?: { readonly message: string; readonly code: string | undefined } | undefined;
}

/** What the thread runs: text, so that it needs no file of its own. */
const thread = `
const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const { dirname } = require('node:path');
const { parentPort } = require('node:worker_threads');

const synced = (path, flags, write) => {
  const file = fs.openSync(path, flags);
  try {
    write(file);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
};
const actions = {
  replace({ path, content, remove }) {
    const temporary = path + '.' + randomUUID() + '.tmp';
    try {
      synced(temporary, 'wx', (file) => fs.writeFileSync(file, content));
      fs.renameSync(temporary, path);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
    for (const each of remove) fs.rmSync(each, { force: true });
    // Windows opens no folders; its file systems keep renames in order by themselves.
    if (process.platform !== 'win32') synced(dirname(path), 'r', () => {});
  },
  append({ path, text }) {
    synced(path, 'a', (file) => fs.writeFileSync(file, text));
  },
};
parentPort.on('message', ({ id, task }) => {
  try {
    actions[task.kind](task);
    parentPort.postMessage({ id });
  } catch (error) {
    parentPort.postMessage({ id, error: { message: error.message, code: error.code } });
  }
});`;

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
}

/** Belongs to whoever makes it; works in the order in which it is asked. */
export class DiskWriter {
  readonly #worker = new Worker(thread, { eval: true });
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;

  constructor() {
    this.#worker.on('message', ({ id, error }: Answer) => {
      const waiting = this.#waiting.get(id)!;
      this.#waiting.delete(id);
      if (error === undefined) waiting.resolve();
      else waiting.reject(Object.assign(new Error(error.message), { code: error.code }));
    });
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
  }

  /** @throws the system's error; a file that was at the path is untouched then */
  replace(path: string, content: Uint8Array, remove: readonly string[] = []): Promise<void> {
    return this.#ask({ kind: 'replace', path, content, remove });
  }

  /** @throws the system's error */
  append(path: string, text: string): Promise<void> {
    return this.#ask({ kind: 'append', path, text });
  }

  /** Ends the thread, which must have nothing left to do. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(task: Replacement | Addition): Promise<void> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, task });
    });
  }
}
