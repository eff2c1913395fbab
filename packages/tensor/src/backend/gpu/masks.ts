/**
 * Which dropout masks of a plan are made together: those of one seed and one counter variable that read it before it
 * is written, by one kernel at the first of them.
 */
import type { BufferId, MapOperation, Plan } from '../../plan/plan.ts';
import { buffersWritten } from '../../plan/step-buffers.ts';
import { sizeOf } from '../../shape.ts';
import type { Mask } from './source/philox.ts';

type MaskOperation = Extract<MapOperation, { op: 'dropoutMask' }>;

export interface MaskLayout {
  /** The same for masks that are made together. */
  readonly key: string;
  readonly masks: readonly Mask[];
  /** Which of the masks this one is. */
  readonly at: number;
  readonly cells: number;
}

interface LayoutOptions {
  readonly packed: boolean;
  readonly alignment: number | undefined;
}

export function maskLayouts(plan: Plan, { packed, alignment }: LayoutOptions): Map<MaskOperation, MaskLayout> {
  const together = new Map<string, { operation: MaskOperation; mask: Mask }[]>();
  const cellsOf = new Map<string, number>();
  const perCell = packed ? 4 : 1;
  let alone = 0;
  const written = new Set<BufferId>();
  for (const [at, step] of plan.steps.entries()) {
    if (at > 0) for (const id of buffersWritten(plan.steps[at - 1]!)) written.add(id);
    if (step.kind !== 'map') continue;
    for (const operation of step.operations) {
      if (operation.op !== 'dropoutMask') continue;
      const { seed } = operation.attributes;
      const counter = step.loads[operation.inputs[0]!];
      const joins =
        alignment !== undefined &&
        counter !== undefined &&
        isState(plan, counter.buffer) &&
        !written.has(counter.buffer);
      const key = joins ? `${seed} ${counter.buffer} ${counter.offset}` : `alone ${alone++}`;
      const length = sizeOf(step.shape);
      const start = cellsOf.get(key) ?? 0;
      const align = Math.max(1, (alignment ?? 1) / perCell);
      cellsOf.set(key, Math.ceil((start + Math.ceil(length / perCell)) / align) * align);
      together.set(key, [
        ...(together.get(key) ?? []),
        { operation, mask: { ...operation.attributes, length, start } },
      ]);
    }
  }
  const layouts = new Map<MaskOperation, MaskLayout>();
  for (const [key, members] of together) {
    const masks = members.map(({ mask }) => mask);
    members.forEach(({ operation }, at) => void layouts.set(operation, { key, masks, at, cells: cellsOf.get(key)! }));
  }
  return layouts;
}

const isState = (plan: Plan, id: BufferId): boolean => plan.buffers[id]!.storage === 'state';
