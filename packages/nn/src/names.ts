/**
 * `import '@inkgrad/nn/names'` lets built-in optimizers, losses, metrics, initializers and schedules be named by texts:
 * `compile({ optimizer: 'adam', … })`. The main entry brings it. Layers are not among them: only JSON names these.
 */
import { knowByName } from './define/registry.ts';
import { builtInInitializers } from './initializers/initializer-table.ts';
import { builtInLosses } from './losses/loss-table.ts';
import { builtInMetrics } from './metrics/metric-table.ts';
import { builtInOptimizers } from './optimizers/optimizer-table.ts';
import { builtInSchedules } from './schedules/schedule-table.ts';

knowByName([...builtInOptimizers, ...builtInLosses, ...builtInMetrics, ...builtInInitializers, ...builtInSchedules]);
