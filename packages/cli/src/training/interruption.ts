/** A training that Ctrl-C ended: where it stood, what is said about it, and the exit code. */
import type { Interruption } from '@inkgrad/experiments/node';
import { plural } from '@inkgrad/tensor/text';
import type { CommandContext } from '../context.ts';
import { InterruptedError } from '../interrupted-error.ts';

function describe({ epoch, epochs, step, steps }: Interruption): string {
  return step === steps
    ? `interrupted after epoch ${epoch} of ${epochs}`
    : `interrupted in epoch ${epoch} of ${epochs}, after ${step} of ${plural(steps, 'step')}`;
}

/** @throws InterruptedError if the command was interrupted */
export function throwIfInterrupted(
  session: { readonly folder: { readonly path: string } },
  last: { readonly interrupted: Interruption | undefined },
  { interrupt }: CommandContext,
): void {
  if (!interrupt.signal.aborted) return;
  const what = last.interrupted === undefined ? 'interrupted' : describe(last.interrupted);
  const { path } = session.folder;
  const kept = `what was done is saved in ${path}, and "inkgrad resume ${path}" continues it`;
  throw new InterruptedError(`${what}; ${kept}.`, interrupt.exitCode()!);
}
