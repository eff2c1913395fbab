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
