/**
 * For each op of the closed union, random instances of its use and how exact the result must be. The table is typed
 * over the union: an op without a case does not compile.
 */
import type { OpName } from '../../op/op.ts';
import { leafCases } from './leaves.ts';
import { mapCases } from './maps.ts';
import { movementCases } from './movement.ts';
import type { OpCase } from './op-case.ts';
import { productCases } from './products.ts';
import { reductionCases } from './reductions.ts';
import { rowCases } from './rows.ts';
import { updateCases } from './updates.ts';
import { viewCases } from './views.ts';
import { windowCases } from './windows.ts';

export const opCases: { readonly [K in OpName]: OpCase } = {
  ...leafCases,
  ...mapCases,
  ...viewCases,
  ...reductionCases,
  ...rowCases,
  ...movementCases,
  ...productCases,
  ...windowCases,
  ...updateCases,
};
