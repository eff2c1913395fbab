/**
 * Fusion: groups of element-wise nodes of one shape that run as one map. A node joins the groups of the nodes it
 * reads, unless it is a mask made of what is stored anyway, and scalar groups join one another, unless that would make two groups wait for each other or one read elements
 * of the other at other positions than its own.
 */

import { opProperty } from '../op/property.ts';
import { shapesEqual, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** What runs as one step: one node, or several element-wise nodes of one shape in topological order. */
export interface Unit {
  readonly nodes: Tensor[];
  /** Units whose results this one reads. */
  readonly needs: Set<Unit>;
}

/** Keeps a fused program's registers within a backend's reach. */
const maxOperationsPerMap = 48;

/** Divides `nodes` (topological; views, leaves and fills left out) into units. `sourceOf` skips views. */
export function group(nodes: readonly Tensor[], sourceOf: (node: Tensor) => Tensor): Map<Tensor, Unit> {
  const unitOf = new Map<Tensor, Unit>();
  let units: Unit[] = [];

  const merge = (kept: Unit, gone: Unit): void => {
    kept.nodes.push(...gone.nodes);
    kept.nodes.sort((a, b) => a.id - b.id);
    for (const node of gone.nodes) unitOf.set(node, kept);
    for (const need of gone.needs) kept.needs.add(need);
    kept.needs.delete(kept);
    kept.needs.delete(gone);
    for (const unit of units) if (unit.needs.delete(gone) && unit !== kept) unit.needs.add(kept);
    units = units.filter((unit) => unit !== gone);
  };

  /** Whether a node of `reader` reads a result of `unit` through a view: elements of other positions than its own. */
  const readsView = (reader: Unit, unit: Unit): boolean =>
    reader.nodes.some(({ inputs }) =>
      inputs.some((x) => {
        const source = sourceOf(x);
        return source !== x && unitOf.get(source) === unit;
      }),
    );

  // What kernels read is in memory whether or not a map stores it for others.
  const isStored = new Set(
    nodes.filter(({ op }) => opProperty[op] !== 'map').flatMap(({ inputs }) => inputs.map(sourceOf)),
  );

  for (const node of nodes) {
    const needs = new Set<Unit>();
    for (const x of node.inputs) {
      const unit = unitOf.get(sourceOf(x));
      if (unit !== undefined) needs.add(unit);
    }
    let own: Unit = { nodes: [node], needs };
    unitOf.set(node, own);
    units.push(own);
    if (opProperty[node.op] !== 'map') continue;
    // The mask of a gradient is made where it is used, from what is stored, instead of being stored as well.
    const isMask = isComparison(node) && node.inputs.some((x) => isStored.has(x));
    const producers = isMask ? [] : node.inputs.map((x) => unitOf.get(x)).filter((unit) => unit !== undefined);
    const scalars = sizeOf(node.shape) === 1 ? [...units].reverse() : [];
    for (const candidate of [...producers, ...scalars]) {
      if (candidate === own || !units.includes(candidate) || !canMerge(candidate, own)) continue;
      if (readsView(own, candidate) || readsView(candidate, own)) continue;
      merge(candidate, own);
      own = candidate;
    }
  }
  return unitOf;
}

const isComparison = (node: Tensor): boolean =>
  node.op === 'greater' || node.op === 'greaterEqual' || node.op === 'less' || node.op === 'lessEqual';

function canMerge(a: Unit, b: Unit): boolean {
  const [first] = a.nodes as [Tensor];
  return (
    opProperty[first.op] === 'map' &&
    shapesEqual(first.shape, b.nodes[0]!.shape) &&
    a.nodes.length + b.nodes.length <= maxOperationsPerMap &&
    !reachesThroughAnother(a, b) &&
    !reachesThroughAnother(b, a)
  );
}

/** Whether `from` needs `to` through a third unit, so that merging the two would close a cycle. */
function reachesThroughAnother(from: Unit, to: Unit): boolean {
  const seen = new Set<Unit>();
  const pending = [...from.needs].filter((unit) => unit !== to);
  for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
    if (unit === to) return true;
    if (seen.has(unit)) continue;
    seen.add(unit);
    pending.push(...unit.needs);
  }
  return false;
}
