/** Options that several commands have, and what every command is added with. */
import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.ts';
import { imageSize, wholeNumber } from '../option-values.ts';

/** What names an experiment, in the help. */
export const experimentText = 'v1, v2, v3, lenet, keras-convnet or a JSON file of your own';

/** Runs a command, which throws whatever ends it before its end or gives another exit code than 0. */
export type Run = (context: CommandContext) => Promise<void>;
/** Is called with the chosen command, once its options are read. */
export type Execute = (run: Run) => Promise<void>;
/** Adds commands to the program. */
export type AddCommands = (program: Command, execute: Execute) => void;

// The same bounds as those of the experiment schema.
const maximumEpochs = 100_000;
const maximumSeed = 2 ** 32 - 1;
const maximumThreads = 64;

export const backend = () =>
  new Option(
    '--backend <name>',
    'what computes: auto (wasm, or a GPU where one is expected to win), wasm, reference, gpu (the best one here), gpu:webgpu, gpu:webasm, …; see doctor',
  ).default('auto');
export const threads = (byDefault = 'as many of the cores as the work pays for') =>
  new Option('--threads <count>', `of the wasm backend; they change no bit (default: ${byDefault})`).argParser(
    wholeNumber(1, maximumThreads),
  );
export const dataDir = () =>
  new Option('--data-dir <folder>', 'IDX files, plain or gzipped, instead of the installed MNIST');
export const transpose = () =>
  new Option(
    '--transpose',
    'exchange rows and columns of each image (default: of EMNIST’s, which its file names tell)',
  );
export const noTranspose = () => new Option('--no-transpose', 'take images as they are, EMNIST’s too');
export const invert = () => new Option('--invert', 'exchange ink and paper, for sets with dark digits on light ground');
export const data = () =>
  new Option(
    '--data <path>',
    'data of your own: a CSV file, a folder of images (one folder a class), .npz, .npy, IDX files of any size',
  );
/** Of commands that look at what has been trained. */
export const dataNow = () =>
  new Option('--data <path>', 'where the data of a run made with --data is now (default: where it was)');
export const target = () =>
  new Option('--target <column>', 'of a CSV file what is to be predicted (default: the last)');
export const kind = () =>
  new Option(
    '--kind <kind>',
    'of the target: classes, or values that are numbers (default: classes of texts, else values)',
  ).choices(['classes', 'values']);
export const size = () =>
  new Option('--size <height>x<width>', 'of a folder of images, to bring them to (default: as they are)').argParser(
    imageSize,
  );
export const json = () => new Option('--json', 'print exactly one JSON object on stdout');
export const quiet = () => new Option('--quiet', 'no progress on stderr');
export const epochs = (text: string) =>
  new Option('--epochs <count>', text).argParser(wholeNumber(1, maximumEpochs)) as Option;
export const seed = (text = 'of weights, shuffles and dropout (default: the experiment’s)') =>
  new Option('--seed <number>', text).argParser(wholeNumber(0, maximumSeed));
export const out = () =>
  new Option('--out <folder>', 'where results go; never overwritten (default: a new one in runs/)');

export const set = () =>
  new Option('--set <path=value...>', 'other values for places of the experiment, such as optimizer.learningRate=0.01');

export function examples(...lines: readonly string[]): string {
  return `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  $ inkgrad ${line}`).join('\n')}\n`;
}
