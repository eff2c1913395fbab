/**
 * ECharts ships its one-file module build without type declarations; it exports what the main entry does.
 */
declare module 'echarts/dist/echarts.esm.min' {
  export * from 'echarts';
}
