/** How each bundler builds a page of `apps/`, with as few options as it works with. Each gives the folder to serve. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const home = join(import.meta.dirname, '..');
const apps = join(home, 'apps');

/** What a build left, and what it said. */
export interface Built {
  readonly folder: string;
  readonly said: string;
}

/** Runs an installed command; both of its streams are what it said. */
async function command(name: string, args: readonly string[], cwd = home): Promise<string> {
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0', VITEST: '' };
  const { stdout, stderr } = await run(join(home, 'node_modules/.bin', name), args, { cwd, env }).catch((error) => {
    throw new Error(`${name} fails: ${error.stdout}${error.stderr}`);
  });
  return stdout + stderr;
}

async function emptyFolder(name: string): Promise<string> {
  const folder = join(home, 'dist', name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

/** A folder with the page of `app` in it, whose script a bundler without pages of its own writes. */
async function withPage(bundler: string, app: string): Promise<string> {
  const folder = await emptyFolder(`${bundler}-${app}`);
  await copyFile(join(apps, 'bundled/index.html'), join(folder, 'index.html'));
  return folder;
}

/** Entries of a bundler that knows no workers: the page's, and the trainer's where there is one. */
const entries = (app: string): string[] => [`apps/${app}/main.js`, ...(app === 'two-files' ? ['apps/trainer.js'] : [])];

export async function vite(app: string): Promise<Built> {
  const folder = await emptyFolder(`vite-${app}`);
  return { folder, said: await command('vite', ['build', join(apps, app), '--outDir', folder, '--emptyOutDir']) };
}

export async function webpack(app: string): Promise<Built> {
  const folder = await withPage('webpack', app);
  const { default: webpack } = await import('webpack');
  const compiler = webpack({
    mode: 'production',
    context: home,
    entry: `./apps/${app}/main.js`,
    output: { path: folder, filename: 'main.js' },
    // It warns of everything over 244 KiB; what may be how large is said in sizes.test.ts.
    performance: { hints: false },
  });
  const stats = await new Promise<import('webpack').Stats>((resolve, reject) =>
    compiler.run((error, stats) => (error || !stats ? reject(error) : resolve(stats))),
  );
  const said = stats.toString({ all: false, errors: true, warnings: true });
  if (stats.hasErrors()) throw new Error(said);
  return { folder, said };
}

export async function esbuild(app: string, more: readonly string[] = []): Promise<Built> {
  const folder = await withPage('esbuild', app);
  const flat = entries(app).length > 1 ? ['--entry-names=[name]'] : [];
  const said = await command('esbuild', [
    ...entries(app),
    ...flat,
    '--bundle',
    '--minify',
    '--format=esm',
    '--log-level=warning',
    `--outdir=${folder}`,
    ...more,
  ]);
  return { folder, said };
}

export async function rollup(app: string): Promise<Built> {
  const folder = await withPage('rollup', app);
  const { rollup } = await import('rollup');
  const { nodeResolve } = await import('@rollup/plugin-node-resolve');
  const said: string[] = [];
  const bundle = await rollup({
    input: Object.fromEntries(entries(app).map((entry) => [entry.match(/([^/]+)\.js$/)![1]!, join(home, entry)])),
    plugins: [nodeResolve({ browser: true })],
    onLog: (level, log) => void said.push(`${level}: ${log.message}`),
  });
  await bundle.write({ dir: folder, format: 'esm' });
  await bundle.close();
  return { folder, said: said.join('\n') };
}

export async function parcel(app: string): Promise<Built> {
  const folder = await emptyFolder(`parcel-${app}`);
  const said = await command('parcel', [
    'build',
    join(apps, app, 'index.html'),
    '--dist-dir',
    folder,
    '--no-cache',
    '--no-source-maps',
    '--public-url',
    './',
  ]);
  return { folder, said };
}

export async function next(): Promise<Built> {
  await rm(join(apps, 'next/out'), { recursive: true, force: true });
  const said = await command('next', ['build'], join(apps, 'next'));
  return { folder: join(apps, 'next/out'), said };
}

/** Sizes in bytes of all scripts of a build, as they are. */
export async function scripts({ folder }: Built): Promise<Buffer[]> {
  const names = await readdir(folder, { recursive: true });
  return Promise.all(names.filter((name) => name.endsWith('.js')).map((name) => readFile(join(folder, name))));
}
