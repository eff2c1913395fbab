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
  const waiting = [...to.small].sort((a, b) => a.buffer - b.buffer);
  while (waiting.length > 0) {
    // One after the other: what is written alone is copied for the values that read it, which read the copy then.
    const group = nextGroup(waiting, to, alignment);
    const isReadLater = group.some(({ buffer }) =>
      waiting.some(({ value }) => slotsOf(value.node).has(to.slotOf(buffer))),
    );
    if (group.length === 1 || isReadLater) {
      for (const small of group) {
        to.small.splice(to.small.indexOf(small), 1);
        to.emitValue(small.value, to.slotOf(small.buffer));
      }
      continue;
    }
    const state = to.group({ length: alignment, rows: group.length, members: membersOf(group) });
    const { kernel, inputs } = kernelOf(group, state, to, alignment);
    to.launch(kernel, inputs, state);
  }
}

/** Takes as many as one kernel can write. */
function nextGroup(waiting: Small[], to: Lowering, alignment: number): Small[] {
  const group = [waiting.shift()!];
  // Which arrays a kernel reads is known when it is written, and not before.
  const fits = (small: Small): boolean =>
    kernelOf([...group, small], anyState, to, alignment).inputs.length <= maxKernelInputs;
  while (waiting.length > 0 && fits(waiting[0]!)) group.push(waiting.shift()!);
  return group;
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
