/**
 * What nn knows, as an experiment may say it: every built-in layer, optimizer, loss and metric with all of its options.
 * Names, checks, defaults and descriptions are nn's; here stands only how an experiment writes them.
 *
 * Layers stay as they are written. An optimizer's defaults are filled in, so that what trained a model is there to read. A
 * loss or metric without settings of its own is its name: one way to say one thing, so that experiments that train alike
 * are equal.
 */
import {
  type BuiltInLayer,
  type BuiltInLoss,
  type BuiltInMetric,
  type BuiltInOptimizer,
  builtIns,
  type Definable,
  hasClasses,
} from '@inkgrad/nn';
import { ArgumentError, isInkgradError } from '@inkgrad/tensor';
import { z } from 'zod';
import { byKey, objectOf, reference } from './zod-of.ts';

const { layers, optimizers, losses, metrics } = builtIns();

/** Each member of a union without its options that have defaults: those may be absent. */
type Loose<T> = T extends { readonly name: string } ? Partial<T> & Pick<T, 'name'> : never;
/** Each member of a union with `type` in place of `name`. */
type Typed<T> = T extends { readonly name: infer Name } ? { readonly type: Name } & Omit<T, 'name'> : never;

/** A layer as nn's JSON has it. */
export type LayerConfig = BuiltInLayer;
/** An optimizer with its defaults filled in; its name is its `type`. */
export type OptimizerConfig = Typed<BuiltInOptimizer>;
/** A loss by its name, or with settings that are not the defaults. */
export type LossConfig = BuiltInLoss['name'] | Loose<BuiltInLoss>;
/** A metric by its name, or with settings that are not the defaults. */
export type MetricConfig = BuiltInMetric['name'] | Loose<BuiltInMetric>;

type Options = Readonly<Record<string, unknown>>;
type Context = z.core.$RefinementCtx;

export const layerSchema = reference('#/$defs/layer').superRefine((layer, context) => {
  completed(layers, 'type', layer as Options, context);
}) as unknown as z.ZodType<LayerConfig, LayerConfig>;

export const optimizerSchema = byKey(optimizers.map(({ schema }) => objectOf(schema, { name: 'type' })))
  .transform((optimizer, context) => {
    const { type, ...options } = optimizer as Options;
    const made = completed(optimizers, 'name', { name: type, ...options }, context);
    if (made === undefined) return z.NEVER;
    const { name: _, ...settings } = made;
    return { type, ...settings };
  })
  .describe('How the weights follow the gradient.') as unknown as z.ZodType<OptimizerConfig>;

export const lossSchema = nameOrSettings(losses, 'A loss with settings.') as z.ZodType<LossConfig>;

export const metricSchema = nameOrSettings(metrics, 'A metric with settings.') as z.ZodType<MetricConfig>;

/** Names alone, or objects with a name; the shorter of the two that says the same. */
function nameOrSettings(kinds: readonly Definable<object>[], description: string): z.ZodType {
  const names = z.enum(kinds.map(({ key }) => key));
  const objects = kinds.map(({ schema }) => objectOf(schema));
  return z.union([names, byKey(objects).describe(description)]).transform((given, context) => {
    if (typeof given === 'string') return given;
    const settings = given as Options;
    const made = completed(kinds, 'name', settings, context);
    const plain = kinds.find(({ key }) => key === settings['name'])!.from('', {}) as Options;
    const own = Object.entries(made ?? settings).filter(
      ([key, value]) => key === 'name' || JSON.stringify(value) !== JSON.stringify(plain[key]),
    );
    return own.length === 1 ? settings['name'] : Object.fromEntries(own);
  });
}

/** The thing made by its definition, which also checks options against one another; undefined where it is refused. */
function completed(
  kinds: readonly Definable<object>[],
  tag: 'type' | 'name',
  options: Options,
  context: Context,
): Options | undefined {
  if (context.issues.length > 0) return undefined;
  try {
    return kinds.find(({ key }) => key === options[tag])!.from('', options, layers) as Options;
  } catch (error) {
    if (!isInkgradError(error)) throw error;
    if (!(error instanceof ArgumentError)) context.addIssue(error.message.replace(/^: |\.$/g, ''));
    else
      context.addIssue({
        code: 'custom',
        path: error.argument in options ? [error.argument] : [],
        message: `must be ${error.expected}, received ${error.received}`,
      });
    return undefined;
  }
}

export function nameOf(config: LossConfig | MetricConfig): string {
  return typeof config === 'string' ? config : config.name;
}

/** Whether the targets are labels; else they are a value for each digit, 1 for the label's. */
export function takesLabels(loss: LossConfig): boolean {
  return losses.find(({ key }) => key === nameOf(loss))?.definition.targets === 'labels';
}

/** Whether digits can have weights in it. */
export function takesClassWeight(loss: LossConfig): boolean {
  return hasClasses(losses.find(({ key }) => key === nameOf(loss))!.definition);
}

/** Whether it is the cross-entropy of one class among all, which costs ln 10 where all digits are equally likely. */
export function isOfClasses(loss: LossConfig): boolean {
  return ['sparseCategoricalCrossentropy', 'categoricalCrossentropy'].includes(nameOf(loss));
}
