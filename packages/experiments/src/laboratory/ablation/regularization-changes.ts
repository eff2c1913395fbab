/** Changes that take off what regularizes, whatever the target has: penalties and dropout. */
import { listed, plural } from '@inkgrad/tensor/text';
import type { Experiment } from '../../experiment/schema.ts';
import type { LayerConfig } from '../../experiment/vocabulary.ts';
import { type Derived, indivisible } from './change.ts';
import { mapLayers } from './hidden-layers.ts';

/** Keys of a dense layer that hold a penalty. */
export const penaltyKeys = ['kernelRegularizer', 'biasRegularizer', 'activityRegularizer'] as const;
type PenaltyKey = (typeof penaltyKeys)[number];

/** The layer without some of its keys. */
export function withoutKeys(layer: LayerConfig, keys: readonly string[]): LayerConfig {
  return Object.fromEntries(Object.entries(layer).filter(([key]) => !keys.includes(key))) as LayerConfig;
}

/** Takes the penalties of some keys off every layer. */
function withoutPenalty(base: Experiment, id: string, kind: string, keys: readonly PenaltyKey[]): Derived {
  const penalties = base.layers.flatMap((layer) =>
    layer.type === 'dense' ? keys.map((key) => layer[key]).filter((penalty) => penalty !== undefined) : [],
  );
  const settings = penalties.length;
  if (settings === 0) return undefined;
  const what = `${kind} ${penalties.every(({ l1 = 0 }) => l1 === 0) ? 'L2' : 'penalty'}`;
  return indivisible(
    id,
    `no ${what}`,
    `Takes off the ${what} (${plural(settings, 'place')}).`,
    settings,
    (experiment) => mapLayers(experiment, (layer) => withoutKeys(layer, keys)),
    true,
  );
}

/** Takes the activity penalty off every layer. */
export function withoutActivityPenalty(base: Experiment): Derived {
  return withoutPenalty(base, 'activity-l2', 'activity', ['activityRegularizer']);
}

/** Takes the penalties of weights off every layer. */
export function withoutKernelPenalty(base: Experiment): Derived {
  return withoutPenalty(base, 'kernel-l2', 'kernel', ['kernelRegularizer', 'biasRegularizer']);
}

/** Takes every dropout layer away. */
export function withoutDropout(base: Experiment): Derived {
  const rates = base.layers.flatMap((layer) => (layer.type === 'dropout' ? [layer.rate] : []));
  if (rates.length === 0) return undefined;
  return indivisible(
    'dropout',
    'no dropout',
    `Takes away the ${rates.length === 1 ? 'dropout layer' : `${rates.length} dropout layers`} (rate ${listed([...new Set(rates)])}).`,
    rates.length,
    (experiment) => mapLayers(experiment, (layer) => (layer.type === 'dropout' ? undefined : layer)),
    true,
  );
}
