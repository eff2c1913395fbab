/** What differs between experiments, and only that. */
import type { Experiment } from '../experiment/schema.ts';
import { type AlignedLine, alignLists } from './align-lists.ts';
import type { Json } from './setting.ts';

/** A place where not all have the same. */
export interface Difference {
  /**
   * Keys and indices joined by points, as settings of the first experiment have them: `layers.3.activation`. What only
   * others have in a list is named by what stands before it in the first one's: `layers after 1`.
   */
  readonly path: string;
  /** Of each experiment in turn; null where it has nothing there. */
  readonly values: readonly Json[];
  /** The path in each experiment, where one has it elsewhere than at `path`; null where it has none. */
  readonly paths?: readonly (string | null)[];
}

/** What an experiment is called changes nothing in how it trains. */
const namings = ['name', 'title', 'description'] as const satisfies readonly (keyof Experiment)[];

type Container = { readonly [key: string]: Json };

/** One place in each experiment. */
interface Place {
  /** What it is called. */
  readonly label: string;
  /** Undefined where there is none. */
  readonly paths: readonly (string | undefined)[];
  readonly values: readonly (Json | undefined)[];
}

function isContainer(value: Json | undefined): value is Container {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

const join = (path: string, key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);

const text = (value: Json | undefined): string | undefined => JSON.stringify(value);

/** Of a layer, a metric: what it is. */
const typeOf = (value: Json): Json | undefined => (isContainer(value) ? (value['type'] ?? value['name']) : undefined);

const isOfOneType = (values: readonly Json[]): boolean =>
  values.every((value) => isContainer(value) && text(typeOf(value)) === text(typeOf(values[0]!)));

/** Entries of one type differ by the share of their keys that differ; one of another type is rather another one. */
function entryCost(a: Json, b: Json): number {
  if (text(a) === text(b)) return 0;
  if (!isContainer(a) || !isContainer(b)) return 1;
  if (!isOfOneType([a, b])) return 1.5;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.filter((key) => text(a[key]) !== text(b[key])).length / keys.length;
}

/** The entries of a line, and where they are. */
function entryPlace(
  { label, paths }: Place,
  lists: readonly (readonly Json[])[],
  line: AlignedLine,
  before: number,
): Place {
  const [own] = line;
  const first = before < 0 ? `${label} before 0` : `${label} after ${before}`;
  return {
    label: own === undefined ? first : join(label, own),
    paths: line.map((index, at) => (index === undefined ? undefined : join(paths[at]!, index))),
    values: line.map((index, at) => (index === undefined ? undefined : lists[at]![index])),
  };
}

function collectList(place: Place, lists: readonly (readonly Json[])[], found: Difference[]): void {
  let before = -1;
  for (const line of alignLists(lists, entryCost)) {
    const entry = entryPlace(place, lists, line, before);
    before = line[0] ?? before;
    const present = entry.values.filter((value) => value !== undefined);
    if (present.length === lists.length && isOfOneType(present)) collect(entry, found);
    else add(entry, found);
  }
}

/** The place itself, if not all have the same there. */
function add({ label, paths, values }: Place, found: Difference[]): void {
  const [first, ...others] = values.map(text);
  if (others.every((other) => other === first)) return;
  const difference = { path: label, values: values.map((value) => value ?? null) };
  const isMoved = paths.some((path) => path !== undefined && path !== label);
  found.push(isMoved ? { ...difference, paths: paths.map((path) => path ?? null) } : difference);
}

function collect(place: Place, found: Difference[]): void {
  const { label, paths, values } = place;
  if (values.every(isList)) {
    collectList(place, values, found);
    return;
  }
  if (!values.every(isContainer)) {
    add(place, found);
    return;
  }
  for (const key of new Set(values.flatMap(Object.keys))) {
    collect(
      {
        label: join(label, key),
        paths: paths.map((path, at) => (Object.hasOwn(values[at]!, key) ? join(path!, key) : undefined)),
        values: values.map((value) => (Object.hasOwn(value, key) ? value[key] : undefined)),
      },
      found,
    );
  }
}

/** Differences in the order of the first experiment; names, titles and descriptions are left out. */
export function differences(experiments: readonly Experiment[]): Difference[] {
  const plain = experiments.map((experiment) => {
    const settings: Record<string, unknown> = { ...experiment };
    for (const key of namings) delete settings[key];
    // Keys whose value is undefined are absent, as in a file.
    return JSON.parse(JSON.stringify(settings)) as Json;
  });
  const found: Difference[] = [];
  collect({ label: '', paths: plain.map(() => ''), values: plain }, found);
  return found;
}
