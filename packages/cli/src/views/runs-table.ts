/** Recorded runs as a table, and as `--json` prints them. */
import type { StoredRun } from '@inkgrad/experiments/node';
import { formatDuration, formatMetric } from '../terminal/format.ts';
import type { Colors, Look } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';
import type { ReportPlace } from '../training/find-report.ts';

/** A run, and where its report is; undefined where none is due. */
export interface ListedRun {
  readonly run: StoredRun;
  readonly report: ReportPlace | undefined;
}

const absent = '–';

const columns = [
  { title: 'started', align: 'left', spare: 4 },
  { title: 'experiment', align: 'left' },
  { title: 'status', align: 'left' },
  { title: 'epochs' },
  { title: 'val_loss', spare: 2 },
  { title: 'val_accuracy' },
  { title: 'training time', spare: 3 },
  { title: 'seed', spare: 5 },
  { title: 'backend', align: 'left', spare: 6 },
  { title: 'folder', align: 'left', isName: true },
] as const;

/** 2026-03-09 14:05, in local time. */
function localMinute(iso: string): string {
  const date = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export const isReportMissing = ({ report }: ListedRun): boolean => report?.isThere === false;

/** "failed, epoch 2 step 5" */
function failedText({ failure }: StoredRun): string {
  const { epoch, step } = failure ?? {};
  const place = [epoch == null ? [] : `epoch ${epoch}`, step == null ? [] : `step ${step}`].flat();
  return ['failed', ...(place.length === 0 ? [] : [place.join(' ')])].join(', ');
}

function statusText(listed: ListedRun, colors: Colors): string {
  const { run } = listed;
  const { status } = run;
  if (status === 'finished') return isReportMissing(listed) ? colors.yellow('finished, no report') : status;
  if (status === 'failed') return colors.red(failedText(run));
  return status === 'damaged' ? colors.red(status) : colors.yellow(status);
}

/** The fold beside the experiment: its figures are not of the test set. */
function nameText({ experiment, split }: StoredRun): string {
  return split.kind === 'fold' ? `${experiment.name}, fold ${split.fold}/${split.folds}` : experiment.name;
}

export function renderRuns(runs: readonly ListedRun[], look: Look): string[] {
  const figure = (value: number | undefined): string => (value === undefined ? absent : formatMetric(value));
  const rows = runs.map((listed) => {
    const { run } = listed;
    const { epochsDone, experiment, metrics, trainingSeconds } = run;
    return [
      localMinute(run.startedAt),
      nameText(run),
      statusText(listed, look.colors),
      epochsDone === experiment.epochs ? String(epochsDone) : `${epochsDone}/${experiment.epochs}`,
      figure(metrics?.['validationLoss']),
      figure(metrics?.['validationAccuracy']),
      epochsDone === 0 ? absent : formatDuration(trainingSeconds),
      String(experiment.seed),
      run.environment.backend,
      run.directory,
    ];
  });
  return renderTable(columns, rows, look);
}

/** Names are part of the command's interface: add, never rename. Figures are those of the last whole epoch. */
export function runsJson({ run, report }: ListedRun): Record<string, unknown> {
  const { directory, name, status, experiment, split, startedAt, epochsDone, metrics, environment, result } = run;
  return {
    directory,
    name,
    status,
    experiment: experiment.name,
    title: experiment.title,
    seed: experiment.seed,
    split,
    startedAt,
    epochs: experiment.epochs,
    epochsDone,
    loss: metrics?.['loss'] ?? null,
    accuracy: metrics?.['accuracy'] ?? null,
    validationLoss: metrics?.['validationLoss'] ?? null,
    validationAccuracy: metrics?.['validationAccuracy'] ?? null,
    evaluation: result?.evaluation ?? null,
    trainingSeconds: run.trainingSeconds,
    seconds: result?.seconds ?? null,
    failure: run.failure ?? null,
    report: report?.isThere ? report.path : null,
    backend: environment.backend,
    backendDescription: environment.backendDescription,
    git: environment.git,
  };
}
