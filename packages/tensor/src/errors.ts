/**
 * Typed errors: fields for programs, one sentence for people. Every package of inkgrad derives its errors from
 * `InkgradError`; `isInkgradError` recognizes them across duplicate copies of the package by a marker, not by class.
 */
import { describe } from './check/describe.ts';
import { printable } from './text/printable.ts';

const marker = Symbol.for('inkgrad.error');

/**
 * What kind of mistake an error reports. A command line maps each to an exit code.
 * `usage` a wrong argument or configuration, `backend` an absent or lost backend, `numeric` a value that is not
 * finite, `data` a bad data, model or image file, `io` an output that cannot be written, `threshold` a bound that was
 * missed, `internal` a defect of inkgrad.
 */
export type ErrorKind = 'usage' | 'backend' | 'numeric' | 'data' | 'io' | 'threshold' | 'internal';

/** Base of all errors thrown by inkgrad. */
export class InkgradError extends Error {
  readonly kind: ErrorKind;

  /** @param message one line, or several; names and texts from files in it may hold anything */
  constructor(kind: ErrorKind, message: string | readonly string[], options?: ErrorOptions) {
    super((typeof message === 'string' ? [message] : message).map(printable).join('\n'), options);
    this.name = new.target.name;
    this.kind = kind;
    Object.defineProperty(this, marker, { value: true });
  }
}

/**
 * Whether `value` is an error of inkgrad, from this copy of the package or another.
 * @example
 * try {
 *   matmul(ones([2, 3]), ones([2, 3]));
 * } catch (error) {
 *   isInkgradError(error) && error.kind; // → 'usage'
 * }
 */
export function isInkgradError(value: unknown): value is InkgradError {
  return typeof value === 'object' && value !== null && marker in value;
}

/** Shapes that an operation cannot take. */
export class ShapeError extends InkgradError {
  override readonly name: string = 'ShapeError';
  readonly op: string;
  readonly shapes: readonly (readonly number[])[];

  constructor(op: string, shapes: readonly (readonly number[])[], expected: string) {
    const received = shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
    super('usage', `${op}: expected ${expected}, received ${received || 'no tensor'}.`);
    this.op = op;
    this.shapes = shapes;
  }
}

/** An element type that an operation cannot take. */
export class DTypeError extends InkgradError {
  override readonly name: string = 'DTypeError';
  readonly op: string;

  constructor(op: string, expected: string, received: string) {
    super('usage', `${op}: expected ${expected}, received ${received}.`);
    this.op = op;
  }
}

/** An argument outside what a function accepts. */
export class ArgumentError extends InkgradError {
  override readonly name: string = 'ArgumentError';
  /** The function, class or method. */
  readonly where: string;
  readonly argument: string;
  readonly expected: string;
  /** As text. */
  readonly received: string;

  /** @param received text as it is to be read, or any other value */
  constructor(where: string, argument: string, expected: string, received: unknown) {
    const text = typeof received === 'string' ? received : describe(received);
    super('usage', `${where}: ${argument} must be ${expected}, received ${text}.`);
    this.where = where;
    this.argument = argument;
    this.expected = expected;
    this.received = text;
  }
}

/** A name outside a closed set: an option of a function, a layer, a loss. */
export class UnknownNameError extends InkgradError {
  override readonly name: string = 'UnknownNameError';
  readonly received: string;
  readonly known: readonly string[];
  readonly nearest: string | undefined;

  constructor(where: string, what: string, received: string, known: readonly string[], nearest: string | undefined) {
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    const listed = known.length === 0 ? 'none' : known.join(', ');
    super('usage', `${where}: unknown ${what} "${received}"; known: ${listed}.${hint}`);
    this.received = received;
    this.known = known;
    this.nearest = nearest;
  }
}

/** An index that points outside the rows it selects from. */
export class IndexRangeError extends InkgradError {
  override readonly name: string = 'IndexRangeError';
  readonly op: string;
  readonly index: number;
  readonly position: number;
  readonly rows: number;

  /** @param fromEnd whether negative indices count from the end */
  constructor(op: string, index: number, position: number, rows: number, fromEnd = false) {
    const lowest = fromEnd && rows > 0 ? `−${rows}` : '0';
    super('usage', `${op}: index ${index} at position ${position} is outside [${lowest}, ${rows}).`);
    this.op = op;
    this.index = index;
    this.position = position;
    this.rows = rows;
  }
}

/** A program reads an input or a state variable that it does not declare, or is asked for a name that it does not have. */
export class UndeclaredError extends InkgradError {
  override readonly name: string = 'UndeclaredError';
  readonly program: string;
  readonly names: readonly string[];

  /** @param sentence what about the names is wrong, without a full stop */
  constructor(program: string, names: readonly string[], sentence: string) {
    super('usage', `program "${program}": ${sentence}.`);
    this.program = program;
    this.names = names;
  }
}

/** A backend that is absent, was lost, or cannot run a plan. Nothing falls back to another backend by itself. */
export class BackendError extends InkgradError {
  override readonly name: string = 'BackendError';
  readonly backend: string;
  readonly reason: string;

  constructor(backend: string, reason: string, options?: ErrorOptions) {
    super('backend', `backend "${backend}": ${reason}`, options);
    this.backend = backend;
    this.reason = reason;
  }
}

/** A defect of inkgrad itself. */
export class InternalError extends InkgradError {
  override readonly name: string = 'InternalError';
  constructor(message: string) {
    super('internal', `internal: ${message}; please report this.`);
  }
}
