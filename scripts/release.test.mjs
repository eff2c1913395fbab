// @ts-check
/** What a release refuses, and its order. Nothing here gets as far as to build, pack or publish. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { factsOf, inOrder, refusalsOf } from './release.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} name @param {string} version @param {Record<string, string>} dependencies */
const made = (name, version = '1.2.0', dependencies = {}) => ({
  folder: name,
  manifest: { name, version, dependencies, repository: 'https://example.org/inkgrad' },
});
const ready = {
  packages: [made('@inkgrad/a'), made('@inkgrad/b')],
  changelog: '# Changelog\n\n## [1.2.0] - 2030-01-02\n\n## [1.1.0] - 2030-01-01\n',
  changed: [],
  tags: ['v1.2.0'],
};
const release = { isDryRun: false };
const rehearsal = { isDryRun: true };

describe('a release', () => {
  test('is not refused where all is in order', () => {
    expect(refusalsOf(ready, release)).toEqual([]);
    expect(refusalsOf(ready, rehearsal)).toEqual([]);
  });

  test.each([
    ['with changes', { changed: ['a', 'b', 'c', 'd'] }, 'Commit or remove what is not committed: a, b, c and 1 more.'],
    [
      'of several versions',
      { packages: [made('@inkgrad/a'), made('@inkgrad/b', '1.2.1')] },
      'Give all packages one version: @inkgrad/a 1.2.0, @inkgrad/b 1.2.1.',
    ],
    [
      'that the changelog does not know',
      { changelog: '## [1.2.0-beta] - 2030-01-01\n1.2.0\n' },
      'Say in CHANGELOG.md what is in 1.2.0, under "## [1.2.0] - DATE".',
    ],
  ])('%s is refused, and its rehearsal', (_, facts, refusal) => {
    expect(refusalsOf({ ...ready, ...facts }, release)).toEqual([refusal]);
    expect(refusalsOf({ ...ready, ...facts }, rehearsal)).toEqual([refusal]);
  });

  test.each([
    ['without a date', { changelog: '## [1.2.0] - unreleased\n' }, 'has "## [1.2.0] - unreleased"'],
    ['without a tag', { tags: ['v1.1.0', '1.2.0'] }, 'git tag v1.2.0'],
    [
      'without an address',
      { packages: [{ folder: 'a', manifest: { name: '@inkgrad/a', version: '1.2.0' } }] },
      '"repository": @inkgrad/a;',
    ],
  ])('%s is refused, but not its rehearsal', (_, facts, refusal) => {
    expect(refusalsOf({ ...ready, ...facts }, release)).toEqual([expect.stringContaining(refusal)]);
    expect(refusalsOf({ ...ready, ...facts }, rehearsal)).toEqual([]);
  });

  test('puts each package behind those that it needs, whatever their names', () => {
    const packages = [
      made('a', '1.0.0', { z: 'workspace:*', other: '^1' }),
      made('m', '1.0.0', {}),
      made('z', '1.0.0', { m: 'workspace:*' }),
    ];
    expect(inOrder(packages).map(({ manifest }) => manifest.name)).toEqual(['m', 'z', 'a']);
    expect(() => inOrder([made('a', '1.0.0', { b: '1' }), made('b', '1.0.0', { a: '1' })])).toThrow(/need one another/);
  });

  test('of this checkout has its packages in order, of one version that the changelog knows', () => {
    const facts = factsOf(root);
    const names = facts.packages.map(({ manifest }) => manifest.name.replace('@inkgrad/', ''));
    expect(names.indexOf('tensor')).toBeLessThan(names.indexOf('nn'));
    expect(names.at(-1)).toBe('cli');
    expect(names).not.toContain('fuzz');
    expect(refusalsOf({ ...facts, changed: [] }, rehearsal)).toEqual([]);
  });
});

describe('the command', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inkgrad-release-test-'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    mkdirSync(join(folder, 'packages', 'a'), { recursive: true });
    writeFileSync(join(folder, 'packages', 'a', 'package.json'), JSON.stringify(made('@inkgrad/a').manifest));
    writeFileSync(join(folder, 'CHANGELOG.md'), ready.changelog);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const call = (/** @type {string[]} */ ...options) =>
    spawnSync(process.execPath, [join(root, 'scripts', 'release.mjs'), ...options], { cwd: folder, encoding: 'utf8' });

  test('ends with 1 and says why before it does anything', () => {
    // A repository without a commit has no HEAD to ask for its tags.
    const name = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    execFileSync('git', [...name, 'commit', '-q', '--allow-empty', '-m', 'Nothing'], { cwd: folder });
    const { status, stdout, stderr } = call();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(
      'Commit or remove what is not committed: CHANGELOG.md, packages/.\nTag the commit that .ci/run has passed: git tag v1.2.0.\n',
    );
  });

  test('ends with 2 for an option that it does not know', () => {
    const { status, stderr } = call('--dryrun');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'release knows no --dryrun; its only option is --dry-run.\n',
    });
  });
});
