/**
 * Sharing a thread with its host: a page that draws and listens, a worker that gets messages, Node with its timers and
 * signals. Long work asks for a turn often; the host gets one when the thread has been held for some milliseconds.
 *
 * Neither timers nor `scheduler.yield` do here: a timer waits 4 ms after a few, and a second in a hidden tab; what goes on
 * after `scheduler.yield` runs before timers and messages that were there first, so that an abort would never come.
 */

/** Milliseconds for which a thread is held without a turn for others, at least. */
const longestHold = 4;

/** When others had their last turn. */
let since = Number.NEGATIVE_INFINITY;

/** Whether `turn` would let others run now: for loops whose steps are too short to wait for nothing. */
export function turnIsDue(): boolean {
  return performance.now() - since >= longestHold;
}

/** Lets timers, messages, input and drawing run, if they have not for 4 ms. */
export async function turn(): Promise<void> {
  if (!turnIsDue()) return;
  await new Promise<void>(later);
  since = performance.now();
}

interface Scope {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel?: typeof MessageChannel;
}

/** Calls back behind everything that waits already, and waits no longer than that. */
function later(callback: () => void): void {
  const scope: Scope = globalThis;
  if (scope.setImmediate !== undefined) {
    scope.setImmediate(callback);
    return;
  }
  if (scope.MessageChannel === undefined) {
    setTimeout(callback, 0);
    return;
  }
  const { port1, port2 } = new scope.MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(undefined);
}

/**
 * Seconds that a piece of work is to take between two turns: in a page little enough that frames are on time; in a worker
 * or in Node, where only messages and signals wait, more.
 */
export function chunkSeconds(): number {
  return typeof document === 'undefined' ? 0.1 : 0.008;
}
