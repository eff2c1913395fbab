/** `inkgrad sweep` through the built command, on a small data set: killed, interrupted, refused, failing, repeated. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SweepResult } from '@inkgrad/experiments';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../src/jobs/group-log.ts';
import { writeIdxFolder } from './support/idx-files.ts';
import { inkgrad } from './support/inkgrad.ts';
import { hasScript, inTerminal } from './support/shell.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { treeOf } from './support/tree.ts';

const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));

function sweepArguments(out: string, ...more: readonly string[]): string[] {
  return ['sweep', 'v1', ...more, '--data-dir', data, '--out', join(folder, out)];
}

function linesOf(out: string): LogLine[] {
  const path = join(folder, out, 'log.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LogLine);
}

/** Sends the signal as soon as the condition holds. */
function sendWhen(condition: () => boolean, signal: NodeJS.Signals): (child: ChildProcess) => void {
  return (child) => {
    const timer = setInterval(() => {
      if (!condition()) return;
      clearInterval(timer);
      child.kill(signal);
    }, 5);
    child.on('exit', () => clearInterval(timer));
  };
}

/** Epochs that a run has behind it. */
function epochsOf(out: string, id: string): number {
  const path = join(folder, out, 'runs', id, 'metrics.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

describe('a sweep that is killed', () => {
  // 4 × 10 runs of 2 epochs of 10 steps.
  const grid = ['--grid', 'optimizer.learningRate=0.01,0.001', 'layers.1.units=8,16', '--seeds', '1..10'];
  const asked = [...grid, '--epochs', '2', '--jobs', '2', '--quiet'];

  it('three times ends as one that was not, each run done once', { timeout: 240_000 }, async () => {
    const whole = await inkgrad(sweepArguments('whole', ...asked, '--json'));
    expect(whole.exitCode).toBe(0);

    for (const count of [3, 14, 27]) {
      const before = linesOf('killed');
      const { exitCode } = await inkgrad(sweepArguments('killed', ...asked), {
        started: sendWhen(() => linesOf('killed').length >= count, 'SIGKILL'),
      });
      expect(exitCode).toBe(null);
      const lines = linesOf('killed');
      expect(lines.length).toBeGreaterThanOrEqual(count);
      expect(lines.length).toBeLessThan(40);
      // What was done stays as it is, and is not done again.
      expect(lines.slice(0, before.length)).toEqual(before);
    }
    const ended = await inkgrad(sweepArguments('killed', ...asked, '--json'));
    expect(ended.exitCode).toBe(0);

    const lines = linesOf('killed');
    expect(lines).toHaveLength(40);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(40);
    expect(lines.every(({ status }) => status === 'done')).toBe(true);
    const ids = readdirSync(join(folder, 'killed', 'runs')).sort();
    expect(ids).toEqual(readdirSync(join(folder, 'whole', 'runs')).sort());
    for (const id of ids) {
      for (const file of ['history.json', join('model', 'weights.safetensors')]) {
        const [a, b] = ['killed', 'whole'].map((out) => readFileSync(join(folder, out, 'runs', id, file)));
        expect(a!.equals(b!), `${file} of ${id}`).toBe(true);
      }
    }
    const histories = (text: string) =>
      (JSON.parse(text) as SweepResult).cells.map(({ settings, runs }) => [
        settings,
        runs.map(({ history, seed }) => [seed, history]),
      ]);
    expect(histories(ended.stdout)).toEqual(histories(whole.stdout));
  });
});

describe('a sweep', () => {
  const asked = ['--grid', 'layers.1.units=8,16', '--seeds', '3,1', '--epochs', '2'];

  it('prints a table, and the same again without training anything', async () => {
    const first = await inkgrad(sweepArguments('again', ...asked));
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/^v1 {2}2 × 2 seeds, after 2 epochs$/m);
    expect(first.stdout).toMatch(/^units +mean +sd +95 % interval +n +val_loss/m);
    expect(first.stdout).toMatch(/^(8|16) +0\.\d{4} +\d\.\d{4} .* 2 /m);
    expect(first.stderr.match(/^\d\/4 {2}units=(8|16) seed [13] {2}.* - val_accuracy: \d\.\d{4}$/gm)).toHaveLength(4);
    const log = readFileSync(join(folder, 'again', 'log.jsonl'), 'utf8');

    const second = await inkgrad(sweepArguments('again', ...asked));
    expect(second).toMatchObject({ exitCode: 0, stdout: first.stdout });
    expect(second.stderr).toMatch(/^4 runs, 4 of them done before, in .*again\n$/m);
    expect(readFileSync(join(folder, 'again', 'log.jsonl'), 'utf8')).toBe(log);
  });

  it('draws from ranges, leaves most behind early, and says so; the same again trains nothing', async () => {
    const drawn = ['--grid', 'layers.1.units=4..32', 'batchSize=32,64', '--random', '6', '--halving', '--epochs', '3'];
    const first = await inkgrad(sweepArguments('halved', ...drawn, '--json'));
    expect(first.exitCode).toBe(0);
    const result = JSON.parse(first.stdout) as SweepResult;
    expect(result).toMatchObject({
      drawn: { count: 6, seed: 1 },
      rungs: [
        { epochs: 1, cells: 6 },
        { epochs: 3, cells: 2 },
      ],
      validation: { fraction: 1 / 6, seed: 1 },
    });
    expect(result.cells.map(({ epochs }) => epochs)).toEqual([3, 3, 1, 1, 1, 1]);
    for (const { settings, runs, epochs } of result.cells) {
      expect(settings[0]!.value).toSatisfy((units: number) => Number.isInteger(units) && units >= 4 && units <= 32);
      expect(runs[0]!.history['loss']).toHaveLength(epochs);
    }
    // Those that went on were the best after one epoch, on what was held out.
    const after = (cell: SweepResult['cells'][number]): number => cell.runs[0]!.history['validationAccuracy']![0]!;
    const [kept, left] = [result.cells.slice(0, 2).map(after), result.cells.slice(2).map(after)];
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(Math.max(...left));
    const second = await inkgrad(sweepArguments('halved', ...drawn));
    expect(second.stderr).toMatch(/^6 runs, 6 of them done before.*\n2 more runs, 2 of them done before$/m);
    expect(second.stdout).toMatch(/^Left behind early: 6 trained 1 epoch, 2 trained 3 epochs\.$/m);
    expect(second.stdout).toMatch(/^Put in order on 16\.7 % of the training set, held out\.$/m);
  });

  it('that is finished stays as it is, and resume says so', async () => {
    const out = join(folder, 'again');
    const before = treeOf(out);
    const { exitCode, stdout, stderr } = await inkgrad(['resume', out]);
    expect([exitCode, stderr]).toEqual([0, '']);
    const report = join(out, 'report.html');
    expect(stdout).toBe(
      `${out} is finished: a sweep of v1, 4 runs. There is nothing to continue.\nReport: ${report}\n`,
    );
    const json = JSON.parse((await inkgrad(['resume', out, '--json'])).stdout) as object;
    expect(json).toMatchObject({ kind: 'sweep', reused: true, report });
    const [run] = readdirSync(join(out, 'runs'));
    const one = await inkgrad(['resume', join(out, 'runs', run!)]);
    expect(one.stdout).toContain(`There is nothing to continue.\nReport: ${report}\n`);
    expect(treeOf(out)).toEqual(before);
  });

  it('is sorted as asked, which changes nothing of what is done', async () => {
    const outcome = await inkgrad(sweepArguments('again', ...asked, '--sort', 'val_loss', '--json'));
    const result = JSON.parse(outcome.stdout) as SweepResult & { directory: string; interrupted: null };
    expect(result).toMatchObject({ kind: 'sweep', sortBy: 'validationLoss', seeds: [3, 1], interrupted: null });
    expect(outcome.stderr).toContain('4 of them done before');
    const losses = result.cells.map(({ summaries }) => summaries['validationLoss']!.mean);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    const [cell] = result.cells;
    expect(cell!.summaries['validationLoss']).toMatchObject({ n: 2, sd: expect.any(Number), low: expect.any(Number) });
    const runs = cell!.runs.map(({ history, directory }) => {
      const stored = readFileSync(join(folder, 'again', directory, 'history.json'), 'utf8');
      expect(JSON.parse(stored)).toEqual(history);
      return history['validationLoss']!.at(-1)!;
    });
    expect(cell!.summaries['validationLoss']!.mean).toBeCloseTo((runs[0]! + runs[1]!) / 2, 12);
  });

  it('finds its folder in runs again, whatever computes it, and another one for another question', async () => {
    const cwd = join(folder, 'elsewhere');
    mkdirSync(cwd);
    const ask = (...more: readonly string[]) =>
      inkgrad(['sweep', 'v1', '--seeds', '1..2', '--epochs', '1', '--data-dir', data, '--quiet', ...more], { cwd });
    for (const more of [[], ['--jobs', '1', '--threads', '1', '--sort', 'loss', '--backend', 'wasm']]) {
      expect((await ask(...more)).exitCode).toBe(0);
      expect(readdirSync(join(cwd, 'runs'))).toEqual([expect.stringMatching(/^sweep-v1-[0-9a-f]{8}$/)]);
    }
    await ask('--set', 'batchSize=32');
    expect(readdirSync(join(cwd, 'runs'))).toHaveLength(2);
  });

  it('keeps a run that failed as a cell without figures, and does not try it again', async () => {
    const diverging = ['--grid', 'optimizer.learningRate=0.01,1e30', '--seeds', '1', '--epochs', '1'];
    const outcome = await inkgrad(sweepArguments('diverging', ...diverging));
    expect(outcome.exitCode).toBe(4);
    expect(outcome.stdout).toMatch(/^1e\+30 +– +– +– +0\/1 /m);
    expect(outcome.stderr).toMatch(/^\d\/2 {2}learningRate=1e\+30 seed 1 {2}failed: .*\.$/m);
    expect(outcome.stderr).toMatch(/^inkgrad: 1 of 2 runs failed:\n {2}learningRate=1e\+30 seed 1: .*finite.*\.\n$/m);
    const listed = await inkgrad(['runs', join(folder, 'diverging')]);
    expect(listed.stdout).toMatch(/^.* v1 +failed, epoch 1 step \d+ +0\/1 /m);
    const resumed = await inkgrad(['resume', join(folder, 'diverging')]);
    expect(resumed.stdout).toContain('a sweep of v1, 2 runs, 1 of them failed. There is nothing to continue.');
    const again = await inkgrad(sweepArguments('diverging', ...diverging, '--json', '--quiet'));
    expect(again.exitCode).toBe(4);
    expect(
      linesOf('diverging')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['done', 'failed']);
    const { cells, error } = JSON.parse(again.stdout) as SweepResult & { error: object };
    const failure = { title: 'learningRate=1e+30 seed 1', kind: 'numeric' };
    expect(error).toMatchObject({ kind: 'numeric', failures: [failure], exitCode: 4 });
    expect(cells.map(({ runs: [run] }) => run!.failure === undefined)).toEqual([true, false]);
  });
});

describe('Ctrl-C', () => {
  it('leaves what the same command continues', async () => {
    const asked = ['--seeds', '1..2', '--epochs', '60', '--jobs', '2'];
    const stopped = await inkgrad(sweepArguments('stopped', ...asked, '--json'), {
      started: sendWhen(() => epochsOf('stopped', 'seed-1') >= 3, 'SIGINT'),
    });
    expect(stopped.exitCode).toBe(130);
    const { interrupted, error } = JSON.parse(stopped.stdout) as {
      interrupted: { done: number; of: number };
      error: object;
    };
    expect(error).toMatchObject({ kind: 'interrupted', exitCode: 130 });
    expect(interrupted).toEqual({ done: linesOf('stopped').length, of: 2 });
    const sentence = `inkgrad: interrupted after ${interrupted.done} of 2 runs; the same command continues in `;
    expect(stopped.stderr.trimEnd().split('\n').at(-1)).toBe(`${sentence}${join(folder, 'stopped')}.`);
    expect(readdirSync(join(folder, 'stopped'))).not.toContain('result.json');
    const resumed = await inkgrad(['resume', join(folder, 'stopped')]);
    expect(resumed).toMatchObject({ exitCode: 2, stdout: '' });
    expect(resumed.stderr).toMatch(
      /holds a sweep of v1 that is not finished, \d runs? done; .* continues it: inkgrad sweep v1 --seeds 1\.\.2 /,
    );

    const continued = await inkgrad(sweepArguments('stopped', ...asked));
    expect(continued.exitCode).toBe(0);
    expect(continued.stderr).toMatch(/^seed 1: .* continues after epoch \d+ of 60\.$/m);
    expect(
      linesOf('stopped')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['seed-1', 'seed-2']);
  });
});

describe('Ctrl-C twice', () => {
  it('quits at once, whatever the workers do', async () => {
    // Wide, on the slowest backend: what is under way at the first Ctrl-C takes seconds.
    const slow = ['--set', 'layers.1.units=2048', '--backend', 'reference', '--seeds', '1..2', '--epochs', '50'];
    const { exitCode, stderr } = await inkgrad(sweepArguments('quit', ...slow), {
      started: (child) => {
        const timer = setInterval(() => {
          if (!existsSync(join(folder, 'quit', 'runs', 'seed-1', 'config.json'))) return;
          clearInterval(timer);
          child.kill('SIGINT');
          // Not at once: signals within 300 ms are one key press that arrived twice.
          setTimeout(() => child.kill('SIGINT'), 400);
        }, 5);
        child.on('exit', () => clearInterval(timer));
      },
    });
    expect(exitCode).toBe(130);
    expect(stderr).not.toContain('the same command continues');
  });
});

describe('a terminal', () => {
  const up = (lines: number) => `\x1b[${lines}A`;

  it.runIf(hasScript)('gets one block of bars, which is gone in the end', async () => {
    const asked = ['--grid', 'layers.1.units=16,32', '--seeds', '1..3', '--epochs', '80', '--jobs', '2'];
    const text = await inTerminal(`NO_COLOR=1 $INKGRAD ${sweepArguments('tty', ...asked).join(' ')}`, 70);
    // From the first line of the block to its end, which puts the cursor where the block began. There are enough epochs
    // that bars are drawn in the middle of a run on a fast machine too.
    const block = text.slice(text.indexOf('\r0/6 runs'), text.indexOf(`\r${up(2)}\x1b[J`));
    const frames = block.split(/\r(?!\n)/).map((frame) => frame.replace(up(2), '').split('\x1b[K\r\n'));
    expect(frames.length).toBeGreaterThan(5);
    // A line for the whole and one for each worker.
    expect(new Set(frames.slice(-3).map((lines) => lines.length))).toEqual(new Set([3]));
    expect(block).toMatch(/5\/6 runs +━+·* {2}ETA \d/);
    expect(block).toMatch(/ {2}units=(16|32) seed \d {2}━+·* {2}epoch +\d+\/80 {2}ETA \d/);
    for (const line of frames.flat()) expect([...line.replace('\x1b[K', '')].length).toBeLessThanOrEqual(70);
    expect(text.slice(text.indexOf('\x1b[J'))).toMatch(/^.{3}v1 {2}2 × 3 seeds, after 80 epochs\r\n/);
  });
});

describe('a folder', () => {
  it('is refused while another process works in it', async () => {
    const asked = ['--seeds', '1..2', '--epochs', '400', '--quiet'];
    let second: ReturnType<typeof inkgrad> | undefined;
    const first = await inkgrad(sweepArguments('busy', ...asked), {
      started: (child) => {
        const timer = setInterval(() => {
          if (second !== undefined || !existsSync(join(folder, 'busy', 'runs'))) return;
          second = inkgrad(sweepArguments('busy', ...asked));
          void second.then(() => child.kill('SIGINT'));
        }, 5);
        child.on('exit', () => clearInterval(timer));
      },
    });
    expect([0, 130]).toContain(first.exitCode);
    const refused = await second!;
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^inkgrad: .*busy: process \d+ works in this folder; .*\.\n$/);
  });

  it('is refused if it holds another sweep, or something else', async () => {
    const other = await inkgrad(sweepArguments('again', '--seeds', '1', '--epochs', '1'));
    expect(other).toMatchObject({ exitCode: 1, stdout: '' });
    expect(other.stderr).toMatch(
      /^inkgrad: .*again: holds a sweep of v1 that was asked for with other settings, .*\.\n$/m,
    );
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full', 'letter.txt'), 'dear');
    const full = await inkgrad(sweepArguments('full', '--seeds', '1', '--epochs', '1'));
    expect(full.exitCode).toBe(1);
    expect(full.stderr).toMatch(/full: the folder is not empty/);
    expect(readdirSync(join(folder, 'full'))).toEqual(['letter.txt']);
  });

  it('is not left behind by a command that cannot begin', async () => {
    const outcome = await inkgrad(sweepArguments('none', '--seeds', '1', '--epochs', '1', '--backend', 'gpu:webgl2'));
    expect(outcome.exitCode).toBe(3);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

describe('what cannot be asked', () => {
  it.each([
    [['--grid', 'optimizer.learningrate=1'], /optimizer\.learningrate.*did you mean optimizer\.learningRate\?/],
    [['--grid', 'seed=1,2'], /say --seeds 1,2\./],
    [['--grid', 'layers.1.units=8', '--sort', 'accurac'], /cannot sort by "accurac".*did you mean "accuracy"\?/],
    [['--seeds', '5..1'], /did you mean 1\.\.5\?/],
    [[], /nothing to vary/],
    [['--grid', 'layers.1.units=8..64'], /is a range, of which --random <count> draws values/],
    [['--random', '3', '--seeds', '1'], /--random draws from --grid/],
    [['--grid', 'layers.9.units=8'], /layers has \d+ entries/],
    [['--seeds', '1', '--jobs', '0'], /it must be a whole number from 1/],
  ])('%j is one sentence, and makes no folder', async (more, sentence) => {
    const { exitCode, stderr, stdout } = await inkgrad(sweepArguments('mistake', ...more));
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'mistake'))).toBe(false);
  });
});
