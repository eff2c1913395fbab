import { configDefaults, defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

/** Tests of the kernels built with relaxed SIMD, which Node has by default from 22 on and behind a flag before. */
const relaxedTests = 'src/backend/wasm/relaxed.test.ts';
const relaxedFlag = Number.parseInt(process.versions.node, 10) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];

// A project's include would be added to one that it extends.
const { include, ...common } = shared.test!;

export default defineConfig({
  ...shared,
  test: {
    ...common,
    projects: [
      {
        extends: true,
        test: { name: 'tensor', include: include!, exclude: [...configDefaults.exclude, relaxedTests] },
      },
      { extends: true, test: { name: 'relaxed', include: [relaxedTests], execArgv: relaxedFlag } },
    ],
  },
});
