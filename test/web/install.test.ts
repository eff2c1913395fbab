/** What `npm install` of nn and tensor brings, and what their GPU backend says where its packages are not there. */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';

const run = promisify(execFile);
const installed = inject('installed');

/** All files that npm has put there, with their sizes in bytes. */
async function files(): Promise<Map<string, number>> {
  const folder = join(installed, 'node_modules');
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = names.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return new Map(await Promise.all(paths.map(async (path) => [path, (await stat(path)).size] as const)));
}

test('10 MB and 5 packages at most are installed', async () => {
  const all = await files();
  const packages = [...all.keys()].filter((path) => /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path));
  expect(packages.map((path) => path.slice(installed.length))).toContain('/node_modules/@inkgrad/nn/package.json');
  expect(packages.length).toBeLessThanOrEqual(5);
  const bytes = [...all.values()].reduce((sum, size) => sum + size, 0);
  console.info(`installed: ${packages.length} packages, ${all.size} files, ${(bytes / 1e6).toFixed(1)} MB`);
  expect(bytes).toBeLessThanOrEqual(10e6);
});

test('no installed package is of the GPU or runs a script', async () => {
  const all = await files();
  expect([...all.keys()].filter((path) => /\.node$|node_modules\/(gpu\.js|webgpu|gl)\//.test(path))).toEqual([]);
  for (const path of all.keys()) {
    if (!path.endsWith('/package.json')) continue;
    const { scripts = {} } = JSON.parse(await readFile(path, 'utf8')) as { scripts?: Record<string, string> };
    for (const name of ['preinstall', 'install', 'postinstall'])
      expect(scripts[name], `${path}: ${name}`).toBeUndefined();
  }
});

/** Runs a module among the installed packages; gives what it printed. */
async function inNode(code: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: installed });
  return stdout.trim();
}

test('a model trains', async () => {
  const printed = await inNode(`
    import { adam, dense, sequential } from '@inkgrad/nn';
    const model = sequential({ seed: 1, layers: [dense({ units: 8, activation: 'tanh' }), dense({ units: 1 })] });
    model.compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'meanSquaredError' });
    const { history } = await model.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]], { epochs: 300 });
    console.log(history.loss.at(-1));`);
  expect(Number(printed)).toBeLessThan(0.05);
  expect(printed).not.toBe('');
});

test('without gpu.js its backend names the line that installs it, of the version that is a peer', async () => {
  const manifest = await readFile(join(installed, 'node_modules/@inkgrad/tensor/package.json'), 'utf8');
  const { peerDependencies, peerDependenciesMeta } = JSON.parse(manifest) as Record<string, Record<string, unknown>>;
  expect(peerDependenciesMeta).toEqual({ 'gpu.js': { optional: true }, webgpu: { optional: true } });
  const line = `npm install gpu.js@${peerDependencies!['gpu.js']}`;
  for (const open of [
    `import { openDevice } from '@inkgrad/tensor'; const opened = openDevice('gpu:webasm');`,
    `import { openGpuDevice } from '@inkgrad/tensor/gpu'; const opened = openGpuDevice('webasm');`,
  ]) {
    const printed = await inNode(`${open} await opened.catch((error) => console.log(error.name, error.message));`);
    expect(printed).toMatch(/^BackendError /);
    expect(printed).toContain(`"${line}"`);
  }
});
