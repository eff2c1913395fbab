/** What `inkgrad bench --crossover` measured, as `--json` prints it. */
import type { Summary } from '../measure/statistics.ts';
import type { CrossoverNetworkName } from './crossover-networks.ts';

/** One line of the table. */
export interface CrossoverLine {
  /** As opened: "wasm", "gpu:webgpu". */
  readonly backend: string;
  readonly threads: number;
  /** "wasm, 2 threads", "gpu:webgpu (software)". */
  readonly title: string;
  readonly description: string;
  /** Whether it is a GPU: no processor, and nothing that imitates a GPU on one. */
  readonly isGpu: boolean;
  /** One for each width. */
  readonly steps: readonly CrossoverStep[];
}

export interface CrossoverStep {
  readonly width: number;
  /** Of one training step; null where it was not measured. */
  readonly seconds: Summary | null;
  /** Largest difference of a loss from the wasm backend's before timing, relative to it; null where it was not measured. */
  readonly lossError: number | null;
  /** Why it was not measured: a step longer than the limit is expected, or the backend cannot. */
  readonly obstacle: { readonly kind: 'limit' | 'backend'; readonly reason: string } | null;
}

export interface CrossoverReport {
  /** As `--network` says it. */
  readonly network: CrossoverNetworkName;
  /** "784-W-W-10": the network, W its width. */
  readonly model: string;
  /** What W is. */
  readonly axis: string;
  readonly batchSize: number;
  readonly widths: readonly number[];
  /** No step is measured that is expected to take longer. */
  readonly limitSeconds: number;
  readonly lines: readonly CrossoverLine[];
  readonly absent: readonly { readonly name: string; readonly reason: string }[];
  /** From which width a GPU wins here, or that it does not. */
  readonly conclusion: string;
}

/** By which documents and files have the table and the picture. */
export const crossoverPlace = ({ network }: Pick<CrossoverReport, 'network'>): string =>
  network === 'dense' ? 'crossover' : `crossover-${network}`;
