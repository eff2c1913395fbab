/** Commands that look at what runs have left. */
import type { RunStatus } from '@inkgrad/experiments/node';
import { Option } from 'commander';
import { wholeNumber } from '../option-values.ts';
import { runsOrders } from '../views/runs-order.ts';
import { type AddCommands, dataDir, examples, json } from './options.ts';

const mostRuns = 1_000_000;
/** As an object, so that the compiler misses one that is not here. */
const statuses = { finished: 1, interrupted: 1, running: 1, failed: 1, damaged: 1 } satisfies Record<RunStatus, 1>;

export const addRecordCommands: AddCommands = (program, execute) => {
  program
    .command('runs')
    .description('lists runs, newest first, also those that were interrupted')
    .argument('[folder]', 'where to look, also in folders within it (default: runs)')
    .option('--experiment <name>', 'only runs of this experiment')
    .addOption(new Option('--status <status>', 'only these').choices(Object.keys(statuses)))
    .addOption(new Option('--sort <order>', 'by figures of the last epoch, or').choices(runsOrders).default('date'))
    .addOption(new Option('--limit <count>', 'at most so many').argParser(wholeNumber(1, mostRuns)))
    .addOption(json())
    .addHelpText('after', examples('runs', 'runs --experiment v1 --sort validationAccuracy --limit 5'))
    .action((folder: string | undefined, options) =>
      execute(async (context) => (await import('../commands/runs.ts')).runs(folder, options, context)),
    );

  program
    .command('compare')
    .description('sets runs beside one another: settings, metrics, curves, mistakes, and whether they really differ')
    .argument('<run...>', 'folders of finished runs, at least two; the others are compared with the first')
    .option('--out <folder>', 'also write report.html, figures, comparison.md and comparison.json there')
    .option('--html <file>', 'also write the page there')
    .addOption(new Option('--markdown', 'print Markdown').conflicts('json'))
    .addOption(dataDir())
    .addOption(json())
    .addHelpText(
      'after',
      examples('compare runs/v1 runs/v2', 'compare runs/a runs/b runs/c --markdown --html abc.html'),
    )
    .action((runs: string[], options) =>
      execute(async (context) => (await import('../commands/compare.ts')).compare(runs, options, context)),
    );
};
