/** JSON for people: indented, short lists and objects on one line, keys and values in colours of their own. */
import type { Colors } from './output.ts';
import { visibleLength } from './text.ts';

const width = 100;

function scalar(value: unknown, colors: Colors): string {
  const text = JSON.stringify(value);
  return typeof value === 'string' ? colors.green(text) : colors.yellow(text);
}

/** The lines of a JSON value, the first without indentation. */
export function renderJson(value: unknown, colors: Colors, indentation = 0): string[] {
  if (typeof value !== 'object' || value === null) return [scalar(value, colors)];
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return [open + close];
  const parts = entries.map(([key, each]) => {
    const lines = renderJson(each, colors, indentation + 2);
    return isList ? lines : [`${colors.cyan(JSON.stringify(key))}: ${lines[0]}`, ...lines.slice(1)];
  });
  // What is deep in an object stays on a line of its own kind: only values without inner lines are joined.
  if (indentation > 0 && parts.every((lines) => lines.length === 1)) {
    const inner = parts.map(([line]) => line).join(', ');
    const joined = isList ? `[${inner}]` : `{ ${inner} }`;
    if (indentation + visibleLength(joined) <= width) return [joined];
  }
  const indent = (line: string): string => `  ${line}`;
  const body = parts.flatMap((lines, at) => {
    const ended = at === parts.length - 1 ? lines : [...lines.slice(0, -1), `${lines.at(-1)},`];
    return ended.map(indent);
  });
  return [open, ...body, close];
}
