/**
 * How a kind of layer is defined: its options, its weights and output for given inputs, and what it computes. The
 * built-in layers are made this way, and so are a user's own.
 */
import { ArgumentError, type DType, type Shape, type Tensor } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { LayerShapeError } from '../errors.ts';
import type { Regularizer } from '../regularizers/regularizers.ts';
import type { Definable } from './definable.ts';
import type { Initializer } from './define-initializer.ts';
import { type CompletedOf, completeOptions, type Fields, type OptionsOf, schemaOf } from './field.ts';
import type { JsonSchema } from './json-schema.ts';
import { type Layer, layerFields, SymbolicTensor } from './layer.ts';
import { describe, isRecord } from './names.ts';
import { type Registry, resolve } from './registry.ts';
import type { Spec } from './spec.ts';

/** A weight that a layer needs. */
export interface WeightSpec {
  readonly shape: Shape;
  /** Made by `zeros()` and the like, or by the user's own definition. */
  readonly initializer: Initializer;
  /** A penalty on it, added to the loss; none by default. */
  readonly regularizer?: Regularizer | undefined;
  /** false for what is not learnt, such as running means; true by default. */
  readonly trainable?: boolean;
}

/** What a layer is for given inputs. */
export interface LayerPlan {
  readonly output: Spec;
  /** By name, in the order in which `getWeights` lists them; none by default. */
  readonly weights?: Readonly<Record<string, WeightSpec>>;
}

/** What a layer draws random numbers from in training; every use in a model has streams of its own. */
export interface LayerRandom {
  /** Of the model. */
  readonly seed: number;
  /** A number that tells this call's uses apart: 0 for the first. */
  stream(use?: number): number;
  /** i32 []: changes with every step. */
  readonly counter: Tensor;
}

/** What a layer computes its output from. */
export interface LayerCall {
  /** [batch, ...shape] each. */
  readonly inputs: readonly Tensor[];
  /** The first of the inputs. */
  readonly x: Tensor;
  /** By the names that `plan` gave. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** Undefined in inference mode. */
  readonly training: LayerRandom | undefined;
  /** false where the layer is frozen. */
  readonly trainable: boolean;
  /** Gives one of the layer's own weights a new value at the end of the step; in training only. */
  update(weight: string, value: Tensor): void;
  /** Adds a scalar to the loss of the batch. @param of what reports call it; "activity" by default */
  addLoss(value: Tensor, of?: string): void;
}

/** What `defineLayer` needs: a type, options, the plan of its output and weights, and what it computes. */
export interface LayerDefinition<Type extends string, F extends Fields, Key extends keyof F & string = never> {
  /** The key by which saved models find it; unique. */
  readonly type: Type;
  /** The class name that summaries show; the type with a capital letter by default. */
  readonly title?: string;
  readonly fields: F;
  /** The option that can be given alone: `dropout(0.25)`. */
  readonly shorthand?: Key;
  /** The type of the elements it takes where it is the first layer of a stack; 'f32' by default. */
  readonly inputType?: DType;
  /** How many inputs it takes, or from how many to how many; 1 by default, "several" for two or more. */
  readonly inputs?: number | readonly [least: number, most: number] | 'several';
  /** Checks options against one another. @throws ArgumentError */
  check?(where: string, options: CompletedOf<F>): void;
  /**
   * Output and weights.
   * @param name what the layer is called in errors
   * @throws LayerShapeError where the layer cannot take the inputs
   */
  plan(options: CompletedOf<F>, inputs: readonly Spec[], name: string): LayerPlan;
  /** The output, [batch, ...shape] with the shape that `plan` gave. */
  apply(options: CompletedOf<F>, call: LayerCall): Tensor;
}

/** A definition of unknown options, as a model uses it. */
// biome-ignore lint/suspicious/noExplicitAny: which options it takes is known to the definition alone
export type AnyLayerDefinition = LayerDefinition<string, any, any>;

type LayerOptionsOf<F extends Fields> = OptionsOf<F & typeof layerFields>;

/** A layer of one kind, with its options completed. */
export type LayerOf<Type extends string, F extends Fields> = Layer & { readonly type: Type } & CompletedOf<F>;

/** Makes layers of one kind. */
export interface LayerFactory<Type extends string, F extends Fields, Key extends keyof F & string = never> {
  (
    ...options: Record<never, never> extends LayerOptionsOf<F>
      ? [options?: LayerOptionsOf<F>]
      : [options: LayerOptionsOf<F>]
  ): LayerOf<Type, F>;
  (value: LayerOptionsOf<F>[Key & keyof LayerOptionsOf<F>], options?: Partial<LayerOptionsOf<F>>): LayerOf<Type, F>;
  readonly definition: LayerDefinition<Type, F, Key>;
  readonly kind: 'layer';
  /** The type. */
  readonly key: Type;
  readonly schema: JsonSchema;
  /** Whether a layer is of this kind; its options are known then. */
  is(layer: Layer): layer is LayerOf<Type, F>;
  /** From plain data such as JSON. @param where what errors begin with */
  from(where: string, options: Readonly<Record<string, unknown>>, known?: readonly Definable[]): LayerOf<Type, F>;
}

/** The definitions of the layers that were made; what comes from JSON finds its own by its type. */
const definitions = new WeakMap<object, AnyLayerDefinition>();

/** The definition of a layer; undefined for plain data. */
export function definitionOf(layer: object): AnyLayerDefinition | undefined {
  return definitions.get(layer);
}

/** Whether a value is a layer made by a definition. */
export function isLayer(value: object): value is Layer {
  return definitions.has(value);
}

/** A layer as it is, or made from plain data. @throws ArgumentError, UnknownNameError */
export function checkLayer(where: string, value: unknown, registry: Registry): Layer {
  return resolve(where, { kind: 'layer', what: 'layer type', property: 'type', made: isLayer }, value, registry);
}

/**
 * A kind of layer, as a function that makes layers of it.
 * @example
 * const scale = defineLayer({
 *   type: 'scale',
 *   fields: { factor: defaulted(positive, 2) },
 *   plan: (_, [x]) => ({ output: x }),
 *   apply: ({ factor }, { x }) => mul(x, factor), // of @inkgrad/tensor
 * });
 * sequential([dense({ units: 8 }), scale({ factor: 3 })]);
 */
export function defineLayer<const Type extends string, F extends Fields, Key extends keyof F & string = never>(
  definition: LayerDefinition<Type, F, Key>,
): LayerFactory<Type, F, Key> {
  const { type, shorthand } = definition;
  const fields = { ...definition.fields, ...layerFields };
  const from = (where: string, options: unknown, known?: readonly Definable[]): LayerOf<Type, F> => {
    const completed = completeOptions(where, fields, options, ['type'], known);
    definition.check?.(where, completed as unknown as CompletedOf<F>);
    const layer: LayerOf<Type, F> = Object.assign(Object.create(layerPrototype), { type, ...completed });
    definitions.set(layer, definition);
    Object.freeze(layer);
    return layer;
  };
  const schema = schemaOf(fields, { type: { const: type } });
  const make = (given: unknown = {}, more: Readonly<Record<string, unknown>> = {}): LayerOf<Type, F> => {
    // A layer given alone is the option of a wrapper.
    if (isRecord(given) && !definitions.has(given)) return from(type, given);
    if (shorthand === undefined) throw new ArgumentError(type, 'options', 'an object', describe(given));
    return from(type, { ...more, [shorthand]: given });
  };
  const is = (layer: Layer): layer is LayerOf<Type, F> => definitions.get(layer) === definition;
  return Object.assign(make, { kind: 'layer', key: type, definition, schema, is, from }) as LayerFactory<Type, F, Key>;
}

const layerPrototype = {
  apply(this: Layer, ...inputs: readonly SymbolicTensor[]): SymbolicTensor {
    const name = this.name ?? this.type;
    const wrong = inputs.find((value) => !(value instanceof SymbolicTensor));
    if (wrong !== undefined) {
      throw new ArgumentError(`${name}.apply`, 'inputs', 'what input() or another layer gives', describe(wrong));
    }
    return new SymbolicTensor(planLayer(this, inputs, name).output, { kind: 'call', layer: this, inputs });
  },
};

/** Output and weights of a layer for given inputs. @throws LayerShapeError where it cannot take them */
export function planLayer(layer: Layer, inputs: readonly Spec[], name: string): LayerPlan {
  const definition = definitionOf(layer)!;
  const { inputs: count = 1 } = definition;
  const [least, most] =
    count === 'several' ? [2, Number.POSITIVE_INFINITY] : typeof count === 'number' ? [count, count] : count;
  if (inputs.length < least || inputs.length > most) {
    const several = most === Number.POSITIVE_INFINITY ? 'two inputs or more' : `${least} to ${most} inputs`;
    throw new LayerShapeError(name, least === most ? plural(least, 'input') : several, `${inputs.length}`);
  }
  return definition.plan(layer, inputs, name);
}

/** "dense" → "Dense" */
export function layerTitle({ type, title }: AnyLayerDefinition): string {
  return title ?? `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}
