/** Recorded runs as a table, and as `--json` prints them. */
import type { RunStatus, StoredRun } from '@inkgrad/mnist/node';
import { formatMetric } from '../terminal/format.ts';
import type { Colors } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';

const columns = [
  { title: 'started', align: 'left' },
  { title: 'experiment', align: 'left' },
  { title: 'status', align: 'left' },
  { title: 'epochs' },
  { title: 'val_loss' },
  { title: 'val_accuracy' },
  { title: 'seed' },
  { title: 'backend', align: 'left' },
  { title: 'folder', align: 'left' },
] as const;

/** 2026-03-09 14:05, in local time. */
function localMinute(iso: string): string {
  const date = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function statusText(status: RunStatus, colors: Colors): string {
  if (status === 'finished') return status;
  return status === 'damaged' ? colors.red(status) : colors.yellow(status);
}

/** The fold beside the experiment: its figures are not of the test set. */
function nameText({ experiment, split }: StoredRun): string {
  return split.kind === 'fold' ? `${experiment.name}, fold ${split.fold}/${split.folds}` : experiment.name;
}

export function renderRuns(runs: readonly StoredRun[], colors: Colors): string[] {
  const figure = (value: number | undefined): string => (value === undefined ? '–' : formatMetric(value));
  const rows = runs.map((run) => [
    localMinute(run.startedAt),
    nameText(run),
    statusText(run.status, colors),
    run.epochsDone === run.experiment.epochs ? String(run.epochsDone) : `${run.epochsDone}/${run.experiment.epochs}`,
    figure(run.metrics?.['validationLoss']),
    figure(run.metrics?.['validationAccuracy']),
    String(run.experiment.seed),
    run.environment.backend,
    run.directory,
  ]);
  return renderTable(columns, rows, colors);
}

/** Names are part of the command's interface: add, never rename. Figures are those of the last whole epoch. */
export function runsJson(run: StoredRun): Record<string, unknown> {
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
    seconds: result?.seconds ?? null,
    backend: environment.backend,
    backendDescription: environment.backendDescription,
    git: environment.git,
  };
}
