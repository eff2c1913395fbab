import pico from 'picocolors';
import { expect, it } from 'vitest';
import { renderProbabilities, renderScores } from './probability-bars.ts';

it('draws a bar per digit, in eighths of a column', () => {
  const probabilities = [0, 0.5, 0.0125, 0, 0, 0, 0, 0, 0, 0.4875];
  const lines = renderProbabilities(probabilities, 10, pico.createColors(false));
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('0    0.00 %');
  expect(lines[1]).toBe('1   50.00 %  █████');
  expect(lines[2]).toBe('2    1.25 %  ▏');
  expect(lines[9]).toBe('9   48.75 %  ████▉');
});

it('highlights the most probable digit', () => {
  const lines = renderProbabilities([0.1, 0.9], 10, pico.createColors(true));
  expect(lines[1]).toContain('\x1b[1m');
  expect(lines[0]).not.toContain('\x1b[1m');
});

it('gives outputs that are no probabilities neither percentages nor bars', () => {
  const lines = renderScores([-0.25, 1.5957, 0], pico.createColors(false));
  expect(lines).toEqual(['0      -0.2500', '1       1.5957', '2       0.0000']);
  expect(renderScores([0.5, 2], pico.createColors(true))[1]).toContain('\x1b[1m');
});

it('highlights no digit where an output is not finite', () => {
  expect(() => renderProbabilities([0.5, Number.NaN], 10, pico.createColors(false))).toThrow(/NaN for class 1/);
});
