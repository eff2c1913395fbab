/** Runs the built command in a process of its own, as a person would, and keeps what it says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const bin = fileURLToPath(new URL('../../bin/inkgrad.js', import.meta.url));
const entry = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InkgradOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called once the process runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** Milliseconds, shorter than a test may take, so that a command that hangs does not outlive it. */
export const patience = 50_000;

export function checkIsBuilt(): void {
  if (!existsSync(entry)) throw new Error('packages/cli/dist is missing: run `pnpm build` first.');
}

/** What a command finds, whatever the person who tests has set. */
export function environmentOf(more: InkgradOptions['env']): NodeJS.ProcessEnv {
  const { INKGRAD_DATA, INKGRAD_DEBUG, FORCE_COLOR, ...env } = process.env;
  return { ...env, NO_COLOR: '1', ...more };
}

export function inkgrad(args: readonly string[], options: InkgradOptions = {}): Promise<Outcome> {
  checkIsBuilt();
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd,
    env: environmentOf(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  options.started?.(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
