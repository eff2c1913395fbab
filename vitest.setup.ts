/** Runs before each test file, in Node and in browsers: gives all property tests of fast-check their seed. */
import fc from 'fast-check';
import { inject } from 'vitest';

const seed = inject('propertySeed');
if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
