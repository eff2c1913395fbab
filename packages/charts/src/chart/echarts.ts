/**
 * The charting library, loaded on first use: ECharts drawing SVG text without a browser.
 * Figures hand it options and get back cleaned SVG content; nothing else in the report knows the library.
 * The one-file build is imported because it loads in 60 ms where the module tree takes half a second.
 * https://echarts.apache.org/handbook/en/how-to/cross-platform/server/
 */

// Packages that import this source have no other way to see the declaration.
/// <reference path="./echarts-bundle.d.ts" />
import type { EChartsOption } from 'echarts';
import { cleanChart, type Size } from './svg.ts';
import { FONT_FAMILY } from './theme.ts';

/** What ECharts draws a chart from. */
export type ChartOption = EChartsOption;

/** Draws one chart as SVG content; `prefix` starts every identifier in it and must be unique on a page. */
export type DrawChart = (option: ChartOption, size: Size, prefix: string) => string;

/** Loads ECharts (once) and returns the function that draws. */
export async function loadCharts(): Promise<DrawChart> {
  const { init } = await import('echarts/dist/echarts.esm.min');
  return (option, size, prefix) => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
    try {
      chart.setOption({ animation: false, textStyle: { fontFamily: FONT_FAMILY }, ...option });
      return cleanChart(chart.renderToSVGString(), prefix);
    } finally {
      chart.dispose();
    }
  };
}
