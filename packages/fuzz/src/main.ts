/** `pnpm fuzz`: tries damaged and odd input on everything of inkgrad that reads files and settings. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { progressLine, summaryLines } from './report.ts';
import { runCampaign, type Summary } from './run/campaign.ts';
import { readFailingInput } from './run/failing-input.ts';
import { Trial } from './run/trial.ts';
import type { Target } from './target.ts';
import { targets } from './targets/index.ts';

const module = fileURLToPath(new URL('./targets/index.js', import.meta.url));
const mostSeed = 2 ** 31 - 1;
/** Between lines of progress; a terminal shows one line that changes. */
const progressMilliseconds = { terminal: 500, file: 10_000 };

interface Options {
  readonly seed?: number;
  readonly minutes?: number;
  readonly inputs?: number;
  readonly failures: string;
  readonly repeat?: string;
}

const known = targets.map(({ name }) => name).join(', ');

function between(least: number, most: number, isWhole: boolean): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`Expected a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`);
  };
}

function targetOf(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new InvalidArgumentError(`Known targets are ${known}.`);
  return found;
}

function progressPrinter(): (summary: Summary) => void {
  let printed = performance.now();
  return (summary) => {
    const { isTTY } = process.stderr;
    if (performance.now() - printed < progressMilliseconds[isTTY ? 'terminal' : 'file']) return;
    printed = performance.now();
    process.stderr.write(isTTY ? `\r\x1b[K${progressLine(summary)}` : `${progressLine(summary)}\n`);
  };
}

async function fuzz(chosen: readonly Target[], options: Options, signal: AbortSignal): Promise<number> {
  const { seed = Math.floor(Math.random() * mostSeed), inputs = Infinity, failures } = options;
  // With a number of inputs alone the time is free: what is tried depends on the seed only.
  const minutes = options.minutes ?? (inputs === Infinity ? 1 : Infinity);
  let faults = 0;
  for (const target of chosen) {
    if (signal.aborted) break;
    const limit = { seed, inputs, milliseconds: minutes * 60_000 };
    const summary = await runCampaign(target, { ...limit, module, failures, signal, onProgress: progressPrinter() });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    process.stdout.write(`${summaryLines(summary).join('\n')}\n`);
    faults += summary.faults.length;
  }
  return signal.aborted ? 130 : faults > 0 ? 1 : 0;
}

async function repeat(path: string): Promise<number> {
  const { target, input } = await readFailingInput(path);
  const trial = new Trial(module, targetOf(target).name);
  try {
    const { verdict } = await trial.try(input);
    const lines = {
      accepted: () => ['accepted'],
      refused: () => [`refused: ${verdict.outcome === 'refused' ? verdict.error : ''}`],
      fault: () => (verdict.outcome === 'fault' ? [`fault: ${verdict.reason}`, verdict.details.trimEnd()] : []),
    }[verdict.outcome]();
    process.stdout.write(`${lines.join('\n')}\n`);
    return verdict.outcome === 'fault' ? 1 : 0;
  } finally {
    await trial.close();
  }
}

const command = new Command('fuzz')
  .description('Tries damaged and odd input on everything of inkgrad that reads files and settings.')
  .argument('[target...]', targets.map(({ name, about }) => `${name}: ${about}`).join('; '), (name, all: Target[]) => [
    ...(all ?? []),
    targetOf(name),
  ])
  .option('--seed <n>', 'the same seed makes the same inputs; default: drawn', between(0, mostSeed, true))
  .option('--minutes <n>', 'for each target; default: 1', between(0, 10_000, false))
  .option(
    '--inputs <n>',
    'for each target, at most; without --minutes there is no limit of time',
    between(1, 1e12, true),
  )
  .option('--failures <folder>', 'for inputs that lead to a fault', 'fuzz-failures')
  .option('--repeat <file>', 'tries a saved input again')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

command.parse();
const options = command.opts<Options>();
const chosen = command.processedArgs[0] as Target[] | undefined;
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
process.exitCode =
  options.repeat === undefined
    ? await fuzz(chosen === undefined || chosen.length === 0 ? targets : chosen, options, interrupt.signal)
    : await repeat(resolve(options.repeat));
