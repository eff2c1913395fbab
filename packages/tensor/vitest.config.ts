import { packageTests } from '../../vitest.shared.ts';

/** Tests of the kernels built with relaxed SIMD, which Node has by default from 22 on and behind a flag before. */
const relaxedTests = 'src/backend/wasm/relaxed.test.ts';
const relaxedFlag = Number.parseInt(process.versions.node, 10) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];

export default packageTests(import.meta.dirname, [
  { extends: true, test: { name: 'relaxed', include: [relaxedTests], execArgv: relaxedFlag } },
]);
