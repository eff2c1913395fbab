/** Named values one below the other, names dim and padded to one width: the body of `doctor` and of run heads. */
import type { Colors } from '../terminal/output.ts';
import { pad, visibleLength } from '../terminal/text.ts';

export function renderFields(fields: readonly (readonly [name: string, value: string])[], colors: Colors): string[] {
  const width = Math.max(...fields.map(([name]) => visibleLength(name)));
  return fields.map(([name, value]) => `${colors.dim(pad(name, width))}  ${value}`.trimEnd());
}
