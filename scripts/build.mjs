// @ts-check
/** Builds a package and what it needs, if that is not built yet: in silence, unless it fails or takes long. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const noticeMilliseconds = 1000;

/**
 * Runs turbo; what it printed is shown only if it fails.
 * @param {string} name of a folder in `packages`
 * @param {{ quiet?: boolean }} [options] quiet: say nothing while it goes on
 * @returns {Promise<number>} its exit code
 */
export function build(name, { quiet = false } = {}) {
  const turbo = join(dirname(createRequire(import.meta.url).resolve('turbo/package.json')), 'bin', 'turbo');
  const options = ['run', 'build', `--filter=@inkgrad/${name}...`, '--output-logs=errors-only', '--ui=stream'];
  const child = spawn(process.execPath, [turbo, ...options], {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_PRINT_VERSION_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  /** @type {Buffer[]} */
  const printed = [];
  child.stdout.on('data', (chunk) => printed.push(chunk));
  child.stderr.on('data', (chunk) => printed.push(chunk));
  // Gone again before the command says anything: nothing stands before its errors.
  const isShown = process.stderr.isTTY && !quiet;
  const show = (/** @type {string} */ text) => isShown && process.stderr.write(text);
  const notice = setTimeout(() => show('Building inkgrad…'), noticeMilliseconds);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(notice);
      show('\r\x1b[K');
      if (code !== 0 && signal === null) process.stderr.write(Buffer.concat(printed));
      resolve(code ?? 130);
    });
  });
}
