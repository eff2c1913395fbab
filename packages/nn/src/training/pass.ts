/**
 * One pass over samples, an epoch of training or an evaluation: full batches by one executable, the short last batch
 * by another that shares its buffers, in chunks of steps. Sums stay on the device and are read once per chunk.
 */
import type { Executable } from '@inkgrad/tensor';
import { turn, turnIsDue } from '@inkgrad/tensor/host';
import type { Session } from '../device/session.ts';
import type { VariableStore } from '../device/variable-store.ts';
import { NonFiniteLossError } from '../errors.ts';
import type { RunningSums, Totals } from '../programs/running-sums.ts';
import type { Logs } from './history.ts';
import { logsOf, type Measure } from './objective.ts';
import type { Pace } from './pace.ts';

export interface PassWindow {
  /** Samples before these: whole batches. */
  readonly before: number;
  /** Whether there are none after these. */
  readonly isLast: boolean;
}

export interface PassOptions {
  /** Where others have their turn between chunks; absent for a pass that is a piece of work itself. */
  readonly session?: Pick<Session, 'inTurn' | 'isFree' | 'atOnce'>;
  readonly store: VariableStore;
  readonly sums: RunningSums;
  /** What logs hold. */
  readonly measures: readonly Measure[];
  readonly batch: number;
  /** First sample and how many. */
  readonly first: number;
  readonly count: number;
  readonly full: Executable | undefined;
  /** For the last count mod batch samples. */
  readonly short: Executable | undefined;
  /** Where these samples are a part of all, which are gone through part by part. */
  readonly window?: PassWindow;
  readonly pace: Pace;
  readonly phase: NonFiniteLossError['phase'];
  /** Counted from 0; undefined outside `fit`. */
  readonly epoch?: number;
  readonly signal?: AbortSignal | undefined;
  /** Go on where the loss is not finite; false by default. */
  readonly allowNonFinite?: boolean;
  /** Does what it does at once where the device can, which undefined says. */
  readonly beforeChunk?: () => Promise<void> | undefined;
  /** Returns true to end the pass. */
  readonly afterChunk?: (step: number, steps: number, logs: Logs) => boolean | Promise<boolean>;
}

/**
 * Some steps and their sums. Where the device computes on this thread nothing is awaited: steps of small models take less
 * time than promises do.
 */
function runChunk(
  options: PassOptions,
  direct: boolean,
  fullSteps: number,
  shortSteps: number,
): Totals | Promise<Totals> {
  const { full, short, store, sums, pace } = options;
  let started = 0;
  const measured = (totals: Totals): Totals => {
    pace.measured(fullSteps + shortSteps, (performance.now() - started) / 1000);
    return totals;
  };
  const waits = options.beforeChunk?.();
  if (waits === undefined && direct) {
    started = performance.now();
    if (fullSteps > 0) full!.runDirect!(fullSteps);
    if (shortSteps > 0) short!.runDirect!(shortSteps);
    const totals = sums.read(store);
    return totals instanceof Promise ? totals.then(measured) : measured(totals);
  }
  return (async () => {
    await waits;
    started = performance.now();
    if (fullSteps > 0) await full!.run(fullSteps);
    if (shortSteps > 0) await short!.run(shortSteps);
    return measured(await sums.read(store));
  })();
}

/** Whether the device computes on this thread. */
function isDirect({ full, short }: PassOptions): boolean {
  return [full, short].every((executable) => executable === undefined || executable.runDirect !== undefined);
}

/**
 * Means over the samples seen, by name.
 * @throws NonFiniteLossError that names the first step whose loss is not finite, unless that is allowed; the signal's
 * reason when aborted.
 */
export async function runPass(options: PassOptions): Promise<Logs> {
  const { store, sums, batch, first, count, pace, phase, epoch, signal, window, session } = options;
  const fullSteps = Math.floor(count / batch);
  const steps = Math.ceil(count / batch);
  const before = (window?.before ?? 0) / batch;
  const direct = isDirect(options);
  // How many more there are is known with the last part.
  const allSteps = window?.isLast === false ? Number.POSITIVE_INFINITY : before + steps;
  const begins = before > 0 ? sums.rewind(store) : sums.reset(store, first);
  if (begins !== undefined) await begins;
  let logs: Logs = {};
  for (let step = 0; step < steps; ) {
    signal?.throwIfAborted();
    const chunk = Math.min(pace.next(), steps - step);
    const fullChunk = Math.min(chunk, fullSteps - step);
    const work = (): Totals | Promise<Totals> => runChunk(options, direct, fullChunk, chunk - fullChunk);
    const ran =
      session === undefined
        ? work()
        : direct && session.isFree
          ? session.atOnce(work)
          : session.inTurn(async () => work(), signal);
    const { sums: totals, nonFinitePosition } = ran instanceof Promise ? await ran : ran;
    step += chunk;
    const holds = nonFinitePosition === undefined && totals.every(Number.isFinite);
    if (!holds && !options.allowNonFinite) {
      const at = nonFinitePosition === undefined ? step : Math.floor((nonFinitePosition - first) / batch) + 1;
      throw new NonFiniteLossError(phase, epoch === undefined ? undefined : epoch + 1, before + at, allSteps);
    }
    const seen = before * batch + Math.min(step * batch, count);
    logs = logsOf(options.measures, totals, seen);
    if (turnIsDue()) await turn();
    const ends = options.afterChunk?.(before + step, allSteps, logs);
    const isEnded = ends instanceof Promise ? await ends : ends;
    if (isEnded === true) break;
  }
  signal?.throwIfAborted();
  return logs;
}
