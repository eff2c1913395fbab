/**
 * Small state and outputs that wait for the end of the step: counters, running sums, losses. Written by as few kernels as
 * can take their arrays, from their values before the step; those of one kernel lie in one memory, a row each.
 */
import { sizeOf } from '../../shape.ts';
import { maxKernelInputs } from './kernel-spec.ts';
import type { Lowering } from './lowering.ts';
import type { Slot, StateGroup } from './program.ts';
import { rowsOfValues } from './source/map.ts';
import { type Node, replaceNodes, reshapedTo, slotsOf } from './source/node.ts';

type Small = Lowering['small'][number];

export function writeSmall(to: Lowering, alignment: number): void {
  const groups: Small[][] = [];
  for (const small of [...to.small].sort((a, b) => a.buffer - b.buffer)) {
    const last = groups.at(-1);
    // Which arrays a kernel reads is known when it is written, and not before.
    if (last !== undefined && kernelOf([...last, small], anyState, to, alignment).inputs.length <= maxKernelInputs)
      last.push(small);
    else groups.push([small]);
  }
  groups.forEach((group, at) => {
    const later = groups.slice(at + 1).flat();
    const isReadLater = group.some(({ buffer }) =>
      later.some(({ value }) => slotsOf(value.node).has(to.slotOf(buffer))),
    );
    if (group.length === 1 || isReadLater) {
      for (const small of group) {
        to.small.splice(to.small.indexOf(small), 1);
        to.emitValue(small.value, to.slotOf(small.buffer));
      }
      return;
    }
    const state = to.group({ length: alignment, rows: group.length, members: membersOf(group) });
    const { kernel, inputs } = kernelOf(group, state, to, alignment);
    to.launch(kernel, inputs, state);
  });
}

/** Stands for the memory of a group that is not decided yet. */
const anyState: Slot = { id: -1, length: 0, origin: { kind: 'temporary' } };

const membersOf = (group: readonly Small[]): StateGroup['members'] =>
  group.map(({ buffer }, row) => ({ buffer, row, offset: 0 }));

/** The kernel that writes a group, in which loads of its members read their rows of `state`. */
function kernelOf(group: readonly Small[], state: Slot, to: Lowering, alignment: number) {
  const rows = new Map(group.map(({ buffer }, row) => [to.slotOf(buffer), row]));
  const inState = (part: Node): Node | undefined => {
    const row = part.kind === 'load' ? rows.get(part.slot) : undefined;
    if (part.kind !== 'load' || row === undefined) return undefined;
    const { offset, strides } = part.access;
    return { kind: 'load', slot: state, access: { offset: row * alignment + offset, strides } };
  };
  const nodes = group.map(({ value }) => replaceNodes(reshapedTo(value, [sizeOf(value.shape)])!, inState));
  return rowsOfValues(nodes, alignment);
}
