/**
 * Ctrl-C. The first asks the command to stop cleanly, through an AbortSignal, so that what was done is kept; the
 * second quits at once. SIGTERM and SIGHUP (a closed terminal) count as Ctrl-C with their own exit codes.
 */

/** The part of `process` that is needed; tests give their own. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

export interface InterruptOptions {
  /** Called at the first signal, to tell the person. */
  onFirst(signal: NodeJS.Signals): void;
  /** Ends the process; called at the second signal. */
  quit(exitCode: number): void;
  /** Milliseconds. */
  now?: () => number;
}

export interface Interrupt {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** 130 after Ctrl-C (128 + the signal's number), undefined before any signal. */
  exitCode(): number | undefined;
  /** Stops listening: signals do again what they did before. */
  dispose(): void;
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const signals = Object.keys(exitCodes) as (keyof typeof exitCodes)[];

/**
 * One Ctrl-C can arrive more than once: the terminal signals every process of the group, and pnpm and npm pass their
 * own on. Signals so shortly after the first are that same Ctrl-C.
 */
const sameKeyMilliseconds = 300;

export function listenForInterrupt(source: SignalSource, options: InterruptOptions): Interrupt {
  const { onFirst, quit, now = () => performance.now() } = options;
  const controller = new AbortController();
  let first: { readonly code: number; readonly time: number } | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    if (first === undefined) {
      first = { code: exitCodes[signal as keyof typeof exitCodes], time: now() };
      onFirst(signal);
      controller.abort();
    } else if (now() - first.time > sameKeyMilliseconds) {
      quit(first.code);
    }
  };
  for (const signal of signals) source.on(signal, listener);
  return {
    signal: controller.signal,
    exitCode: () => first?.code,
    dispose: () => {
      for (const signal of signals) source.off(signal, listener);
    },
  };
}
