/** Commands that train one experiment, or use what one has trained. */
import { Option } from 'commander';
import { wholeNumber } from '../option-values.ts';
import {
  type AddCommands,
  backend,
  data,
  dataDir,
  dataNow,
  epochs,
  examples,
  experimentText,
  invert,
  json,
  kind,
  noTranspose,
  out,
  quiet,
  seed,
  set,
  size,
  target,
  threads,
  transpose,
} from './options.ts';

export const addTrainingCommands: AddCommands = (program, execute) => {
  program
    .command('run')
    .description('trains one experiment and writes a folder with its model, history, figures and report')
    .argument('<experiment>', experimentText)
    .addOption(epochs('epochs to train (default: the experiment’s)'))
    .addOption(
      new Option('--batch-size <count>', 'samples per step (default: the experiment’s)').argParser(
        wholeNumber(1, 65_536),
      ),
    )
    .addOption(seed())
    .addOption(set())
    .addOption(backend())
    .addOption(threads())
    .addOption(data())
    .addOption(target())
    .addOption(kind())
    .addOption(size())
    .addOption(dataDir())
    .addOption(transpose())
    .addOption(noTranspose())
    .addOption(invert())
    .addOption(out())
    .addOption(json())
    .addOption(quiet())
    .addHelpText(
      'after',
      examples(
        'run v1',
        'run v2 --set optimizer.type=adam layers.1.activation=relu',
        'run my-experiment.json --epochs 3 --json --quiet',
        'run flowers.json --data iris.csv --target species',
      ),
    )
    .action((experiment: string, options) =>
      execute(async (context) => (await import('../commands/run.ts')).run(experiment, options, context)),
    );

  program
    .command('reproduce')
    .description('trains both published experiments and compares them with the published figures')
    .addOption(epochs('epochs to train (default: 20, as published)'))
    .addOption(seed())
    .addOption(backend())
    .addOption(threads())
    .addOption(dataDir())
    .addOption(transpose())
    .addOption(noTranspose())
    .addOption(invert())
    .addOption(out())
    .addOption(json())
    .addOption(quiet())
    .addHelpText('after', examples('reproduce --seed 2', 'reproduce --epochs 2 --out /tmp/quick-look'))
    .action((options) =>
      execute(async (context) => (await import('../commands/reproduce.ts')).reproduce(options, context)),
    );

  program
    .command('resume')
    .description('continues a run or a reproduce that was interrupted or killed, as if it had never stopped')
    .argument('<run>', 'the folder that run or reproduce was writing')
    .addOption(threads())
    .addOption(dataNow())
    .addOption(dataDir())
    .addOption(json())
    .addOption(quiet())
    .addHelpText('after', examples('resume runs/2026-03-09T14-05-30-v1', 'resume /tmp/quick-look --json'))
    .action((directory: string, options) =>
      execute(async (context) => (await import('../commands/resume.ts')).resume(directory, options, context)),
    );

  program
    .command('predict')
    .description('shows what a trained model makes of one sample: of its test set, or a picture')
    .requiredOption('--model <folder>', 'a folder that run wrote, or the model in it')
    .addOption(
      new Option('--index <number>', 'a sample of the test set, counted from 0')
        .argParser(wholeNumber(0, 10_000_000))
        .conflicts('image'),
    )
    .addOption(
      new Option(
        '--image <file>',
        'a PNG or JPEG picture: of one digit, dark on light or light on dark, or as those of its classes',
      ),
    )
    .addOption(backend())
    .addOption(dataNow())
    .addOption(dataDir())
    .addOption(transpose())
    .addOption(noTranspose())
    .addOption(invert())
    .addOption(json())
    .addHelpText('after', examples('predict --model runs/v1 --index 1000', 'predict --model runs/v1 --image seven.jpg'))
    .action((options) =>
      execute(async (context) => (await import('../commands/predict.ts')).predict(options, context)),
    );
};
