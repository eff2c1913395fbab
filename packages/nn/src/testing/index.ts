/** Public names of @inkgrad/nn/testing: what checks a device against known trajectories. */
export {
  checkGoldenCases,
  type GoldenCase,
  type GoldenLayer,
  type GoldenStep,
} from './golden-cases.ts';
export { GoldenFormatError } from './golden-checker.ts';
export {
  type GoldenErrors,
  type GoldenQuantity,
  type GoldenReport,
  type GoldenResult,
  goldenTolerances,
  runGoldenCases,
} from './golden-run.ts';
export type { LayerBatch, LayerCase, LayerStep } from './layer-cases.ts';
