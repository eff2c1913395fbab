/**
 * Tests in headless Chromium on WebGPU, WebGL2 and WebAssembly, with SwiftShader where there is no GPU.
 * `INKGRAD_CHROMIUM` names the browser; Debian's by default.
 */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

const args = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

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
        launchOptions: { executablePath: process.env['INKGRAD_CHROMIUM'] ?? '/usr/bin/chromium', args },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
