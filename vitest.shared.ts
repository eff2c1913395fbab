/** What the Vitest configurations of all packages have in common. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Packages load each other's sources; the rest are Vite's own conditions for code that runs in Node. */
const conditions = ['@inkgrad/source', 'module', 'node', 'development|production'];

declare module 'vitest' {
  interface ProvidedContext {
    /** A whole number as text, or "random". */
    propertySeed: string;
  }
}

/** Seed of all property tests: what passes once passes always. `INKGRAD_TEST_SEED` is another one, or "random". */
const propertySeed = process.env['INKGRAD_TEST_SEED'] ?? '1';
if (propertySeed !== 'random' && !/^-?\d{1,9}$/.test(propertySeed)) {
  throw new Error(`INKGRAD_TEST_SEED is a whole number of up to nine digits or "random", not "${propertySeed}"`);
}

export const shared = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    provide: { propertySeed },
    // Two cores run two packages' tests at once; the slowest property test needs a fraction of this alone.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/vitest.json' },
  },
});

/**
 * How tests start headless Chromium: with WebGPU and WebGL2, drawn by SwiftShader where there is no GPU.
 * `INKGRAD_CHROMIUM` names the browser; Debian's by default.
 */
export const chromium = {
  executablePath: process.env['INKGRAD_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ],
};
