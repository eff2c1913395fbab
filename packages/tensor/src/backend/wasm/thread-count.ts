/** How many threads may be asked for; apart from the backend, so that a name is checked before anything is loaded. */
import { check } from '../../check/numbers.ts';

export const maximumThreads = 64;

/** @throws ArgumentError unless `threads` is left out or a number of threads. */
export function checkThreads(where: string, threads: unknown): void {
  const holds = Number.isInteger(threads) && (threads as number) >= 1 && (threads as number) <= maximumThreads;
  check(where, 'threads', threads, `a whole number from 1 to ${maximumThreads}`, threads === undefined || holds);
}
