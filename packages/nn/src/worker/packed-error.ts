/**
 * Errors as plain data, since a structured clone forgets classes and fields. Those of inkgrad become instances of their
 * classes again; others what the clone makes of them.
 */
import {
  ArgumentError,
  BackendError,
  DTypeError,
  IndexRangeError,
  InkgradError,
  InternalError,
  isInkgradError,
  ShapeError,
  UndeclaredError,
} from '@inkgrad/tensor';
import {
  DataError,
  LayerShapeError,
  LossOutputError,
  ModelFileError,
  ModelStateError,
  NonFiniteLossError,
  NonFiniteValueError,
  UnknownNameError,
} from '../errors.ts';
import { JsonError } from '../json/json-error.ts';

export interface PackedError {
  /** What it is called where it was thrown. */
  readonly token: number;
  /** Of an error that comes back to where it was thrown there is no more. */
  readonly content?: Content;
}

type Content =
  | { readonly name: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }
  /** An error that is none of inkgrad's, as far as it can be cloned. */
  | { readonly cloned: unknown };

/** By the names that errors have. */
const classes: Readonly<Record<string, object>> = {
  ArgumentError,
  BackendError,
  DTypeError,
  DataError,
  IndexRangeError,
  InternalError,
  JsonError,
  LayerShapeError,
  LossOutputError,
  ModelFileError,
  ModelStateError,
  NonFiniteLossError,
  NonFiniteValueError,
  ShapeError,
  UndeclaredError,
  UnknownNameError,
};

/** On an error that came from the other side: what it is called there. */
const tokenKey = Symbol('inkgrad.token');

/** @param thrown keeps the error, for when it comes back */
export function packError(error: unknown, thrown: Map<number, unknown>): PackedError {
  if (typeof error === 'object' && error !== null && tokenKey in error) return { token: error[tokenKey] as number };
  const token = thrown.size;
  thrown.set(token, error);
  if (!isInkgradError(error)) return { token, content: { cloned: cloneable(error) } };
  const { name, message, cause: _, ...fields } = { ...error, name: error.name, message: error.message };
  return { token, content: { name, message, fields } };
}

/** @param thrown on this side: an error from there is given back itself */
export function unpackError({ token, content }: PackedError, thrown: ReadonlyMap<number, unknown>): unknown {
  if (content === undefined) return thrown.get(token);
  const error = 'cloned' in content ? content.cloned : revive(content.name, content.message, content.fields);
  if (typeof error === 'object' && error !== null) Object.defineProperty(error, tokenKey, { value: token });
  return error;
}

/** An instance made without its constructor, which would word the message anew. */
function revive(name: string, message: string, fields: Readonly<Record<string, unknown>>): object {
  const made = Object.hasOwn(classes, name) ? classes[name]! : InkgradError;
  const error = Reflect.construct(Error, [message], made as typeof InkgradError) as Error;
  // What `isInkgradError` looks for, whichever copy of the package asks.
  Object.defineProperty(error, Symbol.for('inkgrad.error'), { value: true });
  return Object.assign(error, { ...fields, name });
}

function cloneable(error: unknown): unknown {
  try {
    return structuredClone(error);
  } catch {
    return new Error(String(error));
  }
}
