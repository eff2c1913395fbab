/** What the Vitest configurations of all packages have in common. */
import { defineConfig } from 'vitest/config';

/** Packages load each other's sources; the rest are Vite's own conditions for code that runs in Node. */
const conditions = ['@inkgrad/source', 'module', 'node', 'development|production'];

export const shared = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
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
