/**
 * One pass over samples, an epoch of training or an evaluation: full batches by one executable, the short last batch
 * by another that shares its buffers, in chunks of steps. Sums stay on the device and are read once per chunk.
 */
import type { Executable } from '@inkgrad/tensor';
import { turn } from '@inkgrad/tensor/host';
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
  readonly inTurn?: Session['inTurn'];
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
  readonly beforeChunk?: () => Promise<void>;
  /** Returns true to end the pass. */
  readonly afterChunk?: (step: number, steps: number, logs: Logs) => Promise<boolean>;
}

/**
 * Means over the samples seen, by name.
 * @throws NonFiniteLossError that names the first step whose loss is not finite, unless that is allowed; the signal's
 * reason when aborted.
 */
export async function runPass(options: PassOptions): Promise<Logs> {
  const { store, sums, batch, first, count, pace, phase, epoch, signal, window } = options;
  const fullSteps = Math.floor(count / batch);
  const steps = Math.ceil(count / batch);
  const before = (window?.before ?? 0) / batch;
  // How many more there are is known with the last part.
  const allSteps = window?.isLast === false ? Number.POSITIVE_INFINITY : before + steps;
  if (before > 0) await sums.rewind(store);
  else await sums.reset(store, first);
  let logs: Logs = {};
  for (let step = 0; step < steps; ) {
    signal?.throwIfAborted();
    const chunk = Math.min(pace.next(), steps - step);
    const fullChunk = Math.min(chunk, fullSteps - step);
    const runChunk = async (): Promise<Totals> => {
      await options.beforeChunk?.();
      const started = performance.now();
      if (fullChunk > 0) await options.full!.run(fullChunk);
      if (chunk > fullChunk) await options.short!.run(1);
      const totals = await sums.read(store);
      pace.measured(chunk, (performance.now() - started) / 1000);
      return totals;
    };
    const { sums: totals, nonFinitePosition } = await (options.inTurn?.(runChunk, signal) ?? runChunk());
    step += chunk;
    const holds = nonFinitePosition === undefined && totals.every(Number.isFinite);
    if (!holds && !options.allowNonFinite) {
      const at = nonFinitePosition === undefined ? step : Math.floor((nonFinitePosition - first) / batch) + 1;
      throw new NonFiniteLossError(phase, epoch === undefined ? undefined : epoch + 1, before + at, allSteps);
    }
    const seen = before * batch + Math.min(step * batch, count);
    logs = logsOf(options.measures, totals, seen);
    await turn();
    if (await options.afterChunk?.(before + step, allSteps, logs)) break;
  }
  signal?.throwIfAborted();
  return logs;
}
