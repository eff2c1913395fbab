/**
 * Progress of jobs on stderr: on a terminal one block of bars, a line for the whole and one for each worker, redrawn in
 * place and gone at the end; otherwise a plain line for each finished job, fit for a log file. It knows nothing of
 * workers: it is told which lane does what.
 */
import { trainingSeconds } from '@inkgrad/experiments';
import { type BarsRow, renderBarsBlock } from '../terminal/bars-block.ts';
import { formatDuration, formatMetric } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { type Job, type JobOutcome, type JobPosition, shareDone } from './job.ts';

export interface JobsProgress {
  /** A lane, counted from 0, takes a job. */
  begins(lane: number, job: Job): void;
  moves(lane: number, position: JobPosition): void;
  ends(lane: number, outcome: JobOutcome): void;
  /** A line that stays, above the block. */
  says(text: string): void;
  /** Takes the block away. Nothing is drawn after it. */
  stop(): void;
}

export interface JobsProgressOptions {
  readonly output: Output;
  /** Jobs of the whole group, and how many of them were done before. */
  readonly total: number;
  readonly done: number;
  /** Epochs of the jobs that are left: what the time left is reckoned from. */
  readonly epochsLeft: number;
  /** Ctrl-C, which the block then says. */
  readonly signal: AbortSignal;
  /** Milliseconds; a test gives its own clock. */
  readonly now?: () => number;
}

interface Lane {
  readonly job: Job;
  readonly began: number;
  /** Share that was done when the job was first heard of: one that is resumed begins in the middle. */
  from: number | undefined;
  position: JobPosition | undefined;
  /** Set once it has its outcome: the line stays until the next job, so that the block keeps its height. */
  ended: JobOutcome['status'] | undefined;
}

const redrawMilliseconds = 100;
/** More would not fit a terminal. */
const mostLanes = 16;

function secondsLeft(began: number, from: number, share: number, now: number): string {
  if (share - from <= 0) return '';
  return `ETA ${formatDuration((((now - began) / 1000) * (1 - share)) / (share - from))}`;
}

function plainLine(outcome: JobOutcome, place: string): string {
  const { job, status } = outcome;
  if (status === 'interrupted') return `${place}  ${job.title}  interrupted`;
  if (status === 'failed') return `${place}  ${job.title}  failed: ${outcome.failure.message}`;
  const { result, reused } = outcome;
  const last = result.epochs.at(-1);
  const metrics = [
    ['loss', last?.loss],
    ['val_loss', last?.validationLoss],
    ['val_accuracy', last?.validationAccuracy],
  ] as const;
  const said = metrics.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${formatMetric(value)}`]));
  return `${place}  ${job.title}  ${reused ? 'was done' : formatDuration(trainingSeconds(result))}  ${said.join(' - ')}`;
}

export function jobsProgress(options: JobsProgressOptions): JobsProgress {
  const { output, total, epochsLeft, signal, now = () => performance.now() } = options;
  /** When the first job was heard of: not the time that workers take to start. */
  let started: number | undefined;
  const lanes = new Map<number, Lane>();
  let { done } = options;
  let failed = 0;
  let epochsTrained = 0;
  let epochsSkipped = 0;
  let drawn = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  let saidStopping = false;

  const shareOf = ({ position }: Lane): number => (position === undefined ? 0 : shareDone(position));
  const rows = (): BarsRow[] => {
    const time = now();
    let trained = epochsTrained;
    let gone = epochsTrained + epochsSkipped;
    const parts = [...lanes]
      .sort(([a], [b]) => a - b)
      .map(([, lane]): BarsRow => {
        const { job, position, from = 0, began } = lane;
        if (lane.ended !== undefined) return { title: `  ${job.title}`, share: 1, text: lane.ended };
        const share = shareOf(lane);
        trained += (share - from) * job.experiment.epochs;
        gone += share * job.experiment.epochs;
        if (position === undefined) return { title: `  ${job.title}`, share: 0, text: '' };
        const epoch = `epoch ${String(position.epoch).padStart(String(position.epochs).length)}/${position.epochs}`;
        return { title: `  ${job.title}`, share, text: `${epoch}  ${secondsLeft(began, from, share, time)}`.trimEnd() };
      });
    const left =
      trained > 0 ? `ETA ${formatDuration((((time - (started ?? time)) / 1000) * (epochsLeft - gone)) / trained)}` : '';
    const failures = failed > 0 ? `${failed} failed` : '';
    // The whole moves with the epochs of its jobs, not in leaps of a job.
    const share = (options.done + ((total - options.done) * gone) / Math.max(1, epochsLeft)) / Math.max(1, total);
    const whole = { title: `${done}/${total} runs`, share, text: [left, failures].filter(Boolean).join('  ') };
    const hidden = parts.length - mostLanes;
    if (hidden <= 0) return [whole, ...parts];
    return [whole, ...parts.slice(0, mostLanes), { title: `  and ${hidden} more`, share: 0, text: '' }];
  };
  const erase = (): void => {
    if (drawn > 0) output.write(`\r${drawn > 1 ? `\x1b[${drawn - 1}A` : ''}\x1b[J`);
    drawn = 0;
  };
  const draw = (force: boolean): void => {
    const time = now();
    if (stopped || !output.isTerminal || (!force && time - drawnAt < redrawMilliseconds)) return;
    drawnAt = time;
    const lines = renderBarsBlock(rows(), output.columns() - 1, output.colors);
    if (signal.aborted && !saidStopping) {
      // What Ctrl-C printed stands below the block, which goes on below that.
      drawn = 0;
      saidStopping = true;
    }
    const up = drawn > 1 ? `\x1b[${drawn - 1}A` : '';
    output.write(`\r${up}${lines.map((line) => `${line}\x1b[K`).join('\n')}`);
    drawn = lines.length;
  };

  return {
    begins(lane, job) {
      lanes.set(lane, { job, began: now(), from: undefined, position: undefined, ended: undefined });
      draw(false);
    },
    moves(number, position) {
      const lane = lanes.get(number);
      if (lane === undefined) return;
      started ??= now();
      lane.from ??= shareDone(position);
      lane.position = position;
      draw(false);
    },
    ends(number, outcome) {
      const lane = lanes.get(number);
      if (lane !== undefined) lane.ended = outcome.status;
      if (outcome.status !== 'interrupted') {
        const { epochs } = outcome.job.experiment;
        const skipped =
          outcome.status === 'failed' ? epochs * (1 - (lane ? shareOf(lane) : 0)) : epochs * (lane?.from ?? 0);
        epochsSkipped += skipped;
        epochsTrained += epochs - skipped;
        done++;
        if (outcome.status === 'failed') failed++;
      }
      if (output.isTerminal) draw(true);
      else if (!stopped) output.line(plainLine(outcome, `${String(done).padStart(String(total).length)}/${total}`));
    },
    says(text) {
      if (stopped) return;
      if (output.isTerminal) erase();
      output.line(text);
      if (drawnAt !== Number.NEGATIVE_INFINITY) draw(true);
    },
    stop() {
      if (output.isTerminal && !stopped) erase();
      stopped = true;
    },
  };
}
