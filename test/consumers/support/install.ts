/** Before all tests: packs every package as `pnpm publish` would, and lets npm install all in an empty folder. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder in which npm has installed the packages and nothing else. */
    installed: string;
    /** The packed files by the name of the package. */
    archives: Readonly<Record<string, string>>;
  }
}

const run = promisify(execFile);
const packages = join(import.meta.dirname, '../../../packages');

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'inkgrad-consumers-'));
  const archives: Record<string, string> = {};
  for (const name of await readdir(packages)) {
    const manifest = JSON.parse(await readFile(join(packages, name, 'package.json'), 'utf8')) as {
      readonly name: string;
      readonly version: string;
      readonly private?: boolean;
    };
    if (manifest.private) continue;
    archives[manifest.name] = join(folder, `inkgrad-${name}-${manifest.version}.tgz`);
  }
  const pnpm = ['-y', 'pnpm@12.21.0', '--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  await run('npx', pnpm, { cwd: join(packages, '..') });
  const installed = join(folder, 'app');
  await mkdir(installed);
  await writeFile(join(installed, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  const npm = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', '--prefer-offline'];
  await run('npm', [...npm, ...Object.values(archives)], { cwd: installed });

  provide('installed', installed);
  provide('archives', archives);
  return () => rm(folder, { recursive: true, force: true });
}
