/** A training that Ctrl-C ended: where it stood, what is said about it, and the exit code. */
import type { Interruption } from '@inkgrad/mnist/node';
import type { CommandContext } from '../context.ts';

function describe({ epoch, epochs, step, steps }: Interruption): string {
  return step === steps
    ? `interrupted after epoch ${epoch} of ${epochs}`
    : `interrupted in epoch ${epoch} of ${epochs}, after ${step} of ${steps} steps`;
}

/** Says that the command was interrupted, if it was, and gives the exit code: 0 if it was not. */
export function endOf(
  session: { readonly folder: { readonly path: string } },
  last: { readonly interrupted: Interruption | undefined },
  { interrupt, terminal }: CommandContext,
): number {
  if (!interrupt.signal.aborted) return 0;
  const what = last.interrupted === undefined ? 'interrupted' : describe(last.interrupted);
  const { path } = session.folder;
  terminal.err.line(`inkgrad: ${what}; what was done is saved in ${path}, and "inkgrad resume ${path}" continues it.`);
  return interrupt.exitCode()!;
}
