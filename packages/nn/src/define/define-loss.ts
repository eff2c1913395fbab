/** How a loss is defined: its options, what targets it takes, and the loss of each sample. */
import type { Tensor } from '@inkgrad/tensor';
import { defineNamed, fromFunction, type NamedFactory, namedDefinition, resolveNamed } from './define-named.ts';
import type { CompletedOf, Fields } from './field.ts';
import type { Registry } from './registry.ts';

/** Plain data: the loss's name and options. */
export interface Loss {
  readonly name: string;
}

/** What a loss is computed from. */
export interface LossCall {
  /** What the model gives, [batch, …]. */
  readonly outputs: Tensor;
  /** i32 [batch] for labels, f32 of the outputs' shape for values. */
  readonly targets: Tensor;
  /** Where the loss can be taken from logits, which is the safe way; undefined without `link`. */
  readonly logits: Tensor | undefined;
}

/** What `defineLoss` needs: a name, options, what the targets hold, and the loss of each sample. */
export interface LossDefinition<Name extends string, F extends Fields> {
  /** By which `compile` and saved models find it; unique. */
  readonly name: Name;
  readonly fields: F;
  /** What the targets hold: whole-number labels, or values of the output's shape; 'values' by default. */
  readonly targets?: 'labels' | 'values';
  /**
   * Whether targets tell classes apart, so that classes can have weights: the label, or the place of the largest value; of
   * one value 0 and 1. By default where targets are labels or there is a `link`.
   */
  readonly classes?: boolean;
  /** What makes the loss's probabilities of logits; by default it takes any values. */
  readonly link?: 'softmax' | 'sigmoid';
  /** Checks options against one another. @throws ArgumentError */
  check?(where: string, options: CompletedOf<F>): void;
  /** The loss of each sample, [batch]; of further axes the mean is taken. */
  perSample(options: CompletedOf<F>, call: LossCall): Tensor;
}

// biome-ignore lint/suspicious/noExplicitAny: which options it takes is known to the definition alone
export type AnyLossDefinition = LossDefinition<string, any>;

/**
 * A kind of loss, as a function that makes losses of it.
 * @example
 * const quartic = defineLoss({
 *   name: 'quartic',
 *   fields: {},
 *   perSample: (_, { outputs, targets }) => square(square(sub(outputs, targets))),
 * });
 * model.compile({ optimizer: 'adam', loss: quartic() });
 */
export function defineLoss<const Name extends string, F extends Fields>(
  definition: LossDefinition<Name, F>,
): NamedFactory<'loss', Name, F, LossDefinition<Name, F>> {
  return defineNamed('loss', definition);
}

/** A loss as a plain function, in Keras's order of arguments; of what it gives the mean over each sample is taken. */
export type LossFunction = (targets: Tensor, outputs: Tensor) => Tensor;

function lossFromFunction(loss: LossFunction): Loss {
  const definition: AnyLossDefinition = {
    name: loss.name === '' ? 'loss' : loss.name,
    fields: {},
    // Nobody can say otherwise of a plain function.
    classes: true,
    perSample: (_, { targets, outputs }) => loss(targets, outputs),
  };
  return fromFunction('loss', definition);
}

/** Completes and checks a loss. @throws UnknownNameError, ArgumentError */
export function checkLoss(where: string, value: unknown, registry: Registry = []): Loss {
  if (typeof value === 'function') return lossFromFunction(value as LossFunction);
  return resolveNamed('loss', where, value, registry);
}

export function lossDefinition(loss: Loss): AnyLossDefinition {
  return namedDefinition<AnyLossDefinition>(loss)!;
}

/**
 * Whether its targets tell classes apart.
 * @example
 * hasClasses(sparseCategoricalCrossentropy.definition); // → true
 * hasClasses(meanSquaredError.definition); // → false
 */
export function hasClasses({ classes, targets, link }: AnyLossDefinition): boolean {
  return classes ?? (targets === 'labels' || link !== undefined);
}
