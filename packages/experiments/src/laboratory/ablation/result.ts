/**
 * What an ablation leaves behind, as plain JSON: the base experiment, the same with one change, with two, and what
 * follows. The terminal, the page and `result.json` are drawn from this and nothing else.
 */
import type { Experiment } from '../../experiment/schema.ts';
import type { EpochDiagnosis } from '../../run/run-result.ts';
import type { Curve } from '../curves.ts';
import type { Summary } from '../statistics.ts';

/** A change as people read it. */
export interface ChangeText {
  /** Short, for folders: `activation`. */
  readonly id: string;
  /** For a table: `sigmoid → ReLU`. */
  readonly title: string;
  /** One sentence, with the settings of this base. */
  readonly description: string;
}

/**
 * `yes`: the lower end of the interval of the final validation accuracy reaches the threshold. `partly`: it does not,
 * but it lies above the whole interval of the base. `no`: neither. One run has no interval: its value stands for both
 * ends. A row with a run that failed is `no`.
 */
export type Rescued = 'yes' | 'partly' | 'no';

/**
 * `base`: as it is. `single`: one change. `together`: everything that regularizes taken off at once. `pair`: two
 * changes. `part`: a change in some of its layers only, to see how much of it is needed. `target`: the experiment that
 * works.
 */
export type AblationRowKind = 'base' | 'single' | 'together' | 'pair' | 'part' | 'target';

export interface AblationRun {
  readonly seed: number;
  /** Within the folder of the ablation: `runs/activation-seed-1`. */
  readonly directory: string;
  /** Values by name, one an epoch; empty for a run that failed. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** How many different digits its answers on the test set name; 1: it answers the same to everything. 0: it failed. */
  readonly digitsAnswered: number;
  /** Why it has no result, in one sentence. */
  readonly failure?: string;
}

export interface AblationRow {
  /** `base`, `activation`, `dropout+optimizer`, `target`; unique, and a file name. */
  readonly id: string;
  readonly kind: AblationRowKind;
  /** `sigmoid → ReLU`, `no dropout, SGD → Adam`, `no regularization`; for base and target the experiment's name. */
  readonly title: string;
  /** Empty for base and target. */
  readonly changes: readonly ChangeText[];
  /** How many settings differ from the base, as the changes count them; 0 for base and target. */
  readonly settings: number;
  /** As it ran, apart from its seed. */
  readonly experiment: Experiment;
  /** Of the last epoch, by name as in `history`; without the runs that failed, and empty where all did. */
  readonly summaries: Readonly<Record<string, Summary>>;
  /** The validation accuracy after as many epochs as the base trains; null where all runs failed, or trained less. */
  readonly accuracyAtBaseEpochs: Summary | null;
  readonly rescued: Rescued;
  /** By name as in `history`. */
  readonly curves: Readonly<Record<string, Curve>>;
  readonly runs: readonly AblationRun[];
  /** Of the first seed: before training, then after each epoch. Empty for pairs. */
  readonly diagnoses: readonly EpochDiagnosis[];
}

export interface AblationFinding {
  /** Each follows from the numbers by the rule in docs/laboratory.md. */
  readonly sentences: readonly string[];
  /** The id of the row that rescues and keeps the most of the base; null where none rescues, or nothing needs to. */
  readonly repaired: string | null;
}

export interface AblationResult {
  readonly kind: 'ablation';
  readonly base: Experiment;
  readonly target: Experiment;
  /** The validation accuracy that counts as working. */
  readonly threshold: number;
  readonly seeds: readonly number[];
  /** Base, singles, together, pairs, parts, target. */
  readonly rows: readonly AblationRow[];
  /** What was left out, and why: a sentence each. */
  readonly notes: readonly string[];
  readonly finding: AblationFinding;
}
