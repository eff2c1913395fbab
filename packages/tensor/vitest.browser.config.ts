/** Tests in headless Chromium on WebGPU, WebGL2 and WebAssembly, with SwiftShader where there is no GPU. */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromium, shared } from '../../vitest.shared.ts';

export default defineConfig({
  resolve: { conditions: ['@inkgrad/source', 'module', 'browser', 'development|production'] },
  test: {
    ...shared.test,
    include: ['test/gpu/*.browser.ts'],
    outputFile: { json: 'test-results/vitest-browser.json' },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: chromium,
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
