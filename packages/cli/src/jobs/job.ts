/** One training of many: what it is, and what became of it. Plain data, as it crosses to a worker and back. */
import type { Experiment, RunResult, Split } from '@inkgrad/experiments';
import type { ErrorKind } from '@inkgrad/tensor';

export interface Job {
  /** Name of its folder in the `runs` of the group. */
  readonly id: string;
  /** For people: a short line. */
  readonly title: string;
  /** Resolved: with the epochs, batch size and seed to use. */
  readonly experiment: Experiment;
  readonly split: Split;
  /** Whether gradient norms, mean activations and the parts of the loss are recorded after each epoch. */
  readonly diagnose: boolean;
}

/** Why a job has no result. */
export interface JobFailure {
  readonly kind: ErrorKind;
  /** One sentence. */
  readonly message: string;
}

export type JobOutcome =
  | {
      readonly status: 'done';
      readonly job: Job;
      /** The record of the run. */
      readonly directory: string;
      readonly result: RunResult;
      /** Whether it was there before this command began. */
      readonly reused: boolean;
    }
  | { readonly status: 'failed'; readonly job: Job; readonly directory: string; readonly failure: JobFailure }
  /** Ctrl-C came first; what was trained is kept, and the same command continues with it. */
  | { readonly status: 'interrupted'; readonly job: Job; readonly directory: string };

/** What a worker answers; the job and the folder are known. */
export type JobAnswer =
  | { readonly status: 'done'; readonly result: RunResult; readonly reused: boolean }
  | { readonly status: 'failed'; readonly failure: JobFailure }
  | { readonly status: 'interrupted' };

/** Where a job stands, as a worker tells it now and then. */
export interface JobPosition {
  /** Counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done of `steps` in this epoch. */
  readonly step: number;
  readonly steps: number;
}

/** Share of a job that is done, from 0 to 1. */
export function shareDone({ epoch, epochs, step, steps }: JobPosition): number {
  return (epoch - 1 + step / Math.max(1, steps)) / epochs;
}

/** What a worker tells while a job is under way: where it stands, or a sentence about something unusual. */
export type JobNews = { readonly position: JobPosition } | { readonly notice: string };
