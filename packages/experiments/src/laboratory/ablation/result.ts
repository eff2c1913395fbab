/**
 * What an ablation leaves behind, as plain JSON: the base experiment, the same with one change, with two, and what
 * follows. The terminal, the page and `result.json` are drawn from this and nothing else.
 */
import type { Experiment, ValidationConfig } from '../../experiment/schema.ts';
import type { EpochDiagnosis } from '../../run/run-result.ts';
import type { Curve } from '../curves.ts';
import type { PlateauComparison, PlateauEnd, PlateauSummary } from '../plateau.ts';
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

/** The answer to a question that a test was made of. */
export interface Judgement<Verdict> {
  readonly verdict: Verdict;
  /** Two-sided, of this test alone; null where there was none. */
  readonly pValue: number | null;
  /** Corrected for all tests of the stage, by Holm. */
  readonly adjusted: number | null;
}

/**
 * Whether the validation accuracy after the base's epochs reaches the threshold: it is above it or below it, or the runs
 * do not show which. Fewer than three seeds have no verdict.
 */
export type Reaches = 'yes' | 'no' | 'unclear' | 'too few seeds' | 'failed';

/**
 * The plateau beside the base's. `none`: it is shorter, and over within a fifth of the base's epochs in every run.
 * `unclear`: no difference is shown.
 */
export type PlateauVerdict = 'none' | 'shorter' | 'longer' | 'unclear' | 'too few seeds' | 'failed';

export interface PlateauOutcome {
  /** One for each judged run; null for one that failed. */
  readonly ends: readonly (PlateauEnd | null)[];
  /** Null where all runs failed. */
  readonly summary: PlateauSummary | null;
  /** With the base; null of the base itself, and where there is nothing to compare. */
  readonly comparison: PlateauComparison | null;
  /** Null where there is nothing to compare: of the base, and where the base has no plateau. */
  readonly verdict: PlateauVerdict | null;
  readonly pValue: number | null;
  readonly adjusted: number | null;
}

/**
 * `base`: as it is. `single`: one change. `together`: everything that regularizes taken off at once. `pair`: two
 * changes. `part`: a change in some of its layers only, to see how much of it is needed. `target`: the experiment that
 * works.
 */
export type AblationRowKind = 'base' | 'single' | 'together' | 'pair' | 'part' | 'target';

/** One run of an ablation. */
export interface AblationRun {
  readonly seed: number;
  /** Within the folder of the ablation: `runs/activation-seed-1`. */
  readonly directory: string;
  /** Values by name, one an epoch; empty for a run that failed. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** Accuracy on the test set, looked at once, after the last epoch; null for a run that failed. */
  readonly testAccuracy: number | null;
  /** Why it has no result, in one sentence. */
  readonly failure?: string;
}

/** One configuration of an ablation, over all its seeds. */
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
  /** Apart from its seed and how long it was trained. */
  readonly experiment: Experiment;
  /** Every run. */
  readonly runs: readonly AblationRun[];
  /** Seeds that the figures below are of. A row that the first seed chose is judged by the others. */
  readonly seeds: readonly number[];
  /** Judged runs that failed. */
  readonly failures: number;
  /** The validation accuracy of each judged run after as many epochs as the base trains. */
  readonly values: readonly number[];
  /** The same together; null where all runs failed. */
  readonly accuracyAtBaseEpochs: Summary | null;
  /** Of the last epoch, by name as in `history`; without the runs that failed, and empty where all did. */
  readonly summaries: Readonly<Record<string, Summary>>;
  readonly testAccuracy: Summary | null;
  readonly reaches: Judgement<Reaches>;
  readonly plateau: PlateauOutcome;
  /** By name as in `history`, over the judged runs. */
  readonly curves: Readonly<Record<string, Curve>>;
  /** Of the first seed: before training, then after each epoch. Empty for pairs. */
  readonly diagnoses: readonly EpochDiagnosis[];
}

/** What another choice of one number would have made of the first stage. */
export interface Sensitivity {
  readonly choice: 'threshold' | 'level';
  readonly value: number;
  /** Rows whose verdict differs, with both. */
  readonly changed: readonly { readonly id: string; readonly from: string; readonly to: string }[];
}

/** What follows from an ablation's numbers. */
export interface AblationFinding {
  /** Each follows from the numbers by the rule in docs/laboratory.md. */
  readonly sentences: readonly string[];
  /** The id of the row that reaches the threshold and keeps the most of the base; null where none does, or needs to. */
  readonly repaired: string | null;
}

/** An ablation with all its runs: what `ablation.json` holds. */
export interface AblationResult {
  readonly kind: 'ablation';
  readonly base: Experiment;
  readonly target: Experiment;
  /** The validation accuracy that is asked for after as many epochs as the base trains. */
  readonly threshold: number;
  /** The validation accuracy from which a run is off the plateau. */
  readonly level: number;
  /** Epochs that a run trains at most. Each ends as many epochs after its plateau as the base trains. */
  readonly mostEpochs: number;
  /** What validated: a part of the training set. */
  readonly validation: ValidationConfig;
  readonly seeds: readonly number[];
  /** Base, singles, together, pairs, parts, target. */
  readonly rows: readonly AblationRow[];
  readonly sensitivity: readonly Sensitivity[];
  /** What was left out, and why: a sentence each. */
  readonly notes: readonly string[];
  readonly finding: AblationFinding;
}
