/**
 * `inkgrad pictures`: how well a trained model reads digits in pictures. Images of the test set are drawn in many ways,
 * among them such that show no digit, the same ones each time.
 */
import { writeWhole } from '@inkgrad/experiments/node';
import { measurePictures, type PictureRow } from '@inkgrad/mnist/node';
import { checkBackendName } from '../backend-name.ts';
import { openBackend } from '../backends/open-backend.ts';
import { fillDocument } from '../bench/document.ts';
import { readDocument } from '../bench/write.ts';
import type { CommandContext } from '../context.ts';
import { DataFileError, UsageError } from '../errors.ts';
import { type DataOptions, loadData, warn } from '../load-data.ts';
import { loadDigitModel } from '../load-digit-model.ts';
import { silenced } from '../terminal/output.ts';
import { markdownTable, renderBenchTable } from '../views/bench-tables.ts';
import { pictureTables } from '../views/picture-tables.ts';

export interface PicturesOptions extends DataOptions {
  readonly model: string;
  readonly count: number;
  readonly backend: string;
  readonly docs?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Puts the tables into a document; without rows they are empty. */
async function filled(file: string, rows: readonly PictureRow[]): Promise<string> {
  const blocks = Object.fromEntries(pictureTables(rows).map((table) => [table.name, markdownTable(table)]));
  const { text, missing } = fillDocument(await readDocument(file), blocks);
  if (missing.length > 0) throw new DataFileError(`${file}: has no place <!-- bench:${missing[0]} -->.`);
  return text;
}

export async function pictures(options: PicturesOptions, context: CommandContext): Promise<void> {
  const { terminal, env, interrupt } = context;
  const { count, docs } = options;
  checkBackendName(options.backend);
  // A place that is missing is said before the digits are drawn.
  if (docs !== undefined) await filled(docs, []);
  const { data, warnings } = await loadData(options, env);
  const test = { ...data.test, inputs: new Uint8Array(data.test.inputs) };
  if (count >= test.count) {
    throw new UsageError(
      `--count must be at most ${test.count - 1}, one less than there are images, received ${count}.`,
    );
  }
  const { model, experiment, directory } = await loadDigitModel(options.model);
  const err = options.quiet ? silenced(terminal.err) : terminal.err;
  try {
    const device = await openBackend(options.backend);
    try {
      warn(warnings, terminal.err);
      const rows = await measurePictures({
        ...{ model, preprocessing: experiment.preprocessing, device, images: test, count, signal: interrupt.signal },
        onDigit: (index) => {
          if ((index + 1) % 50 === 0) err.line(`  ${index + 1} of ${count} digits drawn`);
        },
      });
      if (docs !== undefined) await writeWhole(docs, await filled(docs, rows));
      if (options.json) {
        context.answer({ model: directory, count, rows });
      } else {
        for (const table of pictureTables(rows))
          for (const line of renderBenchTable(table, terminal.out.look())) terminal.out.line(line);
      }
    } finally {
      await model.dispose();
      await device.dispose();
    }
  } finally {
    await model.dispose();
  }
}
