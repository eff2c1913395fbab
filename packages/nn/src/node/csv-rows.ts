/** A CSV file row by row, so that one that is larger than memory can be streamed. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ArgumentError } from '@inkgrad/tensor';
import { CsvError, parse } from 'csv-parse';
import { checkKeys, describe } from '../define/names.ts';
import { DataError } from '../errors.ts';

/** What stands between the columns of a CSV file. */
export interface CsvRowsOptions {
  /** One character; "," by default. */
  readonly separator?: string;
}

/**
 * The rows of a CSV file in UTF-8 as texts, without spaces around them; lines of nothing are left out. `tableData` makes
 * samples and targets of them.
 * @param source its path, or its contents where they are in memory
 * @throws DataError for a file that cannot be read or is no CSV, with the line
 * @example
 * const { x, y, classes } = await tableData(csvRows('examples/data/iris.csv'), { target: 'species' });
 * x.shape; // → [150, 4]
 */
export async function* csvRows(
  source: string | Uint8Array,
  options: CsvRowsOptions = {},
): AsyncGenerator<readonly string[]> {
  checkKeys('csvRows', options, ['separator']);
  const { separator = ',' } = options;
  if (typeof separator !== 'string' || separator.length !== 1 || /["\r\n]/.test(separator)) {
    throw new ArgumentError('csvRows', 'separator', 'one character such as "," or ";"', describe(separator));
  }
  const parser = parse({
    bom: true,
    delimiter: separator,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const file = typeof source === 'string' ? createReadStream(source) : Readable.from([source]);
  file.on('error', (error: Error) => parser.destroy(error));
  file.pipe(parser);
  try {
    for await (const row of parser) yield row as string[];
  } catch (error) {
    const expected = error instanceof CsvError ? 'a CSV file' : 'a file that can be read';
    throw new DataError(
      typeof source === 'string' ? source : 'csvRows',
      expected,
      error instanceof Error ? error.message : String(error),
    );
  } finally {
    file.destroy();
  }
}
