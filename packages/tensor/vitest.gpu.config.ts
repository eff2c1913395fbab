/** Tests that need a WebGPU adapter in Node; `.ci/run` gives them SwiftShader. */
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
