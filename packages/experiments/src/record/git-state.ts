/** The commit of the working directory, for records of what was run from it. Node only. */
import { spawnSync } from 'node:child_process';

export interface GitState {
  /** In hexadecimal. */
  readonly commit: string;
  /** Whether tracked files differ from the commit. */
  readonly dirty: boolean;
}

const known = new Map<string, GitState | null>();
/** A repository that takes longer, on a slow network disk, is left out. */
const timeoutMilliseconds = 3000;

/** @returns what git prints, or undefined where it fails */
function git(folder: string, args: readonly string[]): string | undefined {
  // No lock is taken, and no program that the repository names is run.
  const { status, stdout } = spawnSync('git', ['--no-optional-locks', '-c', 'core.fsmonitor=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: timeoutMilliseconds,
  });
  return status === 0 ? stdout : undefined;
}

/**
 * Asks git once for each folder; later calls give the same answer.
 * @returns null in no repository, in one without a commit, or where git is not installed
 */
export function gitState(folder = process.cwd()): GitState | null {
  const found = known.get(folder);
  if (found !== undefined) return found;
  const commit = git(folder, ['rev-parse', '--verify', 'HEAD'])?.trim();
  const changes = commit && git(folder, ['status', '--porcelain', '--untracked-files=no']);
  const state = commit && changes !== undefined ? { commit, dirty: changes !== '' } : null;
  known.set(folder, state);
  return state;
}
