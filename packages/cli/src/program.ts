/**
 * The command line as commander sees it: names, options, help. What a command does is imported only when it runs, so
 * that `--help` and a mistyped option cost no more than this file and commander.
 */
import { type Argument, Command, Option } from 'commander';
import type { CommandContext } from './context.ts';
import { wholeNumber } from './option-values.ts';

/** Runs a command and gives its exit code. */
type Run = (context: CommandContext) => Promise<number>;

// The same bounds as those of the experiment schema.
const maximumEpochs = 100_000;
const maximumSeed = 2 ** 32 - 1;
const maximumThreads = 64;

const backend = () =>
  new Option(
    '--backend <name>',
    'what computes: auto (wasm), wasm, reference, gpu (the best one here), gpu:webgpu, gpu:webasm, …; see doctor',
  ).default('auto');
const threads = () =>
  new Option(
    '--threads <count>',
    'of the wasm backend; they change no bit (default: as many as there are cores)',
  ).argParser(wholeNumber(1, maximumThreads));
const dataDir = () => new Option('--data-dir <folder>', 'IDX files, plain or gzipped, instead of the installed MNIST');
const json = () => new Option('--json', 'print exactly one JSON object on stdout');
const quiet = () => new Option('--quiet', 'no progress on stderr');
const epochs = (text: string) =>
  new Option('--epochs <count>', text).argParser(wholeNumber(1, maximumEpochs)) as Option;
const seed = () =>
  new Option('--seed <number>', 'of weights, shuffles and dropout (default: the experiment’s)').argParser(
    wholeNumber(0, maximumSeed),
  );
const out = () => new Option('--out <folder>', 'where results go; never overwritten (default: a new one in runs/)');

function examples(...lines: readonly string[]): string {
  return `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  $ inkgrad ${line}`).join('\n')}\n`;
}

function argumentTerm(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

/**
 * @param version of inkgrad
 * @param execute is called with the chosen command, once its options are read.
 */
export function createProgram(version: string, execute: (run: Run) => Promise<void>): Command {
  const program = new Command('inkgrad')
    .description('Trains, checks and explains the two published MNIST experiments.')
    .version(version)
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError(true)
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
    })
    .addHelpText('after', examples('reproduce', 'run v1 --epochs 5 --seed 2', 'run --help'));

  program
    .command('run')
    .description('trains one experiment and writes a folder with its model, history, figures and report')
    .argument('<experiment>', 'v1, v2 or a JSON file of your own')
    .addOption(epochs('epochs to train (default: the experiment’s)'))
    .addOption(
      new Option('--batch-size <count>', 'samples per step (default: the experiment’s)').argParser(
        wholeNumber(1, 65_536),
      ),
    )
    .addOption(seed())
    .addOption(backend())
    .addOption(threads())
    .addOption(dataDir())
    .addOption(out())
    .addOption(json())
    .addOption(quiet())
    .addHelpText(
      'after',
      examples('run v1', 'run v1 --backend gpu:webasm', 'run my-experiment.json --epochs 3 --json --quiet'),
    )
    .action((experiment: string, options) =>
      execute(async (context) => (await import('./commands/run.ts')).run(experiment, options, context)),
    );

  program
    .command('reproduce')
    .description('trains both published experiments and compares them with the published figures')
    .addOption(epochs('epochs to train (default: 20, as published)'))
    .addOption(seed())
    .addOption(backend())
    .addOption(threads())
    .addOption(dataDir())
    .addOption(out())
    .addOption(json())
    .addOption(quiet())
    .addHelpText('after', examples('reproduce --seed 2', 'reproduce --epochs 2 --out /tmp/quick-look'))
    .action((options) =>
      execute(async (context) => (await import('./commands/reproduce.ts')).reproduce(options, context)),
    );

  program
    .command('predict')
    .description('shows what a trained model makes of one image')
    .requiredOption('--model <folder>', 'a folder that run wrote, or the model in it')
    .addOption(
      new Option('--index <number>', 'an image of the test set, counted from 0')
        .argParser(wholeNumber(0, 10_000_000))
        .conflicts('image'),
    )
    .addOption(new Option('--image <file>', 'a PNG or JPEG picture of a dark digit on light paper'))
    .addOption(backend())
    .addOption(dataDir())
    .addOption(json())
    .addHelpText('after', examples('predict --model runs/v1 --index 1000', 'predict --model runs/v1 --image seven.jpg'))
    .action((options) => execute(async (context) => (await import('./commands/predict.ts')).predict(options, context)));

  program
    .command('verify')
    .description('runs golden training trajectories and prints the largest error of each quantity')
    .option('--cases <file>', 'trajectories of your own (default: those that come with inkgrad)')
    .option('--backend <name>', 'only this one (default: each that can run here)')
    .addOption(json())
    .addHelpText('after', examples('verify', 'verify --backend gpu:webasm --json'))
    .action((options) => execute(async (context) => (await import('./commands/verify.ts')).verify(options, context)));

  program
    .command('profile')
    .description('shows where a training step goes, plan step by plan step')
    .argument('<experiment>', 'v1, v2 or a JSON file of your own')
    .addOption(
      new Option('--steps <count>', 'training steps to time, at most an epoch of full batches')
        .argParser(wholeNumber(1, 1_000_000))
        .default(200),
    )
    .addOption(backend())
    .addOption(threads())
    .addOption(dataDir())
    .option('--out <folder>', 'also write profile-NAME.json and the timeline as SVG and PNG there')
    .addOption(json())
    .addOption(quiet())
    .addHelpText('after', examples('profile v1', 'profile v2 --threads 1 --out /tmp/profile'))
    .action((experiment: string, options) =>
      execute(async (context) => (await import('./commands/profile.ts')).profile(experiment, options, context)),
    );

  program
    .command('bench')
    .description('measures kernels, training steps and epochs, and the same training by other libraries')
    .argument('[suite]', 'kernels, step, epoch, peers or all (default: all)')
    .addOption(
      new Option('--rounds <count>', 'interleaved rounds of steps, epochs and peers')
        .argParser(wholeNumber(1, 1000))
        .default(5),
    )
    .addOption(threads())
    .addOption(new Option('--time <milliseconds>', 'for each kernel').argParser(wholeNumber(1, 600_000)).default(300))
    .addOption(epochs('epochs of a round (default: 5; of peers 20, fewer of the slow ones)'))
    .option('--experiments <names>', 'of v1,v2: whose epochs and peers (default: both)')
    .option('--peers <names>', 'only these, separated by commas (default: all)')
    .addOption(dataDir())
    .option('--out <folder>', 'also write bench.json, bench.md and pictures there')
    .option('--docs <file>', 'also fill the marked tables of this document, pictures in images/ beside it')
    .addOption(json())
    .addOption(quiet())
    .addHelpText(
      'after',
      examples('bench kernels', 'bench peers --rounds 5 --peers inkgrad-2,pytorch-1 --out /tmp/bench'),
    )
    .action((suite: string | undefined, options) =>
      execute(async (context) => (await import('./commands/bench.ts')).bench(suite, options, context)),
    );

  program
    .command('doctor')
    .description('says what this machine has: Node, CPU, backends and their speed, data')
    .addOption(dataDir())
    .addOption(json())
    .addHelpText('after', examples('doctor', 'doctor --data-dir ~/fashion-mnist'))
    .action((options) => execute(async (context) => (await import('./commands/doctor.ts')).doctor(options, context)));

  return program;
}
