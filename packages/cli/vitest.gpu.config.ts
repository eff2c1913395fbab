/** Tests of the command that need a WebGPU adapter; `.ci/run` gives them SwiftShader. They run the built command. */
import { defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/gpu/*.node.ts'],
    outputFile: { json: 'test-results/vitest-gpu.json' },
  },
});
