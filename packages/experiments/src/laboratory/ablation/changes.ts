/**
 * The changes from one experiment toward another: three take off what regularizes, whatever the other has; five take
 * over a setting of the other; one trains longer. What the other has and no change covers is said in a note.
 */

import { listed } from '@inkgrad/tensor/text';
import type { Experiment } from '../../experiment/schema.ts';
import { activation } from './activation-change.ts';
import { applyChanges, type Change, type Derived, indivisible } from './change.ts';
import { mapLayers } from './hidden-layers.ts';
import {
  penaltyKeys,
  withoutActivityPenalty,
  withoutDropout,
  withoutKernelPenalty,
  withoutKeys,
} from './regularization-changes.ts';
import { batch, depth, optimizer, width } from './takeover-changes.ts';

/** How often the epochs of the base the change `epochs` trains. */
const epochsFactor = 2;

function epochs({ epochs: from }: Experiment): Derived {
  const to = from * epochsFactor;
  const description = `Trains ${epochsFactor} times as long.`;
  return indivisible('epochs', `epochs ${from} → ${to}`, description, 1, (experiment) => ({
    ...experiment,
    epochs: to,
  }));
}

/** What the target has otherwise, once all changes are made. */
function uncovered(base: Experiment, target: Experiment, changes: readonly Change[]): string[] {
  const covered = ['name', 'title', 'description', 'seed', 'layers', 'optimizer', 'batchSize', 'epochs'];
  const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
  const from: Readonly<Record<string, unknown>> = base;
  const to: Readonly<Record<string, unknown>> = target;
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => !covered.includes(key));
  const settings = keys.filter((key) => text(from[key]) !== text(to[key]));
  const bare = (experiment: Experiment): string =>
    text(
      mapLayers(experiment, (layer) =>
        layer.type === 'dropout' ? undefined : withoutKeys(layer, [...penaltyKeys, 'name']),
      ).layers,
    );
  if (bare(applyChanges(base, changes)) !== bare(target)) settings.push('layers, in more than the changes cover');
  if (settings.length === 0) return [];
  return [`${target.name} also differs in ${listed(settings)}; no change takes that over.`];
}

/** The changes that apply to `base`, in the order that ablations show, and notes on what is left out. */
export function changesToward(base: Experiment, target: Experiment): { changes: Change[]; notes: string[] } {
  const derived = [
    withoutActivityPenalty(base),
    withoutKernelPenalty(base),
    withoutDropout(base),
    activation(base, target),
    optimizer(base, target),
    batch(base, target),
    depth(base, target),
    width(base, target),
    epochs(base),
  ];
  const changes = derived.filter((each): each is Change => typeof each === 'object');
  const reasons = derived.filter((each) => typeof each === 'string');
  return { changes, notes: [...reasons, ...uncovered(base, target, changes)] };
}
