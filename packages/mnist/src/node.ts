/** Public names of @inkgrad/mnist/node: what reads and writes files. Node only. */
export { type LoadMnistOptions, loadMnist } from './data/dataset.ts';
export type { MnistData, MnistFile, MnistSplit } from './data/mnist-data.ts';
export { describeEnvironment, type RunEnvironment } from './environment.ts';
export { loadExperimentFile } from './experiments/experiment-file.ts';
export { loadDigit } from './image/digit-file.ts';
export { loadGrayImage } from './image/load-gray-image.ts';
export {
  type MeasurePicturesOptions,
  measurePictures,
  type PictureRow,
} from './pictures/measure-pictures.ts';
export { holdsCheckpoint } from './record/checkpoint.ts';
export type { Continuation } from './record/header.ts';
export { parseEnvironment } from './record/header-schema.ts';
export { type Lock, lockRun } from './record/lock.ts';
export type { EpochMetrics } from './record/metrics.ts';
export type { Interruption, RunFailure } from './record/outcome.ts';
export { listRuns, type RunStatus, readModelData, readRun, type StoredRun } from './record/read-run.ts';
export { type RecordedRun, type RecordOptions, recordRun } from './record/record-run.ts';
export { colorAt } from './report/chart/color.ts';
export { fitText, type SvgDocument, svgDocument, svgText, type TextOptions } from './report/chart/svg.ts';
export { lightTheme, type Theme } from './report/chart/theme.ts';
export type { Figure } from './report/figure.ts';
export type { FirstKernel } from './report/figures/first-layer.ts';
export { renderAblation, writeAblation } from './report/laboratory/ablation.ts';
export { renderComparison, writeComparison } from './report/laboratory/comparison.ts';
export { renderCrossValidation, writeCrossValidation } from './report/laboratory/cross-validation.ts';
export { renderSweep, writeSweep } from './report/laboratory/sweep.ts';
export { rasterize } from './report/rasterize.ts';
export { readFirstKernel } from './report/read-first-kernel.ts';
export { renderFigures } from './report/render-figures.ts';
export { renderReport } from './report/render-report.ts';
export type { ReportContext } from './report/types.ts';
export { writeReport } from './report/write-report.ts';
export { createRunFolder, type RunFolder, type RunFolderOptions, writeWhole } from './run-folder.ts';
export { loadTrainedModel, type TrainedModel } from './trained-model.ts';
