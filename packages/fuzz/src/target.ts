/**
 * What a fuzz target is: a way to make inputs, and a way to try one. An input is plain bytes, so that it can be sent to
 * the process that tries it, kept in a file and tried again.
 */
import type { ErrorKind } from '@inkgrad/tensor';
import type fc from 'fast-check';

/** One try. */
export interface FuzzInput {
  /** Which of the target's public functions reads it. */
  readonly entry: string;
  /** Contents by file name; a folder is a name with "/" at its end. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Nothing is wrong with it: to refuse it is a fault. */
  readonly isValid?: boolean;
}

/** Tries inputs, one after the other. */
export interface Subject {
  /**
   * Resolves where the input was accepted and what came of it is sane.
   * @throws whatever the public function throws; a Fault where the result is not sane
   */
  try(input: FuzzInput): Promise<void>;
  close(): Promise<void>;
}

export interface Target {
  readonly name: string;
  /** What it reads, in a few words. */
  readonly about: string;
  /** By entry the kinds of errors with which its inputs may be refused. */
  readonly kinds: Readonly<Record<string, readonly ErrorKind[]>>;
  /** Makes inputs. Called once, where the campaign runs. */
  inputs(): Promise<fc.Arbitrary<FuzzInput>>;
  /**
   * Called once in each process that tries inputs.
   * @param folder empty, for files
   */
  open(folder: string): Promise<Subject>;
}

/** Something that must never happen: the sentence says what. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
}

/** @throws Fault unless it holds */
export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Fault(sentence);
}
