/** Tries inputs of one target until time or their number is up, and counts what came of them. */
import fc from 'fast-check';
import type { FuzzInput, Target } from '../target.ts';
import { type FailingInput, saveFailingInput } from './failing-input.ts';
import { type Limits, Trial } from './trial.ts';

export interface CampaignOptions {
  /** The file that exports `targets`. */
  readonly module: string;
  readonly seed: number;
  /** At most so many. */
  readonly inputs: number;
  /** At most so long. */
  readonly milliseconds: number;
  /** For inputs that lead to a fault. */
  readonly failures: string;
  readonly limits?: Limits;
  readonly signal: AbortSignal;
  /** Told after each input. */
  readonly onProgress: (summary: Summary) => void;
}

export interface Summary {
  readonly target: string;
  readonly seed: number;
  readonly inputs: number;
  readonly milliseconds: number;
  readonly accepted: number;
  /** By the error's name. */
  readonly refused: ReadonlyMap<string, number>;
  /** Of each kind of fault the first; all are counted. */
  readonly faults: readonly { readonly reason: string; readonly path: string; readonly count: number }[];
  readonly slowest: { readonly index: number; readonly milliseconds: number } | undefined;
}

/** Inputs that are made at once; a batch depends on the seed and its number alone. */
const batchSize = 64;

/** The inputs of a place in a campaign: the same ones for the same seed. */
export function batchOf(inputs: fc.Arbitrary<FuzzInput>, seed: number, number: number): FuzzInput[] {
  return fc.sample(inputs, { seed: (seed + Math.imul(number, 0x9e3779b1)) | 0, numRuns: batchSize });
}

/** What two faults of one kind have in common: the reason and where it was thrown, without figures. */
function kindOf(reason: string, details: string): string {
  const places = details.split('\n').filter((line) => /^\s+at /.test(line));
  return `${reason} ${places[0] ?? ''}`.replaceAll(/\d+/g, '#');
}

export async function runCampaign(target: Target, options: CampaignOptions): Promise<Summary> {
  const { seed, signal, module, limits, failures } = options;
  const inputs = await target.inputs();
  const trial = new Trial(module, target.name, limits);
  const refused = new Map<string, number>();
  const faults = new Map<string, Summary['faults'][number]>();
  let summary: Summary = {
    ...{ target: target.name, seed, inputs: 0, milliseconds: 0, accepted: 0, refused },
    ...{ faults: [], slowest: undefined },
  };
  const started = performance.now();
  const isOver = (): boolean =>
    signal.aborted || summary.inputs >= options.inputs || summary.milliseconds >= options.milliseconds;
  try {
    for (let number = 0; !isOver(); number++) {
      for (const input of batchOf(inputs, seed, number)) {
        if (isOver()) break;
        const index = summary.inputs;
        const { verdict, milliseconds } = await trial.try(input);
        if (verdict.outcome === 'refused') refused.set(verdict.error, (refused.get(verdict.error) ?? 0) + 1);
        if (verdict.outcome === 'fault') {
          const { reason, details } = verdict;
          const kind = kindOf(reason, details);
          const failing: FailingInput = { target: target.name, seed, index, reason, details, input };
          const path = faults.get(kind)?.path ?? (await saveFailingInput(failures, failing));
          faults.set(kind, { reason, path, count: (faults.get(kind)?.count ?? 0) + 1 });
        }
        const isSlowest = milliseconds > (summary.slowest?.milliseconds ?? 0);
        summary = {
          ...summary,
          inputs: index + 1,
          milliseconds: performance.now() - started,
          accepted: summary.accepted + Number(verdict.outcome === 'accepted'),
          faults: [...faults.values()],
          slowest: isSlowest ? { index, milliseconds } : summary.slowest,
        };
        options.onProgress(summary);
      }
    }
  } finally {
    await trial.close();
  }
  return summary;
}
