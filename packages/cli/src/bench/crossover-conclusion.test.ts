import { describe, expect, it } from 'vitest';
import { concludeCrossover } from './crossover-conclusion.ts';
import type { CrossoverLine } from './crossover-report.ts';

const widths = [64, 256, 1024];

/** A line with these milliseconds a step; null for what was not measured. */
function line(backend: string, isGpu: boolean, times: readonly (number | null)[]): CrossoverLine {
  const steps = times.map((time, at) => {
    const seconds = time === null ? null : { median: time / 1000, spread: 0, minimum: 0, maximum: 1, count: 3 };
    const obstacle = time === null ? ({ kind: 'limit', reason: 'too long' } as const) : null;
    return { width: widths[at]!, seconds, lossError: 0, obstacle };
  });
  return { backend, threads: 1, title: backend, description: '', isGpu, steps };
}

const wasm = line('wasm', false, [0.1, 1, 10]);

describe('concludeCrossover', () => {
  it('names the width from which a GPU is faster at all wider ones too', () => {
    const late = concludeCrossover([wasm, line('gpu:webgpu', true, [0.3, 0.9, 2])]);
    expect(late).toMatch(/a GPU wins from width 256 on: gpu:webgpu takes 900 µs a step there, wasm 1\.00 ms\.$/);
    const notSteady = concludeCrossover([wasm, line('gpu:webgpu', true, [0.05, 1.1, 2])]);
    expect(notSteady).toContain('from width 1024 on');
  });

  it('compares the fastest GPU with the fastest wasm', () => {
    const threads = { ...line('wasm', false, [0.2, 0.6, 6]), title: 'wasm, 2 threads' };
    const gpus = [line('gpu:headlessgl', true, [9, 9, 9]), line('gpu:webgpu', true, [0.3, 0.9, 2])];
    expect(concludeCrossover([wasm, threads, ...gpus])).toMatch(/1024 on: gpu:webgpu .* wasm, 2 threads 6\.00 ms/);
  });

  it('says that no GPU wins, up to the widest that both reached', () => {
    expect(concludeCrossover([wasm, line('gpu:webgpu', true, [0.3, 5, null])])).toMatch(/no GPU wins, up to width 256/);
  });

  it('takes no imitation for a GPU', () => {
    const imitation = line('gpu:webasm', false, [0.01, 0.01, 0.01]);
    expect(concludeCrossover([wasm, imitation])).toMatch(
      /^No GPU was measured.* are faster even without one from width 64 on/,
    );
    expect(concludeCrossover([wasm, line('gpu:webasm', false, [6, 10, 90])])).toMatch(
      /do not win without one, up to width 1024/,
    );
    expect(concludeCrossover([wasm, line('reference', false, [1, 2, 3])])).toMatch(/so none wins\.$/);
  });
});
