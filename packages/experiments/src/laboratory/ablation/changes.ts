/**
 * The changes from one experiment toward another: three take off what regularizes and two act on how training begins and how
 * fast it goes, whatever the other has; five take over a setting of the other. What the other has and no change covers is said in a note.
 */

import { listed } from '@inkgrad/tensor/text';
import type { Experiment } from '../../experiment/schema.ts';
import { activation } from './activation-change.ts';
import { applyChanges, type Change } from './change.ts';
import { mapLayers } from './hidden-layers.ts';
import { initialization, learningRate } from './pace-changes.ts';
import {
  penaltyKeys,
  withoutActivityPenalty,
  withoutDropout,
  withoutKernelPenalty,
  withoutKeys,
} from './regularization-changes.ts';
import { batch, depth, optimizer, width } from './takeover-changes.ts';

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
        layer.type === 'dropout' ? undefined : withoutKeys(layer, [...penaltyKeys, 'kernelInitializer', 'name']),
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
    learningRate(base),
    initialization(base),
    batch(base, target),
    depth(base, target),
    width(base, target),
  ];
  const changes = derived.filter((each): each is Change => typeof each === 'object');
  const reasons = derived.filter((each) => typeof each === 'string');
  return { changes, notes: [...reasons, ...uncovered(base, target, changes)] };
}
