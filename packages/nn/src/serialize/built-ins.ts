/** All that is built in, by kind: what JSON may name, and the JSON Schema of each. */

import { activationSchema } from '../activations/activations.ts';
import type { Definable } from '../define/definable.ts';
import type { Initializer } from '../define/define-initializer.ts';
import type { AnyLossDefinition, Loss } from '../define/define-loss.ts';
import type { AnyMetricDefinition, Metric } from '../define/define-metric.ts';
import type { Optimizer } from '../define/define-optimizer.ts';
import type { Schedule } from '../define/define-schedule.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import type { Layer } from '../define/layer.ts';
import { builtInInitializers, initializerSchema } from '../initializers/initializer-table.ts';
import { builtInLayers } from '../layers/layer-table.ts';
import { builtInLosses } from '../losses/loss-table.ts';
import { builtInMetrics } from '../metrics/metric-table.ts';
import { builtInOptimizers } from '../optimizers/optimizer-table.ts';
import { regularizerSchema } from '../regularizers/regularizers.ts';
import { builtInSchedules, learningRateSchema } from '../schedules/schedule-table.ts';

/** Everything that is built in, by kind. */
export interface BuiltIns {
  readonly layers: readonly Definable<Layer>[];
  readonly losses: readonly (Definable<Loss> & { readonly definition: AnyLossDefinition })[];
  readonly metrics: readonly (Definable<Metric> & { readonly definition: AnyMetricDefinition })[];
  readonly optimizers: readonly Definable<Optimizer>[];
  readonly initializers: readonly Definable<Initializer>[];
  readonly schedules: readonly Definable<Schedule>[];
}

/**
 * Every built-in layer, loss, metric, optimizer, initializer and learning-rate schedule. `schema` is the JSON Schema of one; what it names by `$ref`
 * `schemaDefinitions` gives.
 * @example
 * const types = builtIns().layers.map(({ key }) => key);
 */
export function builtIns(): BuiltIns {
  return {
    layers: builtInLayers,
    losses: builtInLosses,
    metrics: builtInMetrics,
    optimizers: builtInOptimizers,
    initializers: builtInInitializers,
    schedules: builtInSchedules,
  };
}

/**
 * What the schemas of options name: `#/$defs/initializer` and so on. A document with such schemas has these as `$defs`.
 * @example
 * const schema = { ...dense.schema, $defs: schemaDefinitions() };
 * 'initializer' in schema.$defs; // → true
 */
export function schemaDefinitions(): Readonly<Record<string, JsonSchema>> {
  return {
    layer: { description: 'A layer of the model.', oneOf: builtInLayers.map(({ schema }) => schema) },
    initializer: initializerSchema,
    regularizer: regularizerSchema,
    activation: activationSchema,
    learningRate: learningRateSchema,
  };
}
