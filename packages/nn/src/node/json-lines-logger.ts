/** Each epoch's logs as a line of JSON: `{"epoch":0,"loss":0.31,…}`. Source: https://jsonlines.org */
import type { Callback } from '../callbacks/callback.ts';
import { checkKeys, isRecord } from '../define/names.ts';
import { type EpochLogOptions, epochLog } from './epoch-log.ts';

/**
 * Writes a line at the end of every epoch, brought to disk before the next. Epochs count from 0; a NaN is the text
 * "NaN", infinities likewise, as JSON has no numbers for them.
 * @throws ArgumentError; when training begins, ModelFileError for a file to be continued that holds something else
 */
export function jsonLinesLogger(options: EpochLogOptions): Callback {
  checkKeys('jsonLinesLogger', options, ['path', 'append']);
  return epochLog('jsonLinesLogger', options, {
    header: () => undefined,
    line: (epoch, logs) =>
      JSON.stringify({ epoch, ...logs }, (_, value) =>
        typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
      ),
    epochOf: (line) => {
      try {
        const value: unknown = JSON.parse(line);
        return isRecord(value) && Number.isSafeInteger(value['epoch']) ? (value['epoch'] as number) : undefined;
      } catch {
        return undefined;
      }
    },
  });
}
