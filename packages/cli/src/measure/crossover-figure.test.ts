import { describe, expect, it } from 'vitest';
import type { CrossoverLine, CrossoverReport } from '../bench/crossover-report.ts';
import { drawCrossover } from './crossover-figure.ts';

const widths = [64, 256, 1024];

function line(title: string, times: readonly (number | null)[]): CrossoverLine {
  const steps = times.map((time, at) => {
    const seconds = time === null ? null : { median: time, spread: 0, minimum: time, maximum: time, count: 3 };
    return { width: widths[at]!, seconds, lossError: 0, obstacle: null };
  });
  const [backend, threads] = title.startsWith('wasm') ? ['wasm', Number(title.at(-1))] : [title, 1];
  return { backend, threads, title, description: '', isGpu: false, steps };
}

const report = (lines: readonly CrossoverLine[]): CrossoverReport => ({
  network: 'dense',
  ...{ model: '784-W-W-10', axis: 'width', batchSize: 64, widths, limitSeconds: 1, lines, absent: [], conclusion: '' },
});

describe('drawCrossover', () => {
  it('draws a line for each backend, higher for longer times, with names that do not touch', () => {
    const svg = drawCrossover(
      report([
        line('wasm 1', [0.001, 0.002, 0.004]),
        line('wasm 2', [0.001, 0.002, 0.00401]),
        line('gpu:webgpu', [0.1, 0.5, null]),
        line('gpu:cpu', [0.1, 0.49, null]),
        line('gpu:webgl2', [null, null, null]),
      ]),
    );
    expect(svg).toContain('gpu:webgpu 0.500 s at width 256');
    expect(svg).not.toMatch(/NaN|Infinity/);
    const lines = [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, points]) =>
      points!.split(' ').map((point) => point.split(',').map(Number) as [number, number]),
    );
    expect(lines.map((points) => points.length)).toEqual([3, 3, 2, 2]);
    for (const points of lines) expect(points[1]![1]).toBeLessThan(points[0]![1]);
    const names = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>(?:wasm|gpu)[^<]*</g)].map(
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    expect(names).toHaveLength(4);
    for (const [at, [x, y]] of names.entries()) {
      for (const [otherX, otherY] of names.slice(0, at)) {
        expect(Math.abs(x - otherX) > 100 || Math.abs(y - otherY) >= 19).toBe(true);
      }
    }
  });

  it('refuses a report without times', () => {
    expect(() => drawCrossover(report([line('wasm 1', [null, null, null])]))).toThrow(RangeError);
  });
});
