/** The drawn parts: where they put things, judged by the numbers in what they draw. */
import { beforeAll, describe, expect, test } from 'vitest';
import { contrast } from './color.ts';
import { type DrawChart, loadCharts } from './echarts.ts';
import { drawIntervals } from './intervals.ts';
import { type LineChart, lineReadouts } from './line-chart.ts';
import { drawLines } from './lines.ts';
import { drawMatrix, type Matrix } from './matrix.ts';
import { arrange } from './panels.ts';
import { darkTheme, lightTheme } from './theme.ts';

const wide = { theme: lightTheme, format: 'wide' } as const;

describe('colours', () => {
  test.each([lightTheme, darkTheme])('lines and their labels stand out from the paper, $name', ({ series, paper }) => {
    for (const color of series) expect(contrast(color, paper)).toBeGreaterThanOrEqual(4);
  });

  test.each([lightTheme, darkTheme])('texts can be read on either ground, $name', (theme) => {
    for (const ground of [theme.paper, theme.panel]) {
      for (const text of [theme.ink, theme.muted, theme.accent, theme.wrong])
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each([lightTheme, darkTheme])('training is blue and test orange, $name', ({ train, test: own }) => {
    const channels = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
    const [blue, orange] = [channels(train), channels(own)];
    expect(blue[2]!).toBeGreaterThan(blue[0]! + 60);
    expect(orange[0]!).toBeGreaterThan(orange[2]! + 60);
  });
});

describe('intervals', () => {
  const rows = [
    { label: 'a', mean: 0.5, low: 0.4, high: 0.6, points: [0.45, 0.55], strong: true },
    { label: 'b', mean: undefined, low: undefined, high: undefined, points: [], strong: false },
  ];
  const chart = { rows, quantity: 'accuracy', axis: { minSpan: 0.1, floor: 0, ceiling: 1 } };

  test('a whisker reaches from the lower to the upper end, with the mean in the middle', () => {
    const { body, areas } = drawIntervals(chart, wide);
    const [, from, , to] = body.match(/M([\d.]+) ([\d.]+)H([\d.]+)M/)!;
    const [, mean] = body.match(/<circle cx="([\d.]+)" cy="[\d.]+" r="4.5"/)!;
    expect((Number(from) + Number(to)) / 2).toBeCloseTo(Number(mean), 1);
    expect(Number(to)).toBeGreaterThan(Number(from));
    expect(body).toContain('0.5000 (0.4000 to 0.6000)');
    expect(areas[0]).toMatchObject({ rows: 2, columns: 1 });
  });

  test('a row without a value has only its label', () => {
    const { body } = drawIntervals({ ...chart, rows: [rows[1]!] }, wide);
    expect(body).toContain('>b</text>');
    expect(body).not.toContain('<circle');
    expect(body).not.toContain('NaN');
  });
});

describe('matrix', () => {
  const matrix: Matrix = {
    rows: ['x', 'y'],
    columns: ['p', 'q', 'r'],
    rowName: 'row',
    columnName: 'column',
    values: [
      [-4, 0, 2],
      [1, Number.NaN, 4],
    ],
    scale: 'differences',
    text: String,
  };

  test('differences have the middle colour at zero and equal colours at equal distances', () => {
    const { body } = drawMatrix('m', matrix, wide);
    const fills = [...body.matchAll(/<rect [^>]*fill="(#[0-9a-f]{6})"\/><text [^>]*>([^<]*)</g)].map(
      ([, fill, text]) => [text, fill],
    );
    expect(Object.fromEntries(fills)).toMatchObject({
      '-4': lightTheme.diverging[0],
      '0': lightTheme.diverging[5],
      '4': lightTheme.diverging[10],
    });
    // The cell without a number is left out.
    expect(fills).toHaveLength(5);
  });

  test('equal values, and none, can be drawn', () => {
    for (const value of [0.5, Number.NaN]) {
      const { body } = drawMatrix('m', { ...matrix, scale: 'range', values: [[value, value]] }, wide);
      expect(body).not.toMatch(/NaN|Infinity/);
    }
  });
});

describe('lines', () => {
  let draw: DrawChart;
  beforeAll(async () => {
    draw = await loadCharts();
  });
  const chart: LineChart = {
    plots: [
      {
        label: 'norm',
        lines: [
          {
            name: 'one',
            color: 0,
            points: [
              [0, 1],
              [1, 0.001],
              [2, 0],
            ],
            band: { low: [0.5, 0.0005, 0], high: [2, 0.002, 1] },
          },
          {
            name: 'two',
            color: 1,
            points: [
              [0, 0.1],
              [1, 0.1],
              [2, 0.1],
            ],
          },
        ],
        axis: { minSpan: 0.1 },
        logarithmic: true,
      },
    ],
    endLabels: true,
  };

  test('names stand at the ends of lines, and zero leaves a gap on a logarithmic scale', () => {
    const { body, areas } = drawLines('l', chart, wide, draw);
    expect(body).toMatch(/>one<\/text>/);
    expect(body).toMatch(/>two<\/text>/);
    expect(body).not.toMatch(/NaN|Infinity|undefined/);
    expect(areas).toMatchObject([{ columns: 3, rows: 1 }]);
  });

  test('a readout has every line of its epoch, and of parts their sum', () => {
    expect(lineReadouts(chart)[0]![1]).toBe('norm, epoch 1\none: 1.00e−3 (5.00e−4 to 2.00e−3)\ntwo: 1.00e−1');
    const stacked = { plots: [{ ...chart.plots[0]!, logarithmic: false, stacked: true }] };
    expect(lineReadouts(stacked)[0]![0]).toContain('sum: 1.1000');
  });
});

test('plots are arranged in rows; the lowest of each column has the axis', () => {
  const { grids, height } = arrange(5, 'wide', { columns: { wide: 3, narrow: 2 }, legend: 0 });
  expect(grids.map(({ lowest }) => lowest)).toEqual([false, false, true, true, true]);
  expect(grids[3]!.left).toBe(grids[0]!.left);
  expect(grids[3]!.top).toBeGreaterThan(grids[0]!.top + grids[0]!.height);
  expect(grids[2]!.left + grids[2]!.width).toBeLessThanOrEqual(720);
  expect(height).toBeGreaterThan(grids[4]!.top + grids[4]!.height);
});
