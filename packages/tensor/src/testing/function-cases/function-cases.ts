/**
 * Functions that are composed of ops, by name: every backend's result is compared with a formula over coordinates, which
 * finds a wrong composition, and its gradient with float64 and central differences.
 */
import { arithmeticCases } from './arithmetic.ts';
import { arrangementCases } from './arrangement.ts';
import { classificationCases } from './classification.ts';
import type { FunctionCase } from './function-case.ts';
import { imageCases } from './images.ts';
import { productCases } from './products.ts';
import { reductionCases } from './reductions.ts';

export const functionCases: Readonly<Record<string, FunctionCase>> = {
  ...arithmeticCases,
  ...arrangementCases,
  ...classificationCases,
  ...productCases,
  ...imageCases,
  ...reductionCases,
};
