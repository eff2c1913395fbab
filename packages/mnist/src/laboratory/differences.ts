/** What differs between experiments, and only that. */
import type { Experiment } from '../experiments/schema.ts';
import type { Json } from './setting.ts';

/** A place where not all have the same. */
export interface Difference {
  /** Keys and indices joined by points, as settings have them: `layers.3.activation`. */
  readonly path: string;
  /** Of each experiment in turn; null where it has nothing there. */
  readonly values: readonly Json[];
}

/** What an experiment is called changes nothing in how it trains. */
const namings = ['name', 'title', 'description'] as const satisfies readonly (keyof Experiment)[];

type Container = { readonly [key: string]: Json };

function isContainer(value: Json | undefined): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Entries are compared by place: a layer put in between makes all that follow differ. */
function collect(path: readonly string[], values: readonly (Json | undefined)[], found: Difference[]): void {
  const present = values.filter((value) => value !== undefined);
  const isAlike =
    present.length === values.length && present.every((value) => Array.isArray(value) === Array.isArray(values[0]));
  if (isAlike && present.every(isContainer)) {
    const keys = new Set(present.flatMap(Object.keys));
    for (const key of keys) {
      const inner = present.map((value) => (Object.hasOwn(value, key) ? value[key] : undefined));
      collect([...path, key], inner, found);
    }
    return;
  }
  const [first, ...others] = values.map((value) => JSON.stringify(value));
  if (others.every((other) => other === first)) return;
  found.push({ path: path.join('.'), values: values.map((value) => value ?? null) });
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
  collect([], plain, found);
  return found;
}
