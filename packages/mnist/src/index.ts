/** Public names of @inkgrad/mnist that need no file system; those that do are in `@inkgrad/mnist/node`. */
export { type Answers, confusionMatrix, predictedDigit, predictionOf, worstMistakes } from './answers.ts';
export { buildModel } from './build-model.ts';
export { comparePublished, type PublishedCheck, type PublishedComparison } from './compare-published.ts';
export {
  ConfigError,
  type ConfigProblem,
  DataError,
  type DataErrorDetails,
  ImageError,
  RunFolderError,
} from './errors.ts';
export { parseExperiment } from './experiments/parse.ts';
export { experiments, type PublishedName } from './experiments/published-experiments.ts';
export {
  type Experiment,
  experimentJsonSchema,
  type LayerConfig,
  type RegularizerConfig,
} from './experiments/schema.ts';
export { classCount, decodeIdxImages, decodeIdxLabels, type IdxContents, imageSide, pixelsPerImage } from './idx.ts';
export type { GrayImage } from './image/gray-image.ts';
export { toMnistForm } from './image/to-mnist-form.ts';
export {
  canonicalFiles,
  dataShapes,
  decodeMnist,
  type IdxBytes,
  type MnistData,
  type MnistFile,
  type MnistRole,
  type MnistSplit,
} from './mnist-data.ts';
export { normalizeColumnsInto, normalizedSource, unitIntervalSource } from './normalize.ts';
export { predictDigits } from './predict-digits.ts';
export { preparedSource } from './prepare.ts';
export { type Published, type PublishedEpoch, type PublishedFigures, published } from './published.ts';
export { exampleIndex, type RunOptions, type RunProgress, resolveExperiment, runExperiment } from './run.ts';
export type { EpochResult, Mistake, Prediction, RunResult } from './run-result.ts';
export { MnistUploads, type UploadedMnist } from './uploads.ts';
