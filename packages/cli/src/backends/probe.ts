/** Which backends can run here, as what or why not, without a word from their drivers. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProductSpeed } from './product-speed.ts';

/** What became of one backend's name. */
export type BackendState = AvailableBackend | AbsentBackend;

export interface AvailableBackend {
  readonly name: string;
  readonly available: true;
  /** The device's own name, which says what "gpu" became. */
  readonly device: string;
  readonly description: string;
  /** Whether it only imitates a GPU. */
  readonly software: boolean;
  readonly product?: ProductSpeed;
}

export interface AbsentBackend {
  readonly name: string;
  readonly available: false;
  readonly reason: string;
}

const program = fileURLToPath(new URL('./probe-process.js', import.meta.url));

/** Software renderers compile for seconds; a driver that hangs does so for ever. */
const limitMilliseconds = 60_000;

/**
 * Opens each backend once, in a process of its own.
 * @param measures whether to time a product on each
 */
export function probe(names: readonly string[], measures = false): Promise<BackendState[]> {
  const child = spawn(process.execPath, [program, ...(measures ? ['--measure'] : []), ...names], {
    stdio: ['ignore', 'pipe', process.env['INKGRAD_DEBUG'] ? 'inherit' : 'ignore'],
    timeout: limitMilliseconds,
    killSignal: 'SIGKILL',
  });
  let text = '';
  child.stdout!.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const lines = text.split('\n').filter((line) => line !== '');
      const states = lines.map((line) => JSON.parse(line) as BackendState);
      const reason = `trying it ended the process (${signal ?? `exit code ${code}`}); INKGRAD_DEBUG=1 shows what it said`;
      resolve([...states, ...names.slice(states.length).map((name) => ({ name, available: false as const, reason }))]);
    });
  });
}
