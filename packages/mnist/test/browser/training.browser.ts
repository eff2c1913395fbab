/**
 * tensor, nn and mnist as a web page has them: bundled and minified by Vite, training v1 on real MNIST in headless Chromium
 * on WebGPU, WebGL2 and wasm, with the loss curve of wasm in Node. A device that is not what was asked for fails.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openDevice } from '@inkgrad/tensor';
import { type Browser, chromium, type Page } from 'playwright';
import { build, createLogger } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { loadMnist } from '../../src/node.ts';
import { type PageServer, servePage } from './page-server.ts';
import { type Trained, trainV1 } from './train-v1.ts';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: { executablePath: string; args: string[] };
  }
}

const page = fileURLToPath(new URL('./page', import.meta.url));
const bundle = mkdtempSync(join(tmpdir(), 'inkgrad-page-'));
const warnings: string[] = [];

let server: PageServer;
let browser: Browser;

beforeAll(async () => {
  const customLogger = createLogger('warn');
  customLogger.warn = (message) => void warnings.push(message);
  customLogger.warnOnce = customLogger.warn;
  await build({
    root: page,
    configFile: false,
    logLevel: 'warn',
    customLogger,
    build: { outDir: bundle, emptyOutDir: true, minify: true, reportCompressedSize: false },
  });
  server = await servePage(bundle);
  browser = await chromium.launch(inject('chromium'));
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(bundle, { recursive: true, force: true });
});

/** Trains in a page of its own; what the page says on its console as an error fails. */
async function trainInPage(name: string): Promise<Trained> {
  const opened: Page = await browser.newPage();
  const errors: string[] = [];
  opened.on('pageerror', (error) => errors.push(error.message));
  opened.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await opened.goto(`${server.url}/index.html`);
  await opened.waitForFunction('typeof train === "function"');
  const trained = (await opened.evaluate(`train(${JSON.stringify(name)})`)) as Trained;
  await opened.close();
  expect(errors).toEqual([]);
  return trained;
}

describe('the bundle', () => {
  it('is minified, and brings no module of Node', () => {
    expect(warnings.filter((message) => /externalized|node:/.test(message))).toEqual([]);
    for (const name of readdirSync(join(bundle, 'assets'))) {
      const text = readFileSync(join(bundle, 'assets', name), 'utf8');
      // Minifiers keep the line ends that strings have; code as it was written has one in 40 characters.
      expect(text.split('\n').length, name).toBeLessThan(3 + text.length / 200);
      expect(text, name).not.toMatch(/\bfrom\s*["']node:/);
    }
  });
});

describe('one epoch of v1 in a browser', () => {
  let expected: Trained;
  beforeAll(async () => {
    const bytes = async (index: number) => {
      const { path } = (await loadMnist()).files[index]!;
      return { name: path, bytes: new Uint8Array(readFileSync(path)) };
    };
    const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([0, 1, 2, 3].map(bytes));
    expected = await trainV1(await openDevice('wasm'), {
      ...{ trainImages: trainImages!, trainLabels: trainLabels! },
      ...{ testImages: testImages!, testLabels: testLabels! },
    });
    expect(expected.losses).toHaveLength(50);
    // It learns, so that there is a curve to follow; a running mean falls slowly.
    expect(expected.losses.at(-1)!).toBeLessThan(0.9 * expected.losses[0]!);
  });

  it.each(['wasm', 'gpu:webgpu', 'gpu:webgl2', 'gpu:webasm'])(
    'on %s has the loss curve of wasm in Node',
    async (name) => {
      server.answered.length = 0;
      const trained = await trainInPage(name);
      expect(trained.device).toBe(name);
      // Only what names its renderer as a GPU may call itself one; here it is SwiftShader.
      expect(trained.software).toBe(name !== 'wasm' && /swiftshader|software/i.test(trained.description));
      if (name === 'wasm') expect(trained.description).toMatch(/^wasm, \d+ threads?, .*SIMD$/);
      else expect(trained.description).toMatch(new RegExp(`^gpu\\.js ${name.slice(4)}, `));
      expect(trained.losses).toHaveLength(expected.losses.length);
      // float32 sums in another order differ by 1e-7, and training makes differences grow; docs/gpu.md states this.
      trained.losses.forEach((loss, step) => {
        expect(Math.abs(loss - expected.losses[step]!), `step ${step}`).toBeLessThan(1e-4 * expected.losses[step]!);
      });
      expect(Math.abs(trained.testLoss - expected.testLoss)).toBeLessThan(1e-3 * expected.testLoss);
      // Two of the 500 images may fall on the other side.
      expect(Math.abs(trained.testAccuracy - expected.testAccuracy)).toBeLessThan(0.0041);
      // On wasm the kernels alone differ by relaxed SIMD; where there is none they are the same to the last bit.
      if (name === 'wasm' && trained.description === expected.description) {
        expect(trained.losses).toEqual(expected.losses);
      }
    },
    240_000,
  );

  it('loads no gpu.js for wasm', async () => {
    server.answered.length = 0;
    await trainInPage('wasm');
    const scripts = server.answered.filter((path) => path.endsWith('.js'));
    const texts = scripts.map((path) => readFileSync(join(bundle, path)));
    for (const [at, text] of texts.entries()) expect(text.includes('WebGPUContext'), scripts[at]!).toBe(false);
    expect(server.answered.length).toBeGreaterThan(scripts.length);
    const sizes = Object.fromEntries(
      texts.map((text, at) => [scripts[at]!, { minified: text.length, gzip: gzipSync(text, { level: 9 }).length }]),
    );
    mkdirSync('test-results', { recursive: true });
    writeFileSync('test-results/bundle-sizes.json', `${JSON.stringify(sizes, undefined, 2)}\n`);
    const total = Object.values(sizes).reduce((sum, { gzip }) => sum + gzip, 0);
    // Far below gpu.js alone; docs/gpu.md has what was measured.
    expect(total).toBeLessThan(150_000);
  });
});
