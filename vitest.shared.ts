/** What the Vitest configurations of all packages have in common. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config';

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
 * What leaves other modules or globals to the test files that come after, where they share a process; `@alone` says so of a
 * file that cannot come after others.
 */
const changesItsProcess = /@alone\b|\bvi\.(?:mock|doMock|resetModules|stubGlobal|useFakeTimers)\(/;

/**
 * The tests of a package. Its files share one process, so that its sources are loaded and compiled once, not once a file; a
 * file that replaces modules or globals has a process of its own.
 * @param folder of the package
 * @param apart projects of files that need another process, such as one with flags
 */
export function packageTests(folder: string, apart: readonly TestProjectInlineConfiguration[] = []): ViteUserConfig {
  // A project's include would be added to one that it extends.
  const { include, ...common } = shared.test!;
  const rooms = ['src', 'test'].filter((room) => existsSync(join(folder, room)));
  const files = rooms.flatMap((room) =>
    readdirSync(join(folder, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
  );
  const alone = files
    .filter((file) => file.endsWith('.test.ts') && changesItsProcess.test(readFileSync(join(folder, file), 'utf8')))
    .map((file) => file.replaceAll('\\', '/'));
  const elsewhere = [...alone, ...apart.flatMap(({ test }) => test?.include ?? [])];
  const projects: TestProjectInlineConfiguration[] = [
    {
      extends: true,
      test: { name: 'shared', isolate: false, include: include!, exclude: [...configDefaults.exclude, ...elsewhere] },
    },
    ...(alone.length > 0 ? [{ extends: true as const, test: { name: 'alone', include: alone } }] : []),
    ...apart,
  ];
  return { ...shared, test: { ...common, projects } };
}

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
