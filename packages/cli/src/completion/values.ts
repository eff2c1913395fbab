/**
 * What the value of an option or argument may be, as far as a shell can offer it. Known by the name that the help gives
 * the value (`--out <folder>`), or by the option; anything else is not completed.
 */
import { settingPaths } from '@inkgrad/experiments';
import { experiments, namedExperiments } from '@inkgrad/mnist';
import { backendNames } from '@inkgrad/tensor';

export type Values =
  | { readonly kind: 'none' }
  | { readonly kind: 'files' }
  | { readonly kind: 'folders' }
  /** v1, v2 and others with a name, and files that may be experiments. */
  | { readonly kind: 'experiment'; readonly words: readonly string[] }
  /** `prefix`: more has to be typed right behind the word. */
  | { readonly kind: 'words' | 'prefix'; readonly words: readonly string[] };

interface Place {
  /** Of the value. */
  readonly name: string;
  /** `--backend`, or undefined of an argument. */
  readonly option?: string;
  /** Undefined of an option. */
  readonly command?: string;
  readonly choices?: readonly string[] | undefined;
}

const words = (list: readonly string[]): Values => ({ kind: 'words', words: list });

/** `optimizer.learningRate=`, …: those of all published experiments. */
function settings(): Values {
  const paths = Object.values(experiments).flatMap(settingPaths);
  return { kind: 'prefix', words: [...new Set(paths)].sort().map((path) => `${path}=`) };
}

const byOption: Readonly<Record<string, () => Values>> = {
  '--backend': () => words(['auto', ...backendNames]),
  '--experiments': () => words([...Object.keys(experiments), Object.keys(experiments).join(',')]),
  '--grid': settings,
  '--set': settings,
  '--sort': () => words(['validationAccuracy', 'validationLoss', 'accuracy', 'loss']),
};

const byName: Readonly<Record<string, () => Values>> = {
  experiment: () => ({ kind: 'experiment', words: Object.keys(namedExperiments) }),
  file: () => ({ kind: 'files' }),
  folder: () => ({ kind: 'folders' }),
  run: () => ({ kind: 'folders' }),
  runs: () => ({ kind: 'folders' }),
  suite: () => words(['kernels', 'step', 'epoch', 'peers', 'all']),
};

export function valuesOf({ name, option, choices }: Place): Values {
  if (choices !== undefined) return words(choices);
  const found = byOption[option ?? ''] ?? byName[name];
  return found?.() ?? { kind: 'none' };
}
