/**
 * All that the tables of this package say of convolutions and pools, added when their functions are imported, so that a page without
 * them carries none of it. The ops themselves are in `op/op.ts`, as all are; what the reference and gpu backends have for them is
 * in their own tables.
 */
import { addWindowSteps } from '../backend/wasm/window-steps.ts';
import { rewriteBehindPool } from '../graph/behind-pools.ts';
import { addRewrite } from '../graph/simplify.ts';
import { addGradientRules } from '../op/gradient-rules.ts';
import { addShapeRules } from '../op/infer.ts';
import { windowGradients } from '../op/window-gradients.ts';
import { windowShapes } from '../op/window-shapes.ts';
import { addEmitter } from '../plan/emit.ts';
import { addStepBuffers } from '../plan/step-buffers.ts';
import { emitWindows, windowBuffers } from '../plan/window-steps.ts';

export function addWindowOps(): void {
  addShapeRules(windowShapes);
  addGradientRules(windowGradients);
  addRewrite(rewriteBehindPool);
  addEmitter(emitWindows);
  addStepBuffers(windowBuffers);
  addWindowSteps();
}
