/** Public names of @inkgrad/nn/testing: what checks a device against known trajectories. */
export {
  checkGoldenCases,
  type GoldenCase,
  GoldenFormatError,
  type GoldenLayer,
  type GoldenStep,
} from './golden-cases.ts';
export {
  type GoldenErrors,
  type GoldenQuantity,
  type GoldenReport,
  type GoldenResult,
  goldenTolerances,
  runGoldenCases,
} from './golden-run.ts';
