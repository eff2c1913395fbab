/** What is measured in pages, with the packages installed as for the tests: `npx vitest run --config vitest.measure.config.ts`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.measure.ts'],
    globalSetup: ['./support/install.ts'],
    testTimeout: 300_000,
    hookTimeout: 240_000,
  },
});
