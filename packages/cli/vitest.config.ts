import { defineConfig, mergeConfig } from 'vitest/config';
import { packageTests } from '../../vitest.shared.ts';

export default mergeConfig(
  packageTests(import.meta.dirname),
  defineConfig({
    test: {
      // These tests are the last to begin and mostly wait for the command: two files at once use both cores.
      maxWorkers: '100%',
      testTimeout: 120_000,
    },
  }),
);
