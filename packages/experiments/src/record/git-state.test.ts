import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { gitState } from './git-state.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function temporary(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'inkgrad-git-')));
  folders.push(folder);
  return folder;
}

/** With no configuration but its own, so that a developer's changes nothing. */
function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: join(folder, 'none'), GIT_CONFIG_SYSTEM: join(folder, 'none') };
  return execFileSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8' }).trim();
}

function repository(): string {
  const folder = temporary();
  git(folder, 'init', '--quiet');
  writeFileSync(join(folder, 'file'), 'as committed');
  git(folder, 'add', 'file');
  git(folder, 'commit', '--quiet', '--message', 'first');
  return folder;
}

test('a clean working directory: its commit; files that git does not know change nothing', () => {
  const folder = repository();
  writeFileSync(join(folder, 'another'), '');
  expect(gitState(folder)).toEqual({ commit: git(folder, 'rev-parse', 'HEAD'), dirty: false });
});

test('a changed file is told', () => {
  const folder = repository();
  writeFileSync(join(folder, 'file'), 'changed');
  expect(gitState(folder)).toMatchObject({ dirty: true });
});

test('none in no repository, and in one without a commit', () => {
  expect(gitState(temporary())).toBeNull();
  const folder = temporary();
  git(folder, 'init', '--quiet');
  expect(gitState(folder)).toBeNull();
});
