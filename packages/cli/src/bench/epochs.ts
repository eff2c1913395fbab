/** `inkgrad bench epoch`: whole epochs of experiments with validation, with 1 and with N threads in turn. */
import { DataUploads, type PictureData, runExperiment } from '@inkgrad/experiments';
import { namedExperiments } from '@inkgrad/mnist';
import { openDevice } from '@inkgrad/tensor';
import { type Summary, summarize } from '../measure/statistics.ts';

export interface EpochResult {
  readonly experiment: string;
  readonly threads: number;
  /** Of one epoch with its validation: the mean of a round's epochs, over rounds. */
  readonly seconds: Summary;
  readonly epochsPerRound: number;
  /** Seconds of the fewest threads over seconds of these. */
  readonly speedup: number;
}

export interface EpochOptions {
  readonly data: PictureData;
  readonly threads: readonly number[];
  readonly rounds: number;
  readonly epochsPerRound: number;
  /** Their names. */
  readonly experiments: readonly string[];
  readonly onRound?: (experiment: string, threads: number, round: number, seconds: number) => void;
  readonly signal?: AbortSignal;
}

export async function benchEpochs(options: EpochOptions): Promise<EpochResult[]> {
  const { data, threads, rounds, epochsPerRound, onRound, signal } = options;
  const times = new Map<string, number[]>();
  const key = (name: string, count: number): string => `${name} ${count}`;
  for (let round = 0; round < rounds; round++) {
    for (const name of options.experiments) {
      for (const count of threads) {
        signal?.throwIfAborted();
        const device = await openDevice('wasm', { threads: count });
        try {
          const uploads = new DataUploads(device, data);
          const { epochs } = await runExperiment(namedExperiments[name]!, data, {
            device,
            uploads,
            epochs: epochsPerRound,
          });
          const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0) / epochs.length;
          times.set(key(name, count), [...(times.get(key(name, count)) ?? []), seconds]);
          onRound?.(name, count, round, seconds);
        } finally {
          await device.dispose();
        }
      }
    }
  }
  return options.experiments.flatMap((experiment) => {
    const base = summarize(times.get(key(experiment, threads[0]!))!).median;
    return threads.map((count) => {
      const seconds = summarize(times.get(key(experiment, count))!);
      return { experiment, threads: count, seconds, epochsPerRound, speedup: base / seconds.median };
    });
  });
}
