/** The data set that the command line, the environment or a record names, with warnings about how its images lie. */
import {
  type DataRequest,
  type DataSet,
  type Orientation,
  type OrientationNotice,
  orientationWords,
} from '@inkgrad/experiments';
import { type RunEnvironment, readData } from '@inkgrad/experiments/node';
import { holdsIdx, loadIdx, loadMnist } from '@inkgrad/mnist/node';
import type { CommandContext } from './context.ts';
import { UsageError } from './errors.ts';
import type { Output } from './terminal/output.ts';

/** Options of all commands whose answers depend on how images lie. */
export interface DataOptions {
  /** `--data-dir` */
  readonly dataDir?: string;
  /** `--transpose`, `--no-transpose`; undefined: EMNIST's images are, by their names. */
  readonly transpose?: boolean;
  readonly invert?: boolean;
}

/** Options of commands that take data of one's own. */
export interface OwnDataOptions extends DataOptions, DataRequest {
  /** `--data`: a CSV file, a folder of images, NumPy's arrays, IDX files of any size. */
  readonly data?: string;
}

/** What a record says of its data, as options that give the same images again. */
export function recordedData({ folder, transposed, inverted, request }: RunEnvironment['data']): OwnDataOptions {
  const lies = { transpose: transposed, invert: inverted };
  if (request !== undefined && folder !== null) return { data: folder, ...request, ...lies };
  return { ...(folder === null ? {} : { dataDir: folder }), ...lies };
}

/** What to say on the command line so that images lie as they should. */
function advice(remedy: Orientation | undefined, now: Orientation, options: DataOptions): string {
  if (remedy === undefined) return 'bring the files into MNIST’s form before training on them';
  const words: string[] = [];
  if (remedy.transposed !== now.transposed) {
    words.push(remedy.transposed ? '--transpose' : options.transpose ? 'no --transpose' : '--no-transpose');
  }
  if (remedy.inverted !== now.inverted) words.push(remedy.inverted ? '--invert' : 'no --invert');
  return `if so, say ${words.join(' and ')}`;
}

function warningOf({ sentence, remedy }: OrientationNotice, { orientation }: DataSet, options: DataOptions): string {
  return `${sentence.replace(/\.$/, '')}; ${advice(remedy, orientation, options)}.`;
}

/** @throws UsageError for options that say two things, or are of data that is not named */
export function checkDataOptions({ data, dataDir, target, kind, size }: OwnDataOptions): void {
  if (data !== undefined && dataDir !== undefined) {
    throw new UsageError('--data and --data-dir both name the data; --data-dir is of IDX files in MNIST’s form.');
  }
  if (data !== undefined || (target === undefined && kind === undefined && size === undefined)) return;
  throw new UsageError('--target, --kind and --size say how --data is read, and no --data is named.');
}

/**
 * The options of whoever continues or asks what has been trained: how its record says that the data was read, and where the
 * data is now, if that is said.
 * @throws UsageError for `--data` where the data was in MNIST's form, and for `--data-dir` where it was not
 */
export function recordedDataNow(
  data: RunEnvironment['data'],
  { data: now, dataDir }: Pick<OwnDataOptions, 'data' | 'dataDir'>,
): OwnDataOptions {
  const recorded = recordedData(data);
  if (recorded.data === undefined && now !== undefined) {
    throw new UsageError('it was trained on IDX files in MNIST’s form: say --data-dir where they are now, not --data.');
  }
  if (recorded.data !== undefined && dataDir !== undefined) {
    throw new UsageError(`it was trained on ${recorded.data}: say --data where that is now, not --data-dir.`);
  }
  return { ...recorded, ...(now === undefined ? {} : { data: now }), ...(dataDir === undefined ? {} : { dataDir }) };
}

export interface LoadedData {
  readonly data: DataSet;
  /** Sentences about images that look turned, mirrored or inverted: what they train misreads upright pictures. */
  readonly warnings: readonly string[];
}

/** The folder that the command line or the environment names; undefined for the installed package. */
export function dataFolder({ dataDir }: Pick<DataOptions, 'dataDir'>, env: CommandContext['env']): string | undefined {
  return dataDir ?? (env['INKGRAD_DATA'] || undefined);
}

/** @throws DataError for what cannot be read. @throws UsageError for options that say two things */
async function loadOwn(path: string, options: OwnDataOptions): Promise<DataSet> {
  const { target, kind, size, transpose, invert } = options;
  if (await holdsIdx(path)) {
    if (target !== undefined || kind !== undefined || size !== undefined) {
      throw new UsageError(`--target, --kind and --size are of other data than the IDX files of ${path}.`);
    }
    return loadIdx(path, { transpose, invert });
  }
  if (transpose || invert) throw new UsageError('--transpose and --invert are of IDX files.');
  return readData(path, {
    ...(target === undefined ? {} : { target }),
    ...(kind === undefined ? {} : { kind }),
    ...(size === undefined ? {} : { size }),
  });
}

/**
 * Loads the data. Its warnings are for the caller to say, once nothing can fail any more.
 * @throws DataError as `loadMnist` does
 */
export async function loadData(options: OwnDataOptions, env: CommandContext['env']): Promise<LoadedData> {
  const { transpose, invert } = options;
  if (options.data !== undefined) return { data: await loadOwn(options.data, options), warnings: [] };
  const data = await loadMnist({ dataDir: dataFolder(options, env), transpose, invert });
  return { data, warnings: data.notices.map((notice) => warningOf(notice, data, options)) };
}

export function warn(warnings: readonly string[], output: Output): void {
  for (const warning of warnings) output.line(`${output.colors.yellow('warning:')} ${warning}`);
}

/** `, transposed and inverted`, or nothing: what was done to the images as they were read. */
export function orientationText(orientation: Orientation): string {
  const words = orientationWords(orientation);
  return words.length === 0 ? '' : `, ${words.join(' and ')}`;
}
