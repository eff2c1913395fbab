/** Child processes: run to their end, what they print kept, ended when the signal aborts. */
import { spawn } from 'node:child_process';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds after which a child is taken to hang. */
const patience = 30 * 60 * 1000;

/** @throws Error if it cannot be started, the signal's reason if that aborts */
export function runCommand({ command, args, env, cwd }: Command, signal?: AbortSignal): Promise<Finished> {
  const options = { cwd, env: { ...process.env, ...env }, timeout: patience, signal } as const;
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(signal?.aborted ? signal.reason : error));
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Whether a command can be run and ends well. */
export async function succeeds(command: Command): Promise<boolean> {
  return runCommand(command).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
}

/** The last line that says something, for a sentence about a failure. */
export function lastLine({ stdout, stderr }: Finished): string {
  return (stderr.trim() || stdout.trim()).split('\n').at(-1)?.trim() ?? '';
}
