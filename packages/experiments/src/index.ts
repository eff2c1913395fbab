/** Public names of @inkgrad/experiments that need no file system; those that do are in `@inkgrad/experiments/node`. */
export {
  classCount,
  type DataFile,
  type DataForm,
  type DataPart,
  type DataRequest,
  type DataSet,
  dataShapes,
  imageSide,
  mnistForm,
  type Orientation,
  type OrientationNotice,
  orientationWords,
  type PictureData,
  type PicturePart,
  pixelsPerImage,
  sampleNoun,
  sampleSize,
  strata,
} from './data/data-set.ts';
export { normalizeColumnsInto, normalizedSource, unitIntervalSource } from './data/normalize.ts';
export { preparedSource } from './data/prepare.ts';
export { DataUploads, type UploadedData } from './data/uploads.ts';
export {
  ConfigError,
  type ConfigProblem,
  DamagedExperimentError,
  DataError,
  type DataErrorDetails,
  RunFailedError,
  RunFolderError,
} from './errors.ts';
export { decisiveText } from './experiment/decisive.ts';
export { parseExperiment } from './experiment/parse.ts';
export { type Experiment, experimentJsonSchema, type ValidationConfig } from './experiment/schema.ts';
export type { LayerConfig, LossConfig, MetricConfig, OptimizerConfig } from './experiment/vocabulary.ts';
export {
  type AblationJob,
  type AblationOutcomes,
  type AblationQuestion,
  type AblationState,
  advanceAblation,
  type PairChoice,
} from './laboratory/ablation/design.ts';
export { plateauText } from './laboratory/ablation/plateau-sentences.ts';
export type {
  AblationFinding,
  AblationResult,
  AblationRow,
  AblationRowKind,
  AblationRun,
  ChangeText,
} from './laboratory/ablation/result.ts';
export type { RunOutcome } from './laboratory/ablation/row.ts';
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
export { endFigure } from './laboratory/end-figure.ts';
export { stratifiedFolds } from './laboratory/folds.ts';
export { rungsOf, survivors } from './laboratory/halving.ts';
export { isLessBetter, measuredNames, orderingName, shownNames } from './laboratory/measured.ts';
export { randomCells, rangeOf } from './laboratory/random-cells.ts';
export { groupFigure, groupFinding } from './laboratory/run-groups.ts';
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
export { isFinding } from './laboratory/significance.ts';
export { type McNemar, mcnemar, type Summary, summarize } from './laboratory/statistics.ts';
export {
  axisNames,
  bestSentence,
  meanTrainingSeconds,
  type SweepCell,
  type SweepResult,
  type SweepRun,
  sweep,
  testOfFirst,
} from './laboratory/sweep.ts';
export type {
  PublishedCheck,
  PublishedComparison,
  PublishedEpoch,
  PublishedFigures,
  PublishedRuns,
} from './report/published.ts';
export {
  type Answers,
  confusionMatrix,
  type Outputs,
  predictedDigit,
  predictionOf,
  worstMistakes,
} from './run/answers.ts';
export { buildModel, checkExperiment } from './run/build-model.ts';
export { predictDigits } from './run/predict-digits.ts';
export { predictClasses, predictValues, standardizationIn } from './run/predict-samples.ts';
export { exampleIndex, type RunOptions, type RunProgress, resolveExperiment, runExperiment } from './run/run.ts';
export {
  type EpochDiagnosis,
  type EpochResult,
  type Evaluation,
  type Mistake,
  type Prediction,
  type RunResult,
  sampleNounOf,
  trainingSeconds,
} from './run/run-result.ts';
export { heldIndices, heldOut, partText, type Split, splitData, splitOf, trainedCount } from './run/split.ts';
