/** Public names of @inkgrad/mnist that need no file system; those that do are in `@inkgrad/mnist/node`. */
export { type Answers, confusionMatrix, type Outputs, predictedDigit, predictionOf, worstMistakes } from './answers.ts';
export { buildModel } from './build-model.ts';
export { comparePublished, type PublishedCheck, type PublishedComparison } from './compare-published.ts';
export { checkOrientation, type Form, type OrientationFinding } from './data/check-orientation.ts';
export {
  classCount,
  decodeIdxImages,
  type IdxContents,
  imageSide,
  pixelsPerImage,
} from './data/idx.ts';
export { decodeIdxLabels } from './data/idx-labels.ts';
export {
  canonicalFiles,
  dataShapes,
  decodeMnist,
  type IdxBytes,
  type MnistData,
  type MnistFile,
  type MnistRole,
  type MnistSplit,
} from './data/mnist-data.ts';
export { type Orientation, type OrientationNotice, orientationWords, orientImages } from './data/orientation.ts';
export {
  ConfigError,
  type ConfigProblem,
  DamagedExperimentError,
  DataError,
  type DataErrorDetails,
  ImageError,
  RunFailedError,
  RunFolderError,
} from './errors.ts';
export { namedExperiments } from './experiments/named-experiments.ts';
export { parseExperiment } from './experiments/parse.ts';
export { experiments, type PublishedName } from './experiments/published-experiments.ts';
export { type Experiment, experimentJsonSchema } from './experiments/schema.ts';
export type { LayerConfig, LossConfig, MetricConfig, OptimizerConfig } from './experiments/vocabulary.ts';
export type { GrayImage } from './image/gray-image.ts';
export { NoDigitError, type NoDigitReason, type PictureBox } from './image/no-digit-error.ts';
export { toMnistForm } from './image/to-mnist-form.ts';
export {
  type AblationJob,
  type AblationOutcomes,
  type AblationQuestion,
  type AblationState,
  advanceAblation,
  type PairChoice,
} from './laboratory/ablation/design.ts';
export type {
  AblationFinding,
  AblationResult,
  AblationRow,
  AblationRowKind,
  AblationRun,
  ChangeText,
  Rescued,
} from './laboratory/ablation/result.ts';
export type { RunOutcome } from './laboratory/ablation/row.ts';
export { finalAccuracy } from './laboratory/ablation/rule.ts';
export { applySettings, settingPaths } from './laboratory/apply-settings.ts';
export type { RunData } from './laboratory/circumstances.ts';
export {
  type AnsweredSet,
  type ComparableRun,
  type ComparedRun,
  type ComparisonResult,
  compareRuns,
} from './laboratory/comparison.ts';
export { type CrossValidationResult, crossValidation, type FoldRun } from './laboratory/cross-validation.ts';
export { type Curve, curvesOf, lastEpochSummaries } from './laboratory/curves.ts';
export { type Difference, differences } from './laboratory/differences.ts';
export { stratifiedFolds } from './laboratory/folds.ts';
export {
  formatSetting,
  formatValue,
  type GridAxis,
  gridCells,
  type Json,
  parseGrid,
  parseSeeds,
  parseSetting,
  type Setting,
} from './laboratory/setting.ts';
export { type McNemar, mcnemar, type Summary, summarize } from './laboratory/statistics.ts';
export {
  axisNames,
  meanTrainingSeconds,
  type SweepCell,
  type SweepMetric,
  type SweepResult,
  type SweepRun,
  sweep,
  sweepMetrics,
} from './laboratory/sweep.ts';
export { normalizeColumnsInto, normalizedSource, unitIntervalSource } from './normalize.ts';
export { predictDigits } from './predict-digits.ts';
export { preparedSource } from './prepare.ts';
export { type Published, type PublishedEpoch, type PublishedFigures, published } from './published.ts';
export { exampleIndex, type RunOptions, type RunProgress, resolveExperiment, runExperiment } from './run.ts';
export {
  type EpochDiagnosis,
  type EpochResult,
  type Evaluation,
  type Mistake,
  type Prediction,
  type RunResult,
  trainingSeconds,
} from './run-result.ts';
export { heldIndices, type Split } from './split.ts';
export { MnistUploads, type UploadedMnist } from './uploads.ts';
