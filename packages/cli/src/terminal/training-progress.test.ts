import { describe, expect, it } from 'vitest';
import { fakeStream } from '../../test/support/fake-stream.ts';
import { createOutput } from './output.ts';
import type { Metrics } from './progress-bar.ts';
import { trainingProgress } from './training-progress.ts';

const metrics: Metrics = [['loss', 0.5]];

function twoEpochs(isTTY: boolean): string {
  const stream = fakeStream({ isTTY, columns: 100 });
  let time = 0;
  const progress = trainingProgress(createOutput(stream, { NO_COLOR: '1' }), 2, () => time);
  for (const epoch of [1, 2]) {
    progress.epochBegins(epoch);
    for (const step of [10, 11, 50, 100]) {
      time = epoch * 10_000 + step * 10;
      progress.stepsDone(step, 100, metrics);
    }
    progress.epochEnds(epoch, { seconds: 1, microsecondsPerSample: 10, metrics });
  }
  progress.stop();
  return stream.text;
}

describe('trainingProgress', () => {
  it('prints one plain line per epoch where there is no terminal', () => {
    expect(twoEpochs(false)).toBe(
      [1, 2].map((epoch) => `Epoch ${epoch}/2  100/100   1.0s  10ms/step  10µs/sample - loss: 0.5000\n`).join(''),
    );
  });

  it('redraws one line in place on a terminal, not more often than the eye can follow', () => {
    const lines = twoEpochs(true).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('Epoch 1/2');
    expect(lines[2]).toBe('Epoch 2/2  about 1.0s left');
    // Steps 10, 50, 100 and the end of the epoch; step 11 came 10 ms after step 10.
    expect(lines[1]!.split('\r').slice(1)).toHaveLength(4);
    expect(lines[1]).not.toContain(' 11/100');
    expect(lines[1]).toContain('\x1b[K');
  });

  it('ends an open line when it is stopped', () => {
    const stream = fakeStream({ isTTY: true });
    const progress = trainingProgress(createOutput(stream, {}), 2, () => 0);
    progress.epochBegins(1);
    progress.stepsDone(1, 100, metrics);
    progress.stop();
    progress.stop();
    expect(stream.text).toMatch(/loss: 0.5000\n$/);
  });
});
