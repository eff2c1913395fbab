/** An input that led to a fault, as a file that can be read and tried again. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FuzzInput } from '../target.ts';

export interface FailingInput {
  readonly target: string;
  readonly seed: number;
  /** Counted from 0. */
  readonly index: number;
  readonly reason: string;
  readonly details: string;
  readonly input: FuzzInput;
}

/** The bytes of each file as base64, as text too where they are text. */
function toJson({ input, ...rest }: FailingInput): string {
  const files = Object.entries(input.files).map(([name, bytes]) => {
    const text = new TextDecoder().decode(bytes);
    const isText = Buffer.from(text).equals(bytes) && text.length < 10_000;
    return [name, { base64: Buffer.from(bytes).toString('base64'), ...(isText ? { text } : {}) }];
  });
  return `${JSON.stringify({ ...rest, input: { ...input, files: Object.fromEntries(files) } }, undefined, 2)}\n`;
}

/** @returns the path of the file */
export async function saveFailingInput(folder: string, failing: FailingInput): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${failing.target}-${failing.seed}-${failing.index}.json`);
  await writeFile(path, toJson(failing));
  return path;
}

type Stored = Omit<FailingInput, 'input'> & {
  readonly input: FuzzInput & { readonly files: Readonly<Record<string, { readonly base64: string }>> };
};

export async function readFailingInput(path: string): Promise<FailingInput> {
  const stored = JSON.parse(await readFile(path, 'utf8')) as Stored;
  const files = Object.entries(stored.input.files).map(([name, { base64 }]) => [
    name,
    new Uint8Array(Buffer.from(base64, 'base64')),
  ]);
  return { ...stored, input: { ...stored.input, files: Object.fromEntries(files) } };
}
