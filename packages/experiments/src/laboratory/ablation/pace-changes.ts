/** Changes of how training begins and how fast it goes, whatever the target has: initial weights and learning rate. */
import { plural } from '@inkgrad/tensor/text';
import type { Experiment } from '../../experiment/schema.ts';
import { type Derived, indivisible } from './change.ts';
import { hiddenDense, mapHiddenDense } from './hidden-layers.ts';

/** What the change multiplies the learning rate by. */
const rateFactor = 10;

/** A learning rate ten times as large, with the same optimizer. */
export function learningRate({ optimizer }: Experiment): Derived {
  const from = optimizer.learningRate;
  if (typeof from !== 'number') return 'learning rate: it is a schedule; no change multiplies it.';
  const to = Number((from * rateFactor).toPrecision(12));
  return indivisible(
    'learning-rate',
    `learning rate ${from} → ${to}`,
    `The same optimizer with a learning rate ${rateFactor} times as large.`,
    1,
    (experiment) =>
      // Beside a change of the optimizer this one would be of another rate.
      experiment.optimizer.type === optimizer.type
        ? { ...experiment, optimizer: { ...experiment.optimizer, learningRate: to } }
        : experiment,
  );
}

/** Glorot and Bengio's uniform distribution, four times as wide. */
const wide = { name: 'varianceScaling', scale: 16, mode: 'fanAverage', distribution: 'uniform' } as const;

/** Weights of hidden sigmoid layers four times as wide, which makes up for the slope of a sigmoid at 0, ¼. */
export function initialization(base: Experiment): Derived {
  const places = hiddenDense(base).flatMap((layer, number) =>
    layer.activation === 'sigmoid' && layer.kernelInitializer === undefined ? [number] : [],
  );
  const settings = places.length;
  if (settings === 0) return undefined;
  return indivisible(
    'initialization',
    'initial weights × 4',
    `Draws the kernels of ${plural(settings, 'sigmoid layer')} four times as wide, as the slope of a sigmoid is at most 1/4.`,
    settings,
    (experiment) =>
      mapHiddenDense(experiment, (layer, number) =>
        places.includes(number) ? { ...layer, kernelInitializer: wide } : layer,
      ),
  );
}
