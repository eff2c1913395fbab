/** What is packed: types that resolve as the code does, no tests, no map without its sources, and no more than it needs. */
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { describe, expect, inject, test } from 'vitest';

const archives = inject('archives');

/** Most bytes that are packed, as npm sends them. */
const budgets: Readonly<Record<string, number>> = {
  '@inkgrad/tensor': 750_000,
  '@inkgrad/nn': 1_300_000,
  '@inkgrad/charts': 120_000,
  '@inkgrad/experiments': 550_000,
  '@inkgrad/mnist': 250_000,
  '@inkgrad/cli': 200_000,
};
/** Files for pages and workers to load whole, which nothing imports. */
const scripts = /\/(thread|inkgrad|inkgrad-worker)\.js$/;

test('every package has its budget', () => {
  expect(Object.keys(archives).sort()).toEqual(Object.keys(budgets).sort());
});

describe.each(Object.entries(archives))('%s', (name, archive) => {
  test('has types that resolve as its code does', async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(archive))), {
      excludeEntrypoints: [scripts],
    });
    // Without types, a package has nothing to check: the command's exports are its package.json.
    const { problems } = result.types ? result : { problems: [] };
    // inkgrad is ES modules only; what knows no `exports` or no ES modules is out.
    const met = problems.filter(
      (problem) => !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)),
    );
    expect(met).toEqual([]);
    expect(result.types !== false).toBe(name !== '@inkgrad/cli');
  });

  test('keeps to its budget and has what it needs', async () => {
    const bytes = new Uint8Array(await readFile(archive));
    expect(bytes.length).toBeLessThanOrEqual(budgets[name]!);
    const packed = createPackageFromTarballData(bytes);
    const files = new Set(packed.listFiles());
    const has = (path: string): boolean => files.has(path) || files.has(`${path}/`);
    const home = `/node_modules/${name}`;
    for (const file of ['package.json', 'LICENSE']) expect(has(`${home}/${file}`), file).toBe(true);
    expect([...files].filter((path) => /\.test\.|__snapshots__|tsconfig|vitest/.test(path))).toEqual([]);
    const maps = [...files].filter((path) => path.endsWith('.map'));
    const lost = maps.filter((path) => {
      const { sources, sourcesContent } = JSON.parse(packed.readFile(path)) as Record<string, unknown[] | undefined>;
      const named = (sources ?? []).map((source) => posix.join(posix.dirname(path), String(source)));
      return !named.every((source, at) => has(source) || typeof sourcesContent?.[at] === 'string');
    });
    expect(lost).toEqual([]);
    const manifest = JSON.parse(packed.readFile(`${home}/package.json`)) as Record<string, Record<string, string>>;
    const { version, dependencies = {}, scripts: run = {} } = manifest;
    for (const [other, range] of Object.entries(dependencies))
      if (other.startsWith('@inkgrad/')) expect(range, other).toBe(version);
      else expect(range, other).not.toMatch(/^(workspace|catalog|file|link):/);
    for (const hook of ['preinstall', 'install', 'postinstall']) expect(run[hook], hook).toBeUndefined();
  });
});
