/** What decides an experiment's numbers, as a text that can be compared: all of it but its seed and what people read. */
import type { Experiment } from './schema.ts';

/** Equal for experiments that train alike with the same seed; the order of keys does not matter. */
export function decisiveText({ name: _, title: __, description: ___, seed: ____, ...others }: Experiment): string {
  return JSON.stringify(others, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
