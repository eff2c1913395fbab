import { stripVTControlCharacters } from 'node:util';
import type { RunResult } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { describe, expect, it } from 'vitest';
import { fakeStream } from '../../test/support/fake-stream.ts';
import { createOutput, silenced } from '../terminal/output.ts';
import type { Job, JobOutcome } from './job.ts';
import { type JobsProgress, jobsProgress } from './progress.ts';

const job = (number: number): Job => ({
  id: `seed-${number}`,
  title: `learningRate=0.1 seed ${number}`,
  experiment: { ...experiments.v1, epochs: 4 },
  split: { kind: 'test' },
  diagnose: false,
});

const done = (number: number): JobOutcome => {
  const epochs = [{ seconds: 4, loss: 0.5, validationLoss: 0.25, validationAccuracy: 0.96875 }];
  const result = { epochs, seconds: 9 } as unknown as RunResult;
  return { status: 'done', job: job(number), directory: '', result, reused: false };
};
const failed = (number: number): JobOutcome => ({
  ...{ status: 'failed', job: job(number), directory: '' },
  failure: { kind: 'numeric', message: 'the loss is NaN.' },
});

/** Two workers, four jobs of which one was done before; a second an epoch. */
function play(isTTY: boolean, quiet = false, abort?: AbortController): string {
  const stream = fakeStream({ isTTY, columns: 80 });
  const output = createOutput(stream, { NO_COLOR: '1' });
  let time = 0;
  const signal = (abort ?? new AbortController()).signal;
  const progress: JobsProgress = jobsProgress({
    ...{ output: quiet ? silenced(output) : output, total: 4, done: 1, epochsLeft: 12, signal, now: () => time },
  });
  const epochEnds = (lane: number, epoch: number) => progress.moves(lane, { epoch, epochs: 4, step: 10, steps: 10 });
  progress.begins(0, job(2));
  progress.begins(1, job(3));
  for (const lane of [0, 1]) progress.moves(lane, { epoch: 1, epochs: 4, step: 0, steps: 10 });
  for (const epoch of [1, 2, 3]) {
    time = epoch * 1000;
    for (const lane of [0, 1]) epochEnds(lane, epoch);
  }
  time = 4000;
  progress.ends(0, done(2));
  if (abort !== undefined) {
    stream.text += '\nStopping …\n';
    abort.abort();
    time = 5000;
    epochEnds(1, 4);
  } else {
    progress.says('learningRate=0.1 seed 3: a checkpoint is damaged.');
    progress.ends(1, failed(3));
    progress.begins(0, job(4));
    time = 6000;
    progress.moves(0, { epoch: 1, epochs: 4, step: 0, steps: 10 });
    time = 7000;
    epochEnds(0, 1);
  }
  progress.stop();
  progress.moves(0, { epoch: 2, epochs: 4, step: 0, steps: 10 });
  return stream.text;
}

const csi = '\x1b';
const controls = new RegExp(`(\r|\n|${csi}\\[\\d*[AKJ])`);
const movement = new RegExp(`^${csi}\\[(\\d*)([AKJ])$`);

/** What the terminal shows after each write that begins at the left, as a person would see it. */
function frames(text: string): string[] {
  const shown: string[] = [];
  let [lines, row] = [[''], 0];
  for (const part of text.split(controls)) {
    const move = movement.exec(part);
    if (part === '\r') {
      shown.push(lines.join('\n'));
    } else if (part === '\n') {
      row++;
      lines[row] ??= '';
    } else if (move?.[2] === 'A') row -= Number(move[1]);
    else if (move?.[2] === 'J') lines = lines.slice(0, row + 1).map((line, at) => (at === row ? '' : line));
    else if (move === null && part !== '') lines[row] = stripVTControlCharacters(part);
  }
  return [...shown, lines.join('\n')];
}

describe('jobsProgress', () => {
  it('prints a plain line for each job where there is no terminal', () => {
    expect(`\n${play(false)}`).toMatchInlineSnapshot(`
      "
      2/4  learningRate=0.1 seed 2  4.0s  loss: 0.5000 - val_loss: 0.2500 - val_accuracy: 0.9688
      learningRate=0.1 seed 3: a checkpoint is damaged.
      3/4  learningRate=0.1 seed 3  failed: the loss is NaN.
      "
    `);
  });

  it('prints nothing with --quiet', () => {
    expect(play(false, true)).toBe('');
    expect(play(true, true)).toBe('');
  });

  it('redraws one block in place on a terminal', () => {
    const all = frames(play(true));
    expect(all.map((frame) => `\n${frame}`).join('\n-----')).toMatchInlineSnapshot(`
      "

      -----
      1/4 runs                   ━━━━━━··················
        learningRate=0.1 seed 2  ························
      -----
      1/4 runs                   ━━━━━━━·················  ETA 11s
        learningRate=0.1 seed 2  ━━━━━━··················  epoch 1/4  ETA 3.0s
        learningRate=0.1 seed 3  ························  epoch 1/4
      -----
      1/4 runs                   ━━━━━━━━━━··············  ETA 6.0s
        learningRate=0.1 seed 2  ━━━━━━━━━━━━············  epoch 2/4  ETA 2.0s
        learningRate=0.1 seed 3  ━━━━━━··················  epoch 1/4  ETA 6.0s
      -----
      1/4 runs                   ━━━━━━━━━━━━━···········  ETA 4.2s
        learningRate=0.1 seed 2  ━━━━━━━━━━━━━━━━━━······  epoch 3/4  ETA 1.0s
        learningRate=0.1 seed 3  ━━━━━━━━━━━━············  epoch 2/4  ETA 3.0s
      -----
      2/4 runs                   ━━━━━━━━━━━━━━━━········  ETA 2.9s
        learningRate=0.1 seed 2  ━━━━━━━━━━━━━━━━━━━━━━━━  done
        learningRate=0.1 seed 3  ━━━━━━━━━━━━━━━━━━······  epoch 3/4  ETA 1.3s
      -----
      learningRate=0.1 seed 3: a checkpoint is damaged.

      -----
      learningRate=0.1 seed 3: a checkpoint is damaged.
      2/4 runs                   ━━━━━━━━━━━━━━━━········  ETA 2.9s
        learningRate=0.1 seed 2  ━━━━━━━━━━━━━━━━━━━━━━━━  done
        learningRate=0.1 seed 3  ━━━━━━━━━━━━━━━━━━······  epoch 3/4  ETA 1.3s
      -----
      learningRate=0.1 seed 3: a checkpoint is damaged.
      3/4 runs                   ━━━━━━━━━━━━━━━━━━······  ETA 2.3s  1 failed
        learningRate=0.1 seed 2  ━━━━━━━━━━━━━━━━━━━━━━━━  done
        learningRate=0.1 seed 3  ━━━━━━━━━━━━━━━━━━━━━━━━  failed
      -----
      learningRate=0.1 seed 3: a checkpoint is damaged.
      3/4 runs                   ━━━━━━━━━━━━━━━━━━······  ETA 3.4s  1 failed
        learningRate=0.1 seed 4  ························  epoch 1/4
        learningRate=0.1 seed 3  ━━━━━━━━━━━━━━━━━━━━━━━━  failed
      -----
      learningRate=0.1 seed 3: a checkpoint is damaged.
      3/4 runs                   ━━━━━━━━━━━━━━━━━━━·····  ETA 2.6s  1 failed
        learningRate=0.1 seed 4  ━━━━━━··················  epoch 1/4  ETA 9.0s
        learningRate=0.1 seed 3  ━━━━━━━━━━━━━━━━━━━━━━━━  failed
      -----
      learningRate=0.1 seed 3: a checkpoint is damaged.
      "
    `);
  });

  it('leaves only the lines that were said', () => {
    expect(frames(play(true)).at(-1)!.trimEnd()).toBe('learningRate=0.1 seed 3: a checkpoint is damaged.');
  });

  it('goes on below what Ctrl-C printed', () => {
    const last = frames(play(true, false, new AbortController()));
    expect(`\n${last.at(-2)}`).toMatchInlineSnapshot(`
      "
      2/4 runs                   ━━━━━━━━━━━━━━━━········  ETA 2.9s
        learningRate=0.1 seed 2  ━━━━━━━━━━━━━━━━━━━━━━━━  done
        learningRate=0.1 seed 3  ━━━━━━━━━━━━━━━━━━······  epoch 3/4  ETA 1.3s
      Stopping …
      2/4 runs                   ━━━━━━━━━━━━━━━━━━······  ETA 2.5s
        learningRate=0.1 seed 2  ━━━━━━━━━━━━━━━━━━━━━━━━  done
        learningRate=0.1 seed 3  ━━━━━━━━━━━━━━━━━━━━━━━━  epoch 4/4  ETA 0.00s"
    `);
  });
});
