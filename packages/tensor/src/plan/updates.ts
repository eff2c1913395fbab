/**
 * Where updates write. An assigned value that an element-wise unit computes is stored straight into the variable;
 * any other is copied there. Adds the waiting that keeps every reader before the writer.
 */

import { writtenBy } from '../graph/program.ts';
import type { StateIdentity } from '../op/op.ts';
import { opProperty } from '../op/property.ts';
import { shapesEqual, sizeOf } from '../shape.ts';
import { isOp, type Tensor } from '../tensor.ts';
import type { Unit } from './group.ts';
import { reaches } from './schedule.ts';
import type { Storage } from './storage.ts';
import { isWhole } from './view.ts';

export interface UpdatePlacement {
  /** Values that are stored straight into a variable. */
  readonly storedInto: ReadonlyMap<Tensor, StateIdentity>;
  /** Units that copy an assigned value into its variable. */
  readonly copies: readonly Unit[];
}

export function placeUpdates(
  updates: readonly Tensor[],
  unitOf: ReadonlyMap<Tensor, Unit>,
  storage: Storage,
): UpdatePlacement {
  const units = new Set(unitOf.values());
  const readers = (variable: StateIdentity): Unit[] =>
    [...units].filter((unit) => readsVariable(unit, variable, storage));
  const storedInto = new Map<Tensor, StateIdentity>();
  const copies: Unit[] = [];

  for (const update of updates) {
    if (isOp(update, 'assign')) continue;
    const own = unitOf.get(update)!;
    for (const variable of writtenBy(update))
      for (const unit of readers(variable)) if (unit !== own) own.needs.add(unit);
  }
  for (const update of updates) {
    if (!isOp(update, 'assign')) continue;
    const { variable } = update.attributes;
    const { source, view } = storage.read(update.inputs[0]!);
    const own = unitOf.get(source);
    const before = readers(variable).filter((unit) => unit !== own);
    const direct =
      own !== undefined &&
      opProperty[source.op] === 'map' &&
      !storedInto.has(source) &&
      isWhole(view, sizeOf(source.shape)) &&
      readsInPlace(own, variable, storage) &&
      !before.some((unit) => reaches(unit, own));
    if (direct) {
      storedInto.set(source, variable);
      for (const unit of before) own.needs.add(unit);
    } else {
      copies.push({ nodes: [update], needs: new Set([...(own ? [own] : []), ...before]) });
    }
  }
  return { storedInto, copies };
}

function readsVariable(unit: Unit, variable: StateIdentity, storage: Storage): boolean {
  return unit.nodes.some((node) => node.inputs.some((x) => isStateOf(storage.read(x).source, variable)));
}

function isStateOf(node: Tensor, variable: StateIdentity): boolean {
  return isOp(node, 'state') && node.attributes.variable === variable;
}

/** Whether a unit reads the variable only at the position it writes, so that it may write in place. */
function readsInPlace(unit: Unit, variable: StateIdentity, storage: Storage): boolean {
  const [first] = unit.nodes as [Tensor];
  return unit.nodes.every((node) =>
    node.inputs.every((x) => {
      const { source, view } = storage.read(x);
      if (!isStateOf(source, variable)) return true;
      return (
        isWhole(view, sizeOf(variable.shape)) && (shapesEqual(view.shape, first.shape) || sizeOf(first.shape) === 1)
      );
    }),
  );
}
