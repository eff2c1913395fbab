/** Parallel coordinates: where values lie on their axes, and what the drawing says without its colours. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast } from './color.ts';
import { drawParallel, type ParallelChart, parallelReadouts } from './parallel.ts';
import { parallelAxis } from './parallel-axis.ts';
import { darkTheme, lightTheme } from './theme.ts';

describe('an axis', () => {
  test('is of categories for texts, logarithmic for numbers that span ten times, else linear', () => {
    expect(parallelAxis(['relu', 'tanh', 'relu'])).toMatchObject({ kind: 'category', count: 2 });
    expect(parallelAxis([0.1, 0.001, 0.01]).kind).toBe('log');
    expect(parallelAxis([16, 32, 64]).kind).toBe('linear');
    expect(parallelAxis([0, 1, 100]).kind).toBe('linear');
    expect(parallelAxis([1, 'none']).kind).toBe('category');
  });

  test('has equal distances for equal ratios where it is logarithmic', () => {
    const { share } = parallelAxis([0.001, 0.1]);
    expect(share(0.01) - share(0.001)).toBeCloseTo(share(0.1) - share(0.01), 12);
  });

  test('of the few values that there are, and of ends and powers of ten otherwise', () => {
    const texts = (values: readonly (string | number)[]) =>
      parallelAxis(values)
        .ticks(0)
        .map(({ text }) => text);
    expect(texts([64, 16, 32])).toEqual(['16', '32', '64']);
    const many = Array.from({ length: 20 }, (_, at) => 0.0002 * 1.4 ** at);
    expect(texts(many)).toEqual(['0.0002', '0.001', '0.01', '0.1', '0.12']);
    expect(texts(['b', 'a'])).toEqual(['b', 'a']);
  });

  test('keeps values on it and in their order, and its texts apart', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (values) => {
        const axis = parallelAxis(values);
        const shares = [...values].sort((a, b) => a - b).map(axis.share);
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
        const ticks = axis.ticks(0.1).map(({ share }) => share);
        expect(ticks.length).toBeGreaterThan(0);
        for (let at = 1; at < ticks.length; at++)
          expect(ticks[at]! - ticks[at - 1]!).toBeGreaterThanOrEqual(0.1 - 1e-12);
      }),
    );
  });
});

const chart: ParallelChart = {
  names: ['learningRate', 'units', 'activation'],
  figure: 'val_accuracy',
  text: (figure) => figure.toFixed(4),
  rows: [
    { values: [0.001, 64, 'relu'], figure: 0.97 },
    { values: [0.01, 32, 'tanh'], figure: 0.95 },
    { values: [0.1, 32, 'relu'], figure: 0.2 },
    { values: [0.1, 64, 'tanh'], figure: 0.3, isPartial: true },
  ],
  isLessBetter: false,
};

describe.each(['wide', 'narrow'] as const)('the drawing, %s', (format) => {
  const draw = (own: ParallelChart) => drawParallel('p', own, { theme: lightTheme, format });
  const lines = (body: string) =>
    [...body.matchAll(/<path d="M([^"]*L[^"]*L[^"]*)" stroke="(#\w+)" ([^/]*)\/>/g)].map(([, path, stroke, look]) => ({
      points: path!.split('L').map((point) => point.split(' ').map(Number)),
      stroke: stroke!,
      look: look!,
    }));

  test('has a line for each row through every axis, the best last, wide and in ink', () => {
    const all = lines(draw(chart).body);
    // The best has a rim of the paper, and stands among the others too.
    expect(all).toHaveLength(chart.rows.length + 2);
    for (const { points } of all) expect(points).toHaveLength(4);
    const best = all.at(-1)!;
    expect(best).toMatchObject({ stroke: lightTheme.ink, look: 'stroke-width="3"' });
    expect(best.points).toEqual(all.at(-3)!.points);
  });

  test('says the names, and the best values without a colour', () => {
    const { body } = draw(chart);
    const bold = [...body.matchAll(/font-weight="600"[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(bold).toEqual(['learningRate', '0.001', 'units', '64', 'activation', 'relu', 'val_accuracy', '0.9700']);
  });

  test('has equal colours for equal figures only, and none for what was left behind', () => {
    const strokes = lines(draw(chart).body).map(({ stroke, look }) => [stroke, look.includes('dasharray')]);
    expect(strokes[0]).toEqual([lightTheme.muted, true]);
    expect(new Set(strokes.slice(1, 4).map(([stroke]) => stroke)).size).toBe(3);
    const less = lines(draw({ ...chart, isLessBetter: true }).body);
    expect(less[1]!.stroke).toBe(lines(draw(chart).body)[3]!.stroke);
  });

  test('has a readout for each hover area, and stays within itself', () => {
    const { areas, width, height, body } = draw(chart);
    expect(parallelReadouts(chart)).toHaveLength(areas.length);
    for (const area of areas) {
      expect(area.x + area.width).toBeLessThanOrEqual(width + 0.01);
      expect(area.y + area.height).toBeLessThanOrEqual(height + 30);
    }
    for (const { points } of lines(body)) {
      for (const [x, y] of points) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(height);
      }
    }
  });

  test('one row, equal figures and many categories can be drawn', () => {
    const one = { ...chart, rows: [chart.rows[0]!] };
    const same = { ...chart, rows: chart.rows.map((row) => ({ ...row, values: [1, 1, 'x'], figure: 0.5 })) };
    for (const own of [one, same]) expect(draw(own).body).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test('the readout of a part names its lines and the best of them', () => {
  const texts = parallelReadouts(chart).flat();
  expect(texts).toContain(
    'activation relu\nval_accuracy 0.9700, the best of 2\nlearningRate 0.001, units 64, activation relu',
  );
  expect(texts.some((text) => text === 'learningRate: no line here')).toBe(true);
});

test('the palest line stands out from the paper', () => {
  for (const theme of [lightTheme, darkTheme]) {
    const { body } = drawParallel('p', chart, { theme, format: 'wide' });
    for (const [, stroke] of body.matchAll(/stroke="(#\w+)" stroke-width="1.6"/g)) {
      expect(contrast(stroke!, theme.paper)).toBeGreaterThanOrEqual(3);
    }
  }
});
