/** The change of the hidden layers' activation to the target's, in all layers or in some of them. */
import type { ActivationName } from '@inkgrad/nn';
import { listed } from '@inkgrad/tensor/text';
import type { Experiment } from '../../experiment/schema.ts';
import { type Change, type Derived, spell } from './change.ts';
import { hiddenActivations, mapHiddenActivations } from './hidden-layers.ts';

/** Gives each hidden layer the activation that all hidden layers of the target have. */
export function activation(base: Experiment, target: Experiment): Derived {
  const wanted = hiddenActivations(target);
  const name = wanted[0];
  if (name === undefined) return undefined;
  if (new Set(wanted).size > 1) return `activation: the hidden layers of ${target.name} have different ones.`;
  const present = hiddenActivations(base);
  const places = present.flatMap((each, number) => (each === name ? [] : [number + 1]));
  if (places.length === 0) return undefined;
  const title = `${[...new Set(present)]
    .filter((each) => each !== name)
    .map(spell)
    .join('/')} → ${spell(name)}`;
  return activationAt(places, places, name, title);
}

function activationAt(places: readonly number[], all: readonly number[], name: ActivationName, title: string): Change {
  const some = places.length < all.length;
  const layers = `layer${places.length === 1 ? '' : 's'} ${listed(places)}`;
  return {
    id: some ? `activation-${places.join('-')}` : 'activation',
    title: some ? `${title} in ${layers}` : title,
    description: `${spell(name)} in ${some ? `hidden ${layers} only` : 'every hidden layer'}.`,
    settings: places.length,
    regularization: false,
    apply: (experiment) =>
      mapHiddenActivations(experiment, (own, number) => (places.includes(number + 1) ? name : own)),
    places: all.length > 1 ? places : [],
    within: (chosen) => activationAt(chosen, all, name, title),
  };
}
