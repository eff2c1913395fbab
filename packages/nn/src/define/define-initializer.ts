/** How an initializer is defined: its options, and the values that it fills a weight with. */
import type { Shape } from '@inkgrad/tensor';
import { defineNamed, type NamedFactory, namedDefinition } from './define-named.ts';
import type { CompletedOf, Fields } from './field.ts';

/** Plain data: the initializer's name and options. */
export interface Initializer {
  readonly name: string;
}

/** What is to be filled, and the random numbers that belong to it. */
export interface Filling {
  readonly shape: Shape;
  readonly length: number;
  /** Inputs and outputs of one unit: of a kernel [fanIn, fanOut], or [h, w, in, out] with h · w of each. */
  readonly fanIn: number;
  readonly fanOut: number;
  readonly seed: number;
  readonly stream: number;
}

/** What `defineInitializer` needs: a name, options and the values. */
export interface InitializerDefinition<Name extends string, F extends Fields> {
  /** By which options and saved models find it; unique. */
  readonly name: Name;
  readonly fields: F;
  /** Checks options against one another. @throws ArgumentError */
  check?(where: string, options: CompletedOf<F>): void;
  /** The values, row-major; a function of the filling alone, so that every backend begins alike. */
  fill(options: CompletedOf<F>, filling: Filling): Float32Array;
}

// biome-ignore lint/suspicious/noExplicitAny: which options it takes is known to the definition alone
type AnyInitializerDefinition = InitializerDefinition<string, any>;

/**
 * A kind of initializer, as a function that makes initializers of it.
 * @example
 * const halves = defineInitializer({
 *   name: 'halves',
 *   fields: {},
 *   fill: (_, { length }) => new Float32Array(length).fill(0.5),
 * });
 * dense({ units: 4, kernelInitializer: halves() });
 */
export function defineInitializer<const Name extends string, F extends Fields>(
  definition: InitializerDefinition<Name, F>,
): NamedFactory<'initializer', Name, F, InitializerDefinition<Name, F>> {
  return defineNamed('initializer', definition);
}

export function initializerDefinition(initializer: Initializer): AnyInitializerDefinition {
  return namedDefinition<AnyInitializerDefinition>(initializer)!;
}
