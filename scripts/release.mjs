// @ts-check
/**
 * Releases all packages in their order: `pnpm release`, or `pnpm release --dry-run`, which does everything but publish.
 *
 * 1. Refuses what cannot be released: see `refusalsOf`. A dry run asks for less, as it is for the time before.
 * 2. Builds, judges what would be published (`package` of each) and tries it as others would (`test:consumers`).
 * 3. Packs, and says what is published and in which order; then publishes just these files, those that npm has not.
 *
 * It does not run the tests: `.ci/run` has, for the commit that is tagged.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ name: string, version: string, private?: boolean, repository?: unknown, dependencies?: Record<string, string>, peerDependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} Manifest
 * @typedef {{ folder: string, manifest: Manifest }} Package
 * @typedef {{ packages: Package[], changelog: string, changed: string[], tags: string[] }} Facts `changed` and `tags` are git's
 */

/** What is known of a checkout. @param {string} root @returns {Facts} */
export function factsOf(root) {
  const git = (/** @type {string[]} */ ...options) =>
    execFileSync('git', options, { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '');
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  const packages = folders.map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  }));
  return {
    packages: inOrder(packages.filter(({ manifest }) => !manifest.private)),
    changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
    changed: git('status', '--porcelain').map((line) => line.slice(3)),
    tags: git('tag', '--points-at', 'HEAD'),
  };
}

/** Each package behind those that it needs. @param {Package[]} packages @returns {Package[]} */
export function inOrder(packages) {
  const rest = [...packages].sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
  /** @type {Package[]} */
  const ordered = [];
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ manifest }) => manifest.name));
    const next = rest.findIndex(({ manifest: { dependencies, peerDependencies, optionalDependencies } }) => {
      const needed = { ...dependencies, ...peerDependencies, ...optionalDependencies };
      return !Object.keys(needed).some((name) => waiting.has(name));
    });
    if (next === -1) throw new Error(`these packages need one another: ${[...waiting].join(', ')}`);
    ordered.push(...rest.splice(next, 1));
  }
  return ordered;
}

/**
 * Why there can be no release, one sentence each, with what to do.
 * @param {Facts} facts
 * @param {{ isDryRun: boolean }} options
 */
export function refusalsOf({ packages, changelog, changed, tags }, { isDryRun }) {
  const refusals = [];
  if (changed.length > 0) {
    const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
    refusals.push(`Commit or remove what is not committed: ${changed.slice(0, 3).join(', ')}${more}.`);
  }
  const [version = '', ...others] = new Set(packages.map(({ manifest }) => manifest.version));
  if (others.length > 0) {
    const each = packages.map(({ manifest }) => `${manifest.name} ${manifest.version}`);
    refusals.push(`Give all packages one version: ${each.join(', ')}.`);
  } else {
    const title = changelog.split('\n').find((line) => line.startsWith(`## [${version}]`));
    if (title === undefined)
      refusals.push(`Say in CHANGELOG.md what is in ${version}, under "## [${version}] - DATE".`);
    else if (!isDryRun && !/ - \d{4}-\d{2}-\d{2}$/.test(title)) {
      refusals.push(`Put the date of the release into CHANGELOG.md, which has "${title}".`);
    }
    if (!isDryRun && !tags.includes(`v${version}`)) {
      refusals.push(`Tag the commit that .ci/run has passed: git tag v${version}.`);
    }
  }
  const homeless = packages.filter(({ manifest }) => manifest.repository === undefined);
  if (!isDryRun && homeless.length > 0) {
    const names = homeless.map(({ manifest }) => manifest.name);
    refusals.push(`Say in package.json where the source is, as "repository": ${names.join(', ')}; and in SECURITY.md.`);
  }
  return refusals;
}

/** Runs a command that prints for itself. @param {string} root @param {string} command @param {string[]} options */
function run(root, command, ...options) {
  console.log(`\n$ ${[command, ...options].join(' ')}`);
  const { status, error } = spawnSync(command, options, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, DO_NOT_TRACK: '1' },
  });
  if (status !== 0) throw new Error(`"${command} ${options[0]}" failed${error ? `: ${error.message}` : ''}`);
}

/** Whether npm has it already, as after a release that was interrupted. @param {string} specifier */
function isPublished(specifier) {
  const { status, stdout, stderr } = spawnSync('npm', ['view', specifier, 'version', '--json'], { encoding: 'utf8' });
  if (status === 0) return stdout.trim() !== '';
  if (/E404/.test(stdout + stderr)) return false;
  throw new Error(`npm does not say whether there is ${specifier}: ${stderr.split('\n')[0]}`);
}

/** @param {string} root @param {boolean} isDryRun */
function release(root, isDryRun) {
  const facts = factsOf(root);
  const refusals = refusalsOf(facts, { isDryRun });
  for (const refusal of refusals) console.error(refusal);
  if (refusals.length > 0) return 1;
  run(root, 'pnpm', 'turbo', 'run', 'build', 'package', '--output-logs=errors-only');
  run(root, 'pnpm', 'test:consumers');
  const folder = mkdtempSync(join(tmpdir(), 'inkgrad-release-'));
  try {
    const filters = facts.packages.flatMap(({ manifest }) => ['--filter', manifest.name]);
    const pack = ['--recursive', ...filters, 'pack', '--pack-destination', folder];
    // It lists every file.
    execFileSync('pnpm', pack, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    const files = facts.packages.map(({ manifest: { name, version } }) => {
      const file = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
      return { name, version, file, bytes: statSync(file).size };
    });
    console.log(`\n${isDryRun ? 'Would be' : 'Is'} published, in this order:`);
    for (const [at, { name, version, bytes }] of files.entries())
      console.log(`${at + 1}. ${name} ${version}, ${Math.round(bytes / 1000)} kB`);
    if (isDryRun) {
      const later = refusalsOf(facts, { isDryRun: false });
      if (later.length > 0) console.log(`\nBefore the release:\n${later.map((each) => `- ${each}`).join('\n')}`);
      return 0;
    }
    for (const { name, version, file } of files)
      if (isPublished(`${name}@${version}`)) console.log(`npm has ${name} ${version}`);
      else run(root, 'npm', 'publish', file, '--access', 'public');
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = process.argv.slice(2);
  const unknown = options.filter((option) => option !== '--dry-run');
  if (unknown.length > 0) {
    console.error(`release knows no ${unknown[0]}; its only option is --dry-run.`);
    process.exitCode = 2;
  } else {
    try {
      process.exitCode = release(resolve('.'), options.includes('--dry-run'));
    } catch (error) {
      console.error(`Not released: ${error instanceof Error ? error.message : error}.`);
      process.exitCode = 1;
    }
  }
}
