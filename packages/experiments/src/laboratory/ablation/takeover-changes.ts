/** Changes that take over a setting of the target: optimizer, batch size, depth and width. */
import { plural } from '@inkgrad/tensor/text';
import type { Experiment } from '../../experiment/schema.ts';
import { type Derived, indivisible, spell } from './change.ts';
import { hiddenDense, keepHidden, mapHiddenDense } from './hidden-layers.ts';

export function optimizer(base: Experiment, target: Experiment): Derived {
  const from: Readonly<Record<string, unknown>> = base.optimizer;
  const to: Readonly<Record<string, unknown>> = target.optimizer;
  const differing = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
    (key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]),
  );
  if (differing.length === 0) return undefined;
  const [before, after] = [base.optimizer.type, target.optimizer.type].map(spell) as [string, string];
  const title = before === after ? `${after} as ${target.name} sets it` : `${before} → ${after}`;
  const settings = Object.entries(to).filter(([key]) => key !== 'type');
  const description = `${after} with ${settings.map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(', ')}.`;
  return indivisible('optimizer', title, description, differing.length, (experiment) => ({
    ...experiment,
    optimizer: target.optimizer,
  }));
}

export function batch({ batchSize: from }: Experiment, { batchSize: to }: Experiment): Derived {
  if (from === to) return undefined;
  const description = `${plural(to, 'sample')} a step instead of ${from}.`;
  return indivisible('batch', `batch ${from} → ${to}`, description, 1, (experiment) => ({
    ...experiment,
    batchSize: to,
  }));
}

export function depth(base: Experiment, target: Experiment): Derived {
  const [from, to] = [hiddenDense(base).length, hiddenDense(target).length];
  if (from === to) return undefined;
  if (from < to) return `depth: ${base.name} has fewer hidden layers than ${target.name}; none are added.`;
  const shallow = keepHidden(base, to);
  return indivisible(
    'depth',
    `depth ${from} → ${to}`,
    `Keeps the first ${to === 1 ? 'hidden layer' : `${to} hidden layers`} of ${from}, with what is in them.`,
    base.layers.length - shallow.layers.length,
    (experiment) => keepHidden(experiment, to),
  );
}

export function width(base: Experiment, target: Experiment): Derived {
  const from = hiddenDense(base).map(({ units }) => units);
  const wanted = hiddenDense(target).map(({ units }) => units);
  if (wanted.length === 0) return undefined;
  const to = from.map((_, number) => wanted[number] ?? wanted.at(-1)!);
  const differing = to.flatMap((units, number) => (units === from[number] ? [] : [number]));
  const [first] = differing;
  if (first === undefined) return undefined;
  const one = `layer ${first + 1}: ${from[first]} → ${to[first]} units`;
  return indivisible(
    'width',
    differing.length === 1 ? one : `width ${from.join('-')} → ${to.join('-')}`,
    `Hidden layers are as wide as those of ${target.name}: ${to.join(', ')} units.`,
    differing.length,
    (experiment) => mapHiddenDense(experiment, (layer, number) => ({ ...layer, units: to[number] ?? layer.units })),
  );
}
