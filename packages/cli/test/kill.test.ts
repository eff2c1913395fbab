/**
 * kill -9 at random moments of a run, from the start of the process to the last figure of its report: however often, the
 * run ends with the bytes of one that was never killed. INKGRAD_KILLS sets how often; a few by default.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIdxFolder } from './support/idx-files.ts';
import { inkgrad } from './support/inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const kills = Number(process.env['INKGRAD_KILLS'] || 3);
const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));

/** Dropout, Adam and callbacks that remember: all that a checkpoint must hold. */
const config = join(folder, 'config.json');
const experiment = {
  name: 'killed',
  layers: [
    { type: 'flatten' },
    { type: 'dense', units: 32, activation: 'relu' },
    { type: 'dropout', rate: 0.5 },
    { type: 'dense', units: 10, activation: 'softmax' },
  ],
  optimizer: { type: 'adam' },
  callbacks: {
    reduceLROnPlateau: { monitor: 'loss', patience: 2 },
    earlyStopping: { monitor: 'validationLoss', patience: 40, restoreBestWeights: true },
  },
  batchSize: 4,
  epochs: 40,
};
writeFileSync(config, JSON.stringify(experiment));

/** What must be the same; times are in metrics.jsonl alone. */
function bytesOf(out: string): Record<string, string> {
  return {
    history: readFileSync(join(out, 'history.json'), 'utf8'),
    metrics: readFileSync(join(out, 'metrics.jsonl'), 'utf8').replaceAll(/"seconds":[^}]*/g, ''),
    weights: readFileSync(join(out, 'model', 'weights.safetensors')).toString('base64'),
  };
}

const commandFor = (out: string): string[] =>
  existsSync(join(out, 'record.json'))
    ? ['resume', out, '--quiet']
    : ['run', config, '--data-dir', data, '--out', out, '--quiet'];

/** Whole epochs in the record. */
function epochsDone(out: string): number {
  const path = join(out, 'metrics.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

/** So long after so many epochs more. */
interface Moment {
  readonly epochs: number;
  readonly milliseconds: number;
}

const never: Moment = { epochs: Number.POSITIVE_INFINITY, milliseconds: 0 };

/** Starts or continues the run, and kills it at the moment. @returns whether it ended before that */
async function live(out: string, { epochs, milliseconds }: Moment): Promise<boolean> {
  const target = epochsDone(out) + epochs;
  const { exitCode, stderr } = await inkgrad(commandFor(out), {
    started: (child) => {
      const look = setInterval(() => {
        if (epochsDone(out) < target) return;
        clearInterval(look);
        const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
        child.on('exit', () => clearTimeout(timer));
      }, 1);
      child.on('exit', () => clearInterval(look));
    },
  });
  // Null: killed. Anything else than 0 would be a run that cannot be continued.
  expect([null, 0], stderr).toContain(exitCode);
  return exitCode === 0;
}

/** When what happens in a run that nobody kills, in milliseconds. */
interface Course {
  readonly firstEpoch: number;
  readonly lastEpoch: number;
  readonly end: number;
}

async function liveWhole(out: string): Promise<Course> {
  const started = performance.now();
  let firstEpoch = 0;
  let lastEpoch = 0;
  const { exitCode } = await inkgrad(['run', config, '--data-dir', data, '--out', out], {
    started: (child) =>
      child.stderr!.on('data', (text: string) => {
        if (!String(text).includes('Epoch ')) return;
        lastEpoch = performance.now() - started;
        firstEpoch ||= lastEpoch;
      }),
  });
  expect(exitCode).toBe(0);
  return { firstEpoch, lastEpoch, end: performance.now() - started };
}

/** One in ten kills meets the start of the process, one the end of the run, and the others its training. */
function randomMoment(out: string, { firstEpoch, lastEpoch, end }: Course): Moment {
  const left = experiment.epochs - epochsDone(out);
  const within = (milliseconds: number): number => Math.random() * milliseconds;
  const kind = Math.random();
  if (kind < 0.1) return { epochs: 0, milliseconds: within(firstEpoch) };
  if (kind < 0.2) return { epochs: left, milliseconds: within(end - lastEpoch) };
  if (left === 0) return never;
  const epoch = (lastEpoch - firstEpoch) / (experiment.epochs - 1);
  return { epochs: Math.ceil(within(Math.min(left, 5))), milliseconds: within(1.5 * epoch) };
}

describe('kill -9', () => {
  it(`${kills} times`, { timeout: 60_000 + kills * 20_000 }, async () => {
    const whole = join(folder, 'whole');
    const course = await liveWhole(whole);
    const expected = bytesOf(whole);

    const diedAt: number[] = [];
    let runs = 0;
    while (diedAt.length < kills) {
      const out = join(folder, `killed-${runs++}`);
      const moment = (): Moment => (diedAt.length < kills ? randomMoment(out, course) : never);
      while (!(await live(out, moment()))) diedAt.push(epochsDone(out));
      expect(bytesOf(out)).toEqual(expected);
      expect(existsSync(join(out, 'report.html'))).toBe(true);
      const left = readdirSync(out, { recursive: true }).map(String);
      expect(left.filter((name) => /\.(?:tmp|lock)$/.test(name))).toEqual([]);
    }
    const early = diedAt.filter((epochs) => epochs === 0).length;
    const late = diedAt.filter((epochs) => epochs === experiment.epochs).length;
    const training = `${kills - early - late} between the first epoch and the last`;
    const counts = `${kills} kills of ${runs} runs: ${early} before the first epoch ended, ${training}, ${late} after it`;
    if (process.env['INKGRAD_KILLS']) process.stdout.write(`${counts}\n`);
  });
});
