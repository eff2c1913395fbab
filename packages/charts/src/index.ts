/** Public names of @inkgrad/charts: drawings, figures and pages, of numbers and texts alone. Node only. */

export { colorAt } from './chart/color.ts';
export { colorBar } from './chart/color-bar.ts';
export { type ChartOption, type DrawChart, loadCharts } from './chart/echarts.ts';
export { drawIntervals, type IntervalChart, type IntervalRow, intervalText } from './chart/intervals.ts';
export { type Line, type LineChart, type LinePlot, lineReadouts } from './chart/line-chart.ts';
export { drawLines } from './chart/lines.ts';
export { drawMatrix, type Matrix } from './chart/matrix.ts';
export { drawParallel, type ParallelChart, parallelReadouts } from './chart/parallel.ts';
export { axisText } from './chart/parallel-axis.ts';
export { pngUri } from './chart/png.ts';
export { type AxisOptions, axisScale } from './chart/scale.ts';
export {
  fitText,
  type SvgDocument,
  svgDocument,
  svgFrame,
  svgPixels,
  svgText,
  type TextOptions,
  textWidth,
} from './chart/svg.ts';
export { darkTheme, lightTheme, type Theme } from './chart/theme.ts';
export {
  createFigure,
  type Drawing,
  type Figure,
  type FigurePlan,
  type HoverArea,
  idPrefix,
  type Variant,
} from './figure.ts';
export { bandLine, lineFigure } from './figures/band-curves.ts';
export {
  capital,
  formatCount,
  formatDifference,
  formatFixed,
  formatPercent,
  formatProbability,
  formatSeconds,
  formatShape,
  slug,
  uniqueSlugs,
} from './format.ts';
export type { Gallery } from './gallery.ts';
export { type PageLink, renderDocument } from './page/document.ts';
export { figureHtml } from './page/figure-html.ts';
export { type Html, type HtmlContent, html } from './page/html.ts';
export { definitions, table } from './page/table.ts';
export { rasterize } from './rasterize.ts';
