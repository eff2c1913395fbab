/**
 * `metrics.jsonl`: a line of JSON for each whole epoch, brought to disk as the epoch ends. Node only.
 */
import { readFile } from 'node:fs/promises';
import type { History } from '@inkgrad/nn';
import type { DiskWriter } from './disk-writer.ts';
import { writeWhole, writing } from './run-folder.ts';

export const metricsFile = 'metrics.jsonl';

/** One epoch, counted from 1: its wall time and the figures of its history. */
export type EpochMetrics = Readonly<Record<string, number>> & { readonly epoch: number; readonly seconds: number };

/** NaN and the infinities are texts, as JSON has no numbers for them. */
function line({ history, seconds }: History, index: number): string {
  const figures = Object.entries(history).map(([name, values]) => [name, values[index]!]);
  const metrics = { epoch: index + 1, ...Object.fromEntries(figures), seconds: seconds[index]! };
  const text = JSON.stringify(metrics, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return `${text}\n`;
}

/** The file as it is after the epochs of a history: lines beyond it, and half ones, are gone. */
export async function rewriteMetrics(path: string, history: History): Promise<void> {
  await writeWhole(path, history.seconds.map((_, index) => line(history, index)).join(''));
}

/** Adds the last epoch of a history. @throws RunFolderError if it cannot be written */
export async function appendMetrics(path: string, history: History, writer: DiskWriter): Promise<void> {
  await writing(path, () => writer.append(path, line(history, history.seconds.length - 1)));
}

function isFigure(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value));
}

/** The lines that are whole, up to the first that is not; none where there is no file. */
export async function readMetrics(path: string): Promise<EpochMetrics[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const metrics: EpochMetrics[] = [];
  for (const each of text.split('\n').slice(0, -1)) {
    try {
      const read = JSON.parse(each) as EpochMetrics;
      if (read?.epoch !== metrics.length + 1 || !(read.seconds >= 0) || !Object.values(read).every(isFigure)) break;
      metrics.push(read);
    } catch {
      break;
    }
  }
  return metrics;
}
