/**
 * Before all tests: packs nn and tensor as `pnpm publish` would, lets npm install both in an empty folder, and puts what
 * it installed among the packages of this folder, where the bundlers and the import map find it.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder in which npm has installed the two packages and nothing else. */
    installed: string;
  }
}

const run = promisify(execFile);
const here = join(import.meta.dirname, '..');
const packages = join(here, '../../packages');

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'inkgrad-installed-'));
  const installed = join(folder, 'app');
  await mkdir(installed);
  for (const name of ['tensor', 'nn'])
    await run('npx', ['-y', 'pnpm@12.21.0', 'pack', '--pack-destination', folder], { cwd: join(packages, name) });
  const archives = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).map((name) => join(folder, name));
  await writeFile(join(installed, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  await run('npm', ['install', '--no-audit', '--no-fund', ...archives], { cwd: installed });

  const modules = join(here, 'node_modules');
  await rm(join(modules, '@inkgrad'), { recursive: true, force: true });
  for (const name of await readdir(join(installed, 'node_modules')))
    if (!name.startsWith('.'))
      await cp(join(installed, 'node_modules', name), join(modules, name), { recursive: true });

  provide('installed', installed);
  return () => rm(folder, { recursive: true, force: true });
}
