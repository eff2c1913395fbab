/** Tests of the packages as a web page has them: bundled, minified, in headless Chromium. They bundle what is built. */
import { defineConfig } from 'vitest/config';
import { chromium, shared } from '../../vitest.shared.ts';

export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/browser/*.browser.ts'],
    outputFile: { json: 'test-results/vitest-browser.json' },
    provide: { ...shared.test?.provide, chromium },
  },
});
