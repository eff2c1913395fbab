/** What differs between runs beside their settings: the data, the backend, what they were evaluated on. */
import type { RunResult } from '../run/run-result.ts';
import { partText, type Split } from '../run/split.ts';
import type { Difference } from './differences.ts';
import type { Json } from './setting.ts';

/** The data of a run, as its record has it. */
export interface RunData {
  /** For people. */
  readonly source: string;
  readonly files: readonly { readonly name: string; readonly md5: string }[];
  /** What else its record says of how it was read. */
  readonly reading?: Readonly<Record<string, Json>>;
}

interface Circumstanced {
  readonly result: Pick<RunResult, 'backend' | 'split'>;
  readonly data: RunData;
}

const shownDigits = 8;

/** The same text for the same images, wherever they lie. */
function identity({ files, reading = {} }: RunData): string {
  return JSON.stringify([files.map(({ md5 }) => md5), reading]);
}

export function haveSameData(runs: readonly Pick<Circumstanced, 'data'>[]): boolean {
  return new Set(runs.map(({ data }) => identity(data))).size <= 1;
}

/** The sources, with what tells them apart where they are called the same. */
function dataTexts(runs: readonly Circumstanced[]): string[] {
  const all = runs.map(({ data }) => data);
  const differing = all[0]!.files.findIndex((_, at) =>
    all.some(({ files }) => files[at]?.md5 !== all[0]!.files[at]!.md5),
  );
  return all.map(({ source, files, reading = {} }) => {
    const isShared = all.some(
      (other) => other.source === source && identity(other) !== identity({ source, files, reading }),
    );
    const file = isShared ? files[differing] : undefined;
    const parts = [
      ...(file === undefined ? [] : [`${file.name} ${file.md5.slice(0, shownDigits)}…`]),
      ...Object.entries(reading).map(([key, value]) => `${key} ${JSON.stringify(value)}`),
    ];
    return [source, ...parts].join(', ');
  });
}

function splitText(split: Split): string {
  if (split.kind === 'fold') return `fold ${split.fold} of ${split.folds}, seed ${split.seed}`;
  if (split.kind === 'validation')
    return `test set, at the end; ${partText(split.part)} each epoch, seed ${split.part.seed}`;
  return split.kind === 'test' ? 'test set, each epoch' : 'test set, at the end';
}

/** What is not the same for all. Sources that only are called otherwise are the same data. */
export function circumstances(runs: readonly Circumstanced[]): Difference[] {
  const all: Difference[] = [
    ...(haveSameData(runs) ? [] : [{ path: '(data)', values: dataTexts(runs) }]),
    { path: '(backend)', values: runs.map(({ result }) => result.backend) },
    { path: '(evaluated on)', values: runs.map(({ result }) => splitText(result.split)) },
  ];
  return all.filter(({ path, values }) => path === '(data)' || values.some((value) => value !== values[0]));
}
