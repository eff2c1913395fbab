import { expect, test } from 'vitest';
import { colorAt, contrast, textColorOn } from './color.ts';
import { darkTheme, lightTheme } from './theme.ts';

test('contrast follows WCAG: black on white is 21, a colour on itself 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
  expect(contrast('#1763a6', '#1763a6')).toBe(1);
});

test('a scale gives its stops, interpolates between them and clamps', () => {
  const stops = ['#000000', '#0000ff', '#ffffff'];
  expect([0, 0.25, 0.5, 1, 7].map((at) => colorAt(stops, at))).toEqual([
    '#000000',
    '#000080',
    '#0000ff',
    '#ffffff',
    '#ffffff',
  ]);
});

for (const theme of [lightTheme, darkTheme]) {
  test(`${theme.name}: text keeps 4.5 : 1 on paper and panel, curves 3 : 1`, () => {
    for (const ground of [theme.paper, theme.panel]) {
      for (const text of [theme.ink, theme.muted, theme.test, theme.wrong]) {
        expect(contrast(ground, text)).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const line of [theme.train, theme.test]) expect(contrast(theme.paper, line)).toBeGreaterThanOrEqual(3);
  });

  test(`${theme.name}: counts stay readable on every blue`, () => {
    for (let i = 0; i <= 100; i += 1) {
      const ground = colorAt(theme.blues, i / 100);
      expect(contrast(ground, textColorOn(ground))).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(theme.blues[0]!, theme.muted)).toBeGreaterThanOrEqual(4.5);
  });
}
