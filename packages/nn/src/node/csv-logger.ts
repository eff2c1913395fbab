/** Each epoch's logs as a row of a CSV file. Source: https://keras.io/api/callbacks/csv_logger/ */
import { ArgumentError } from '@inkgrad/tensor';
import type { Callback } from '../callbacks/callback.ts';
import { checkKeys, describe } from '../define/names.ts';
import { type EpochLogOptions, epochLog } from './epoch-log.ts';

/** The file of `csvLogger`, and what stands between its columns. */
export interface CsvLoggerOptions extends EpochLogOptions {
  /** One character; "," by default. */
  readonly separator?: string;
}

/**
 * Writes `epoch,loss,…` and a row at the end of every epoch, brought to disk before the next. Epochs count from 0.
 * @throws ArgumentError; when training begins, ModelFileError for a file to be continued that has other columns
 */
export function csvLogger(options: CsvLoggerOptions): Callback {
  checkKeys('csvLogger', options, ['path', 'append', 'separator']);
  const { separator = ',' } = options;
  // Names and numbers hold letters, digits, dots and signs; a separator must be told from them without quotes.
  if (typeof separator !== 'string' || !/^[^\w.+"\r\n-]$/.test(separator)) {
    throw new ArgumentError('csvLogger', 'separator', 'one character such as "," or ";"', describe(separator));
  }
  return epochLog('csvLogger', options, {
    header: (names) => ['epoch', ...names].join(separator),
    line: (epoch, logs, names) => [epoch, ...names.map((name) => logs[name]!)].join(separator),
    epochOf: (line) => {
      const first = line.slice(0, line.indexOf(separator));
      return /^\d+$/.test(first) ? Number(first) : undefined;
    },
  });
}
