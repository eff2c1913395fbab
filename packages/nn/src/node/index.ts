/** Public names of @inkgrad/nn/node: models, checkpoints and logs as files. */
export { type CsvLoggerOptions, csvLogger } from './csv-logger.ts';
export { type CsvRowsOptions, csvRows } from './csv-rows.ts';
export type { EpochLogOptions } from './epoch-log.ts';
export { jsonLinesLogger } from './json-lines-logger.ts';
export { makeFolders, removeEmptyFolders } from './make-folders.ts';
export { type ModelCheckpointFileOptions, modelCheckpointFile } from './model-checkpoint-file.ts';
export { configFile, loadModel, saveModel, weightsFile } from './model-files.ts';
export { replaceFile } from './replace-file.ts';
