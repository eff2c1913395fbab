/**
 * An experiment's layers seen as hidden layers: the dense layers before the last, each with what follows it. Pure
 * functions that take an experiment and give a changed one.
 */
import type { ActivationName } from '@inkgrad/nn';
import type { Experiment } from '../../experiment/schema.ts';
import type { LayerConfig } from '../../experiment/vocabulary.ts';

type DenseConfig = Extract<LayerConfig, { type: 'dense' }>;

/** Index of the last dense layer, which gives the answer; −1 where there is none. */
function outputIndex(experiment: Experiment): number {
  return experiment.layers.findLastIndex(({ type }) => type === 'dense');
}

/** The hidden dense layers, in order. */
export function hiddenDense(experiment: Experiment): DenseConfig[] {
  const last = outputIndex(experiment);
  return experiment.layers.filter((layer, index): layer is DenseConfig => layer.type === 'dense' && index < last);
}

/** The experiment with each layer replaced; undefined takes it away. `hidden` says whether it is before the last dense. */
export function mapLayers(
  experiment: Experiment,
  replace: (layer: LayerConfig, hidden: boolean) => LayerConfig | undefined,
): Experiment {
  const last = outputIndex(experiment);
  const layers = experiment.layers.flatMap((layer, index) => replace(layer, index < last) ?? []);
  return { ...experiment, layers };
}

/** The same for hidden dense layers alone, with their number from 0. */
export function mapHiddenDense(
  experiment: Experiment,
  replace: (layer: DenseConfig, number: number) => DenseConfig,
): Experiment {
  let number = 0;
  return mapLayers(experiment, (layer, hidden) =>
    hidden && layer.type === 'dense' ? replace(layer, number++) : layer,
  );
}

/** The first `count` hidden layers and what follows each; the output layer stays. */
export function keepHidden(experiment: Experiment, count: number): Experiment {
  let seen = 0;
  return mapLayers(experiment, (layer, hidden) => {
    if (!hidden) return layer;
    if (layer.type === 'dense') seen++;
    return seen <= count ? layer : undefined;
  });
}

/** The experiment with each activation of a hidden layer replaced: in the dense layer or behind it. Linear is none. */
export function mapHiddenActivations(
  experiment: Experiment,
  replace: (activation: ActivationName, number: number) => ActivationName,
): Experiment {
  let number = 0;
  return mapLayers(experiment, (layer, hidden) => {
    if (!hidden || !('activation' in layer) || layer.activation === undefined || layer.activation === 'linear') {
      return layer;
    }
    return { ...layer, activation: replace(layer.activation, number++) };
  });
}

/** The activations of the hidden layers, in order. */
export function hiddenActivations(experiment: Experiment): ActivationName[] {
  const found: ActivationName[] = [];
  mapHiddenActivations(experiment, (activation) => {
    found.push(activation);
    return activation;
  });
  return found;
}
