/** Public names of @inkgrad/mnist/node: what reads and writes files. Node only. */
export { type LoadMnistOptions, loadMnist } from './dataset.ts';
export { describeEnvironment, type RunEnvironment } from './environment.ts';
export { loadExperimentFile } from './experiments/experiment-file.ts';
export { loadGrayImage } from './image/load-gray-image.ts';
export type { MnistData, MnistFile, MnistSplit } from './mnist-data.ts';
export { colorAt } from './report/chart/color.ts';
export { fitText, type SvgDocument, svgDocument, svgText, type TextOptions } from './report/chart/svg.ts';
export { lightTheme, type Theme } from './report/chart/theme.ts';
export type { Figure } from './report/figure.ts';
export { rasterize } from './report/rasterize.ts';
export { renderFigures } from './report/render-figures.ts';
export { renderReport } from './report/render-report.ts';
export type { ReportContext } from './report/types.ts';
export { writeReport } from './report/write-report.ts';
export {
  createRunFolder,
  type RunFolder,
  type RunFolderOptions,
  type RunRecord,
  writeRun,
  writeWhole,
} from './run-folder.ts';
export { loadTrainedModel, type TrainedModel } from './trained-model.ts';
