/** All that is built in, by kind: what JSON may name, and the JSON Schema of each. */

import type { Definable } from '../define/definable.ts';
import type { Loss } from '../define/define-loss.ts';
import type { Metric } from '../define/define-metric.ts';
import type { Optimizer } from '../define/define-optimizer.ts';
import type { Layer } from '../define/layer.ts';
import { builtInLayers } from '../layers/layer-table.ts';
import { builtInLosses } from '../losses/loss-table.ts';
import { builtInMetrics } from '../metrics/metric-table.ts';
import { builtInOptimizers } from '../optimizers/optimizer-table.ts';

export interface BuiltIns {
  readonly layers: readonly Definable<Layer>[];
  readonly losses: readonly Definable<Loss>[];
  readonly metrics: readonly Definable<Metric>[];
  readonly optimizers: readonly Definable<Optimizer>[];
}

/**
 * Every built-in layer, loss, metric and optimizer.
 * @example
 * const types = builtIns().layers.map(({ key }) => key);
 */
export function builtIns(): BuiltIns {
  return { layers: builtInLayers, losses: builtInLosses, metrics: builtInMetrics, optimizers: builtInOptimizers };
}
