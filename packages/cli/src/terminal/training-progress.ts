/**
 * Training progress on stderr: on a terminal one bar that is redrawn in place, with the time left; otherwise one plain
 * line per epoch, fit for a log file. It knows nothing of models: it is told of epochs and steps.
 */
import { formatDuration } from './format.ts';
import type { Output } from './output.ts';
import { type EpochState, type Metrics, plainEpochLine, renderEpochLine } from './progress-bar.ts';

const redrawMilliseconds = 80;

export interface TrainingProgress {
  /** `epoch` counts from 1. */
  epochBegins(epoch: number): void;
  stepsDone(step: number, steps: number, metrics: Metrics): void;
  epochEnds(epoch: number, result: { seconds: number; microsecondsPerSample: number; metrics: Metrics }): void;
  /** Ends the line under way, if any, so that what follows begins on a line of its own. */
  stop(): void;
}

/** @param now milliseconds; a test gives its own clock. */
export function trainingProgress(output: Output, epochs: number, now = () => performance.now()): TrainingProgress {
  const { colors } = output;
  const digits = String(epochs).length;
  let began = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let lineOpen = false;
  let step = 0;
  let steps = 1;
  const epochSeconds: number[] = [];

  const draw = (state: EpochState): void => {
    output.write(`\r\x1b[K${renderEpochLine(state, output.columns(), colors)}`);
    lineOpen = true;
  };
  const stop = (): void => {
    if (lineOpen) output.write('\n');
    lineOpen = false;
  };

  return {
    epochBegins(epoch) {
      began = now();
      drawnAt = Number.NEGATIVE_INFINITY;
      if (!output.isTerminal) return;
      const mean = epochSeconds.reduce((sum, seconds) => sum + seconds, 0) / epochSeconds.length;
      const left = epochSeconds.length > 0 ? `  about ${formatDuration(mean * (epochs - epoch + 1))} left` : '';
      output.line(`Epoch ${epoch}/${epochs}${colors.dim(left)}`);
    },
    stepsDone(done, of, metrics) {
      step = done;
      steps = of;
      const time = now();
      if (!output.isTerminal || (time - drawnAt < redrawMilliseconds && step < steps)) return;
      drawnAt = time;
      const secondsLeft = ((time - began) / 1000 / Math.max(1, step)) * (steps - step);
      draw({ step, steps, metrics, secondsLeft });
    },
    epochEnds(epoch, { metrics, seconds, microsecondsPerSample }) {
      epochSeconds.push(seconds);
      const state = { step, steps, metrics, seconds, microsecondsPerSample };
      if (output.isTerminal) {
        draw(state);
        stop();
      } else {
        const prefix = `Epoch ${String(epoch).padStart(digits)}/${epochs}  `;
        output.line(prefix + plainEpochLine(state));
      }
    },
    stop,
  };
}
