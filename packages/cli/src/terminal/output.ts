/**
 * One stream of the terminal as the commands see it: text goes in, and the few properties that decide how it looks
 * (is it a terminal, how wide, how many colours) come out. The only file that writes to stdout and stderr.
 * A reader that has gone (`inkgrad doctor | head -1`) is no error: what is left to write is dropped in silence.
 */
import pico from 'picocolors';

export type Colors = ReturnType<typeof pico.createColors>;
/** Bits of colour: 1 none, 4 the 16 named colours, 8 the 256-colour table, 24 any. */
export type ColorDepth = 1 | 4 | 8 | 24;
export type Environment = Readonly<Record<string, string | undefined>>;

/** The part of a Node write stream that an Output needs; tests give their own. */
export interface WritableStreamLike {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  getColorDepth?(env?: object): number;
  write(text: string, callback?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** What decides how a result looks. */
export interface Look {
  readonly colors: Colors;
  /** Columns of a line that nothing breaks: Infinity where no terminal is, and no COLUMNS. */
  readonly width: number;
}

export interface Output {
  readonly isTerminal: boolean;
  readonly colorDepth: ColorDepth;
  readonly colors: Colors;
  /** Columns now (a terminal may be resized); 80 when it is not a terminal. COLUMNS makes them fewer, or gives a pipe some. */
  columns(): number;
  /** For tables: as above, but a pipe takes lines of any length. */
  look(): Look;
  write(text: string): void;
  /** `text` and a line feed. */
  line(text?: string): void;
  /** Waits until everything is written. @throws the stream's error, other than a reader that has gone. */
  flush(): Promise<void>;
}

/** The two streams of a command: results on `out`, progress and messages on `err`. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
}

/**
 * How many colours to use: none with NO_COLOR (https://no-color.org) or on a stream that is not a terminal, unless
 * FORCE_COLOR (0, 1, 2, 3 as Node reads it) says otherwise.
 */
export function colorDepthOf(stream: WritableStreamLike, env: Environment): ColorDepth {
  if (env['NO_COLOR']) return 1;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) {
    if (forced === '0' || forced === 'false') return 1;
    return forced === '3' ? 24 : forced === '2' ? 8 : 4;
  }
  if (!stream.isTTY || env['TERM'] === 'dumb') return 1;
  const depth = stream.getColorDepth?.(env) ?? 4;
  return depth >= 24 ? 24 : depth >= 8 ? 8 : depth >= 4 ? 4 : 1;
}

const fallbackColumns = 80;

/** What COLUMNS asks for; Infinity where it asks for nothing. */
function columnsOf({ COLUMNS = '' }: Environment): number {
  return /^[1-9]\d*$/.test(COLUMNS) ? Number(COLUMNS) : Number.POSITIVE_INFINITY;
}

/** Wraps a stream such as process.stdout. */
export function createOutput(stream: WritableStreamLike, env: Environment): Output {
  let gone = false;
  let failure: Error | undefined;
  stream.on('error', (error) => {
    gone = true;
    if (error.code !== 'EPIPE') failure ??= error;
  });
  const colorDepth = colorDepthOf(stream, env);
  const colors = pico.createColors(colorDepth > 1);
  const asked = columnsOf(env);
  const width = (): number => Math.min(asked, (stream.isTTY && stream.columns) || Number.POSITIVE_INFINITY);
  const write = (text: string): void => {
    if (!gone && text !== '') stream.write(text);
  };
  return {
    isTerminal: stream.isTTY === true && env['TERM'] !== 'dumb',
    colorDepth,
    colors,
    columns: () => (Number.isFinite(width()) ? width() : fallbackColumns),
    look: () => ({ colors, width: width() }),
    write,
    line: (text = '') => write(`${text}\n`),
    async flush() {
      // Of a failed write the callback can come before the 'error' event: the turn of the loop lets it arrive.
      if (!gone) await new Promise<void>((resolve) => stream.write('', () => setImmediate(resolve)));
      if (failure) throw failure;
    },
  };
}

/** An output that shows nothing: progress under `--quiet`. */
export function silenced(output: Output): Output {
  return { ...output, isTerminal: false, write: () => {}, line: () => {} };
}
