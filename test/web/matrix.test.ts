/**
 * The same small program, `apps/program.js`, built by every bundler, or by none, and opened in Chromium and Firefox, under
 * a strict Content-Security-Policy, in pages that are cross-origin isolated and in such as are not. It trains in the page and
 * in a worker; every loss is that of Node on the same kernels, to the last digit.
 */
import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserNames, closeBrowsers, resultOf } from './support/browsers.ts';
import { type Built, esbuild, next, parcel, rollup, vite, webpack } from './support/bundlers.ts';

const home = import.meta.dirname;
const run = promisify(execFile);

interface Trained {
  readonly losses: Readonly<Record<string, readonly number[]>>;
  readonly description: string;
}

interface Cell {
  readonly failed?: string;
  readonly isolated: boolean;
  readonly cores: number;
  readonly here: Trained;
  readonly there: { readonly losses: Trained['losses']; readonly loss: number };
  readonly mistake: string;
}

/** Losses in Node by the kernels that it ran. */
const expected = new Map<boolean, Trained['losses']>();
const isRelaxed = (description: string): boolean => description.includes('relaxed SIMD');

beforeAll(async () => {
  const code = `
    import { trainHere } from './apps/program.js';
    const [plain, relaxed] = [await trainHere({ relaxedSimd: false }), await trainHere({ relaxedSimd: true })];
    console.log(JSON.stringify([plain, relaxed]));`;
  // Node 20 has relaxed SIMD behind a flag, which later ones do not know.
  const flag = Number.parseInt(process.versions.node, 10) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
  const { stdout } = await run(process.execPath, [...flag, '--input-type=module', '-e', code], { cwd: home });
  for (const { losses, description } of JSON.parse(stdout) as Trained[]) expected.set(isRelaxed(description), losses);
  expect([...expected.keys()].sort()).toEqual([false, true]);
  expect(expected.get(true)).not.toEqual(expected.get(false));
});

afterAll(closeBrowsers);

/** Next.js builds all its pages at once. */
let nextPages: Promise<Built> | undefined;
const builtByNext = (): Promise<Built> => {
  nextPages ??= next();
  return nextPages;
};

const whole = (path: string) => async () => ({ folder: home, path, said: '' });
const ways: Readonly<Record<string, () => Promise<Built & { readonly path?: string }>>> = {
  Vite: () => vite('bundled'),
  webpack: () => webpack('bundled'),
  esbuild: () => esbuild('two-files'),
  Rollup: () => rollup('two-files'),
  Parcel: () => parcel('bundled'),
  'Next.js': builtByNext,
  'an import map': whole('/apps/import-map/'),
  'one file': whole('/apps/one-file/'),
};

describe.each(Object.entries(ways))('%s', (_, build) => {
  let built: Built & { readonly path?: string };
  beforeAll(async () => {
    built = await build();
  });

  test('builds without a warning', () => {
    expect(built.said).not.toMatch(/warn|externalized|critical dependency|circular/i);
  });

  describe.each(browserNames)('in %s', (name) => {
    test.each([
      ['isolated', { isolated: true, workers: 'blob:' }],
      ['not isolated', { isolated: false }],
    ])('%s', async (_, policy) => {
      const cell = await resultOf<Cell>(name, built, policy);
      expect(cell.failed).toBeUndefined();
      expect(cell.isolated).toBe(policy.isolated);
      const { losses, description } = cell.here;
      const inNode = expected.get(isRelaxed(description))!;
      expect(losses).toEqual(inNode);
      expect(cell.there.losses).toEqual(inNode);
      expect(cell.there.loss).toBeGreaterThan(0);
      expect(cell.mistake).toBe('DataError');
      if (!policy.isolated)
        expect(description).toContain('1 thread (no SharedArrayBuffer: the page is not cross-origin');
      else expect(description).toMatch(new RegExp(`^wasm, ${cell.cores} threads?, (relaxed )?SIMD$`));
    });
  });
});

describe.each(browserNames)('policies in %s', (name) => {
  let built: Built;
  beforeAll(async () => {
    built = await esbuild('policy');
    await copyFile(join(home, 'node_modules/@inkgrad/tensor/dist/thread.js'), join(built.folder, 'thread.js'));
  });
  /** What browsers say themselves about what a policy forbids. */
  const forbidden = /Content.Security.Policy|404|nowhere\.js/;
  type Outcomes = Record<'plain' | 'served' | 'asked' | 'missing', Partial<Trained> & { readonly failed?: string }>;

  test('without worker-src blob: there is one thread, which says why, and a served file gives more', async () => {
    const { plain, served, asked, missing } = await resultOf<Outcomes>(name, built, { isolated: true }, forbidden);
    const inNode = expected.get(isRelaxed(plain.description!))!;
    expect(plain.losses).toEqual(inNode);
    expect(plain.description).toMatch(/^wasm, 1 thread \(.*worker-src blob:/);
    expect(served.failed).toBeUndefined();
    expect(served.losses).toEqual(inNode);
    expect(served.description).toMatch(/^wasm, \d+ threads?, (relaxed )?SIMD$/);
    expect(asked.failed).toMatch(/^BackendError: .*worker-src blob:/);
    expect(missing.failed).toMatch(/^BackendError: .*nowhere\.js does not start as a worker/);
  });

  test("without 'wasm-unsafe-eval' an error names it", async () => {
    const policy = { isolated: false, scripts: '' };
    const { plain } = await resultOf<Outcomes>(name, built, policy, forbidden);
    expect(plain.failed).toMatch(/^BackendError: .*'wasm-unsafe-eval'/);
  });
});

describe('a served thread', () => {
  test.each<[string, () => Promise<Built & { readonly path?: string }>]>([
    ['Vite', () => vite('thread-vite')],
    ['webpack', () => webpack('thread-url')],
    ['Parcel', () => parcel('thread-parcel')],
    ['Next.js', async () => ({ ...(await builtByNext()), path: '/thread.html' })],
  ])('by %s starts without worker-src blob:', async (_, build) => {
    const { losses, description } = await resultOf<Trained>('chromium', await build(), { isolated: true });
    expect(losses).toEqual(expected.get(isRelaxed(description)));
    expect(description).toMatch(/^wasm, \d+ threads?, (relaxed )?SIMD$/);
  });
});
