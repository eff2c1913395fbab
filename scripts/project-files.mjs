// @ts-check
/** The files of this checkout, committed or not, but none that git ignores. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Paths from the root. */
export const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

/** Those that people write. */
export const documents = files.filter((path) => path.endsWith('.md') && !path.endsWith('/api.md'));

/** @param {string} path from the root */
export const read = (path) => readFileSync(join(root, path), 'utf8');
