/** Commands that train one experiment many times to find something out. */
import { type Command, Option } from 'commander';
import { share, wholeNumber } from '../option-values.ts';
import {
  type AddCommands,
  backend,
  data,
  dataDir,
  epochs,
  examples,
  experimentText,
  invert,
  json,
  kind,
  noTranspose,
  quiet,
  seed,
  set,
  size,
  target,
  transpose,
} from './options.ts';

const mostJobs = 64;
const mostFolds = 1000;
const maximumThreads = 64;
/** What v2 is asked for: v1 has more, and a little less than everything that works here. */
const askedAccuracy = 0.95;
const mostEpochs = 100_000;
const mostDrawn = 10_000;

const jobs = () =>
  new Option('--jobs <count>', 'runs at a time (default: as many as there are cores)').argParser(
    wholeNumber(1, mostJobs),
  );
const threads = () =>
  new Option(
    '--threads <count>',
    'of each run; they change no bit (default: what --jobs leaves of the cores)',
  ).argParser(wholeNumber(1, maximumThreads));
const out = () =>
  new Option('--out <folder>', 'where results go, and are continued (default: one in runs/ named by what was asked)');

/** What all of them have: the experiment, its settings, and how and where the runs go. */
function withRunOptions(command: Command, epochsText: string): Command {
  const own = [data(), target(), kind(), size()];
  const idx = [dataDir(), transpose(), noTranspose(), invert()];
  return [epochs(epochsText), set(), jobs(), threads(), backend(), ...own, ...idx, out(), json(), quiet()].reduce(
    (built, option) => built.addOption(option),
    command,
  );
}

export const addLaboratoryCommands: AddCommands = (program, execute) => {
  withRunOptions(
    program
      .command('cv')
      .description('trains an experiment once for each fold of the training set, and looks at the test set once')
      .argument('<experiment>', experimentText)
      .addOption(
        new Option('--folds <count>', 'parts of the training set, alike in their classes')
          .argParser(wholeNumber(2, mostFolds))
          .default(5),
      )
      .addOption(seed('of the folds and of each run (default: the experiment’s)')),
    'epochs of each run (default: the experiment’s)',
  )
    .addHelpText(
      'after',
      examples(
        'cv v1 --folds 5',
        'cv v2 --set optimizer.type=adam --epochs 5 --jobs 2',
        'cv flowers.json --data iris.csv --target species',
      ),
    )
    .action((experiment: string, options) =>
      execute(async (context) => (await import('../commands/cv.ts')).cv(experiment, options, context)),
    );

  withRunOptions(
    program
      .command('sweep')
      .description('trains an experiment with combinations of settings, each with the same seeds; killed, it continues')
      .argument('<experiment>', experimentText)
      .option('--grid <path=a,b...>', 'values to try for a setting; several settings are combined')
      .option('--seeds <list>', 'such as 1..10 or 1,2,7 (default: the experiment’s)')
      .addOption(
        new Option('--random <count>', 'draw so many combinations; --grid may have ranges, path=low..high').argParser(
          wholeNumber(1, mostDrawn),
        ),
      )
      .addOption(new Option('--draw-seed <seed>', 'of --random').argParser(wholeNumber(0, 2 ** 32 - 1)).default(1))
      .option('--halving', 'train all for a few epochs, the best third three times as long, and so on')
      .option('--sort <metric>', 'a name in the history (default: validationAccuracy, of values validationLoss)'),
    'epochs of each run (default: the experiment’s)',
  )
    .addHelpText(
      'after',
      examples(
        'sweep v1 --grid optimizer.learningRate=0.01,0.001 --seeds 1..5',
        'sweep v2 --grid layers.3.activation=relu,sigmoid optimizer.type=sgd,adam --seeds 1..3',
        'sweep v1 --grid optimizer.learningRate=0.0001..0.1 --random 18 --halving',
      ),
    )
    .action((experiment: string, options) =>
      execute(async (context) => (await import('../commands/sweep.ts')).sweep(experiment, options, context)),
    );

  withRunOptions(
    program
      .command('ablate')
      .description('changes an experiment toward another, one thing at a time, and says what holds it back')
      .argument('<experiment>', experimentText)
      .option('--toward <experiment>', 'the one that works (default: v1)')
      .option('--seeds <list>', 'such as 1..10 or 1,2,7', '1..5')
      .addOption(
        new Option(
          '--pairs <which>',
          'two changes at once, open: of those that do not do alone, one of which helps; all; none',
        )
          .choices(['open', 'all', 'none'])
          .default('none'),
      )
      .addOption(
        new Option('--threshold <accuracy>', 'validation accuracy that is asked for after the epochs of the base')
          .argParser(share)
          .default(askedAccuracy),
      )
      .addOption(
        new Option(
          '--plateau <accuracy>',
          'validation accuracy that ends the plateau (default: twice that of guessing)',
        ).argParser(share),
      )
      .addOption(
        new Option(
          '--most-epochs <count>',
          'epochs that a run may train (default: 12 times those of the base)',
        ).argParser(wholeNumber(1, mostEpochs)),
      ),
    'epochs of both experiments (default: their own)',
  )
    .addHelpText('after', examples('ablate v2 --seeds 1..5', 'ablate v2 --seeds 1..3 --epochs 5 --most-epochs 20'))
    .action((experiment: string, options) =>
      execute(async (context) => (await import('../commands/ablate.ts')).ablate(experiment, options, context)),
    );
};
