/** What the smallest page that trains costs, all its scripts together, whether or not its bundler splits them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { closeBrowsers, resultOf } from './support/browsers.ts';
import { esbuild, parcel, scripts, vite, webpack } from './support/bundlers.ts';

const gzip = (script: Buffer): number => gzipSync(script, { level: 9 }).length;

afterAll(closeBrowsers);

/** Most bytes, minified and compressed, of a page that has all by value, and by the quicker two of one that may use names. */
const builds = {
  Vite: { build: vite, core: 72_000, dense: 94_000 },
  esbuild: { build: esbuild, core: 73_500, dense: 95_000 },
  webpack: { build: webpack, core: 74_500 },
  // It keeps more of what is not used.
  Parcel: { build: parcel, core: 76_000 },
};
const rows = Object.entries(builds).flatMap(([name, { build, ...apps }]) =>
  Object.entries(apps).map(([app, budget]) => ({ name, build, app, budget })),
);

describe.each(rows)('the page $app by $name', ({ name, build, app, budget }) => {
  test('keeps to its budget, and learns', async () => {
    const built = await build(app);
    const all = await scripts(built);
    const total = all.reduce((sum, script) => sum + gzip(script), 0);
    console.info(`${app} by ${name}: ${total} bytes in ${all.length} files`);
    expect(total).toBeLessThanOrEqual(budget);
    for (const script of all) expect(script.includes('WebGPUContext')).toBe(false);
    expect(await resultOf<number>('chromium', built, { isolated: false })).toBeLessThan(0.05);
  });
});

test.each([
  ['inkgrad.js', 129_000],
  ['inkgrad-worker.js', 117_500],
] as const)('%s keeps to its budget', async (name, budget) => {
  const file = await readFile(join(import.meta.dirname, 'node_modules/@inkgrad/nn/dist/one-file', name));
  console.info(`${name}: ${gzip(file)} bytes`);
  expect(gzip(file)).toBeLessThanOrEqual(budget);
});
