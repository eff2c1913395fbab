/** Runs shell lines in which "$INKGRAD" stands for the built command, also in a pseudo-terminal. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { bin, type Outcome } from './inkgrad.ts';

export function shell(line: string): Promise<Outcome> {
  // Node takes the terminal of a CI job for one without colours.
  const { NO_COLOR, FORCE_COLOR, CI, ...env } = process.env;
  const child = spawn('bash', ['-c', line], {
    env: { ...env, TERM: 'xterm-256color', INKGRAD: `${process.execPath} ${bin}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr })));
}

/** Of util-linux, as Debian's `bsdutils` has it: part of every Debian. */
export const hasScript = existsSync('/usr/bin/script') && process.platform === 'linux';

/** What a terminal of so many columns gets. */
export async function inTerminal(line: string, columns: number): Promise<string> {
  const quoted = `stty cols ${columns} rows 24; ${line}`;
  return (await shell(`script --quiet --return --echo never --command '${quoted}' /dev/null`)).stdout;
}
