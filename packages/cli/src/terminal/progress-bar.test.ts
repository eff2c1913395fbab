import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { type EpochState, renderEpochLine } from './progress-bar.ts';
import { visibleLength } from './text.ts';

const plain = pico.createColors(false);
const done: EpochState = {
  step: 938,
  steps: 938,
  seconds: 0.1784,
  microsecondsPerSample: 2.973,
  metrics: [
    ['loss', 0.5567],
    ['accuracy', 0.8311],
    ['validationLoss', 0.2029],
    ['validationAccuracy', 0.9385],
  ],
};

describe('renderEpochLine', () => {
  it('looks like Keras where there is room', () => {
    expect(renderEpochLine(done, 200, plain)).toBe(
      '938/938 ━━━━━━━━━━━━━━━━━━━━━━━━ 0.18s 190µs/step 3.0µs/sample - loss: 0.5567 - accuracy: 0.8311' +
        ' - val_loss: 0.2029 - val_accuracy: 0.9385',
    );
  });

  it('keeps every metric on 80 columns', () => {
    expect(renderEpochLine(done, 80, plain)).toBe(
      '938/938 0.18s 3.0µs/sample loss 0.5567 acc 0.8311 val_loss 0.2029 val_acc 0.9385',
    );
  });

  it('keeps those of the validation on 40 columns', () => {
    expect(renderEpochLine(done, 45, plain)).toBe('938/938 0.18s val_loss 0.2029 val_acc 0.9385');
    expect(renderEpochLine(done, 40, plain)).toBe('938/938 val_loss 0.2029 val_acc 0.9385');
    const underWay = { ...done, step: 400, secondsLeft: 1.5, metrics: done.metrics.slice(0, 2) };
    const { seconds: _, microsecondsPerSample: __, ...state } = underWay;
    expect(renderEpochLine(state, 40, plain)).toBe('400/938 ETA 1.5s loss 0.5567 acc 0.8311');
  });

  it('has a bar whose parts differ without colours, and are the same with them', () => {
    const half: EpochState = { step: 50, steps: 100, metrics: [] };
    expect(renderEpochLine(half, 24, plain)).toBe(' 50/100 ━━━━━━━━········');
    expect(stripVTControlCharacters(renderEpochLine(half, 24, pico.createColors(true)))).toBe(
      renderEpochLine(half, 24, plain),
    );
  });

  it('shows how far an epoch is and the time left', () => {
    const half: EpochState = { step: 50, steps: 100, secondsLeft: 4.2, metrics: [['loss', 1.5]] };
    expect(renderEpochLine(half, 120, plain)).toBe(' 50/100 ━━━━━━━━━━━━············ ETA 4.2s - loss: 1.5000');
  });

  it('never is wider than the terminal', () => {
    const state = fc.record({
      step: fc.integer({ min: 0, max: 938 }),
      steps: fc.constant(938),
      secondsLeft: fc.double({ min: 0, max: 1e5, noNaN: true }),
      metrics: fc.array(fc.tuple(fc.constantFrom('loss', 'validationAccuracy'), fc.double()), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(state, fc.integer({ min: 10, max: 200 }), fc.boolean(), (epoch, columns, colors) => {
        expect(visibleLength(renderEpochLine(epoch, columns, pico.createColors(colors)))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
