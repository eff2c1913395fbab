/**
 * Any value as a short text for an error message. Never throws, whatever it is given, and never prints a page: long
 * texts and arrays are cut, and what has no text of its own is called by its kind.
 */

/** Holds what a thing of a graph is, so that one of another copy of this package is known as well: tensor, variable. */
export const graphMarker = Symbol.for('inkgrad.graph');

const longestText = 60;
const longestArray = 8;
const deepestArray = 2;
const mostKeys = 6;

/** A value as messages show it: short, in one line, whatever it is. */
export function describe(value: unknown): string {
  try {
    return describeAt(value, 0);
  } catch {
    // A proxy or a getter that throws.
    return `a value of type ${typeof value}`;
  }
}

function describeAt(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${String(value)}n, a bigint`;
    case 'symbol':
      return 'a symbol';
    case 'function':
      return value.name === '' ? 'a function' : `the function ${value.name}`;
    case 'object':
      return value === null ? 'null' : describeObject(value, depth);
    default:
      return String(value);
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > longestText ? `${text.slice(0, longestText)}…` : text);
}

function describeObject(value: object, depth: number): string {
  if (Array.isArray(value)) return describeArray(value, depth);
  if (graphMarker in value) return `${String(value[graphMarker])} ${String(value)}`;
  const kind = nameOfKind(value);
  if (ArrayBuffer.isView(value)) return 'length' in value ? `${kind} of ${String(value.length)}` : kind;
  if (value instanceof Promise) return 'a promise (is an await missing?)';
  if (value instanceof Error) return `the error ${quoted(value.message)}`;
  const keys = Object.keys(value);
  const listed = keys.length > mostKeys ? [...keys.slice(0, mostKeys), '…'] : keys;
  if (kind !== 'an object') return kind;
  return keys.length === 0 ? 'an empty object' : `an object (${listed.join(', ')})`;
}

function describeArray(values: readonly unknown[], depth: number): string {
  if (values.length > longestArray || depth >= deepestArray) return `an array of ${values.length}`;
  const parts = Array.from(values, (element, at) => (at in values ? describeAt(element, depth + 1) : 'a hole'));
  return `[${parts.join(', ')}]`;
}

/** `a Map`, `an Int8Array`; `an object` for a plain one. */
function nameOfKind(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  const made: unknown = prototype === null ? undefined : (prototype as { constructor?: unknown }).constructor;
  const name = typeof made === 'function' && made.name !== '' ? made.name : 'Object';
  return name === 'Object' ? 'an object' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}
