/** Commands that check and measure the engine on this machine. */
import { Option } from 'commander';
import { wholeNumber, wholeNumbers } from '../option-values.ts';
import {
  type AddCommands,
  backend,
  dataDir,
  epochs,
  examples,
  experimentText,
  invert,
  json,
  noTranspose,
  quiet,
  set,
  threads,
  transpose,
} from './options.ts';

export const addMeasuringCommands: AddCommands = (program, execute) => {
  program
    .command('verify')
    .description('runs golden training trajectories and prints the largest error of each quantity')
    .option('--cases <file>', 'trajectories of your own (default: those that come with inkgrad)')
    .option('--backend <name>', 'only this one (default: each that can run here)')
    .addOption(json())
    .addHelpText('after', examples('verify', 'verify --backend gpu:webasm --json'))
    .action((options) => execute(async (context) => (await import('../commands/verify.ts')).verify(options, context)));

  program
    .command('profile')
    .description('shows where a training step goes, plan step by plan step')
    .argument('<experiment>', experimentText)
    .addOption(
      new Option('--steps <count>', 'training steps to time, at most an epoch of full batches')
        .argParser(wholeNumber(1, 1_000_000))
        .default(200),
    )
    .addOption(set())
    .addOption(backend())
    .addOption(threads('as many as there are cores'))
    .addOption(dataDir())
    .option('--out <folder>', 'also write profile-NAME.json and the timeline as SVG and PNG there')
    .addOption(json())
    .addOption(quiet())
    .addHelpText('after', examples('profile v1', 'profile v2 --threads 1 --out /tmp/profile'))
    .action((experiment: string, options) =>
      execute(async (context) => (await import('../commands/profile.ts')).profile(experiment, options, context)),
    );

  program
    .command('bench')
    .description('measures kernels, training steps and epochs, other libraries, and when a GPU wins')
    .argument('[suite]', 'kernels, step, epoch, peers, crossover or all, which is the first four (default: all)')
    .addOption(
      new Option('--rounds <count>', 'interleaved rounds of steps, epochs and peers')
        .argParser(wholeNumber(1, 1000))
        .default(5),
    )
    .addOption(threads('as many as there are cores'))
    .addOption(new Option('--time <milliseconds>', 'for each kernel').argParser(wholeNumber(1, 600_000)).default(300))
    .addOption(epochs('epochs of a round (default: 5; of peers 20, fewer of the slow ones)'))
    .option('--experiments <names>', 'of v1,v2,keras-convnet: whose epochs and peers (default: v1,v2)')
    .option('--peers <names>', 'only these, separated by commas (default: all)')
    .option(
      '--crossover',
      'the suite crossover: a step of wider and wider layers on each backend; when does a GPU win?',
    )
    .addOption(
      new Option('--network <name>', 'of crossover: two hidden layers of W units, or convolutions of W and 2W filters')
        .choices(['dense', 'convolutional'])
        .default('dense'),
    )
    .addOption(
      new Option('--widths <list>', 'of crossover: widths of the layers')
        .argParser(wholeNumbers(1, 16_384))
        .default(undefined, '64,128,…,4096; convolutional 4,8,…,128'),
    )
    .addOption(
      new Option('--step-limit <milliseconds>', 'of crossover: leave out what takes longer a step')
        .argParser(wholeNumber(1, 600_000))
        .default(2000),
    )
    .option('--backends <names>', 'of crossover: only these beside wasm (default: all that are here)')
    .addOption(dataDir())
    .option('--out <folder>', 'also write bench.json, bench.md and pictures there')
    .option('--docs <file>', 'also fill the marked tables of this document, pictures in images/ beside it')
    .addOption(json())
    .addOption(quiet())
    .addHelpText(
      'after',
      examples(
        'bench kernels',
        'bench peers --rounds 5 --peers inkgrad-2,pytorch-1 --out /tmp/bench',
        'bench --crossover --widths 64,256,1024 --out /tmp/crossover',
        'bench --crossover --network convolutional',
      ),
    )
    .action((suite: string | undefined, options) =>
      execute(async (context) => (await import('../commands/bench.ts')).bench(suite, options, context)),
    );

  program
    .command('pictures')
    .description('measures how well a trained model reads digits in pictures, and what it refuses')
    .requiredOption('--model <folder>', 'a folder that run wrote, or the model in it')
    .addOption(
      new Option('--count <images>', 'how many images of the test set are drawn in each way')
        .argParser(wholeNumber(1, 1_000_000))
        .default(1000),
    )
    .addOption(backend())
    .addOption(dataDir())
    .addOption(transpose())
    .addOption(noTranspose())
    .addOption(invert())
    .option('--docs <file>', 'also fill the marked tables of this document')
    .addOption(json())
    .addOption(quiet())
    .addHelpText(
      'after',
      examples('pictures --model runs/v1 --count 100', 'pictures --model runs/v1 --docs docs/pictures.md'),
    )
    .action((options) =>
      execute(async (context) => (await import('../commands/pictures.ts')).pictures(options, context)),
    );

  program
    .command('doctor')
    .description('says what this machine has: Node, CPU, backends and their speed, data')
    .addOption(dataDir())
    .addOption(transpose())
    .addOption(noTranspose())
    .addOption(invert())
    .addOption(json())
    .addHelpText('after', examples('doctor', 'doctor --data-dir ~/fashion-mnist'))
    .action((options) => execute(async (context) => (await import('../commands/doctor.ts')).doctor(options, context)));
};
