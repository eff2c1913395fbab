/**
 * Wrong values of every kind at every argument of every function that the package exports: a call works, or it throws
 * an error of inkgrad that names the function. Never an error of JavaScript's own, and never silence about a key or a
 * kind that the function does not know.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, InkgradError, isInkgradError, UnknownNameError } from '../../src/index.ts';
import { examples, exported, type Parameter } from './examples.ts';
import { samples } from './kinds.ts';

const callables = Object.entries(exported).filter(
  ([, value]) => typeof value === 'function' && !(value.prototype instanceof InkgradError) && value !== InkgradError,
);
const names = callables.map(([name]) => name) as (keyof typeof examples)[];

const isClass = (value: unknown): boolean => /^class\b/.test(String(value));

/** What came of a call: its error, or undefined. */
async function outcome(name: string, given: readonly unknown[]): Promise<unknown> {
  const callable = exported[name as keyof typeof exported];
  try {
    const result: unknown = isClass(callable)
      ? Reflect.construct(callable as new () => unknown, given)
      : Reflect.apply(callable as () => unknown, undefined, given);
    const value = (await result) as { dispose?: () => unknown; compile?: unknown } | undefined;
    if (typeof value?.compile === 'function') await value.dispose?.();
    return undefined;
  } catch (error) {
    return error;
  }
}

const named = (name: string): RegExp => new RegExp(`(^|[^A-Za-z])${name}([^A-Za-z]|$)`);

/** These take a moment each time that they work. */
const slow: ReadonlySet<string> = new Set(['measurePeak', 'openGpuDevice']);

/**
 * @throws unless `error` is none, or one of inkgrad that names the function and does not blame inkgrad. What a backend
 * cannot do here is its own matter, and named after it.
 */
function expectWorksOrSays(name: string, error: unknown, given: string): void {
  if (error === undefined) return;
  const text = error instanceof Error ? error.stack : String(error);
  if (!isInkgradError(error)) expect.unreachable(`${name}(${given}): ${text}`);
  expect(error.kind, `${name}(${given}): ${text}`).not.toBe('internal');
  if (error.kind !== 'backend') expect(error.message, `${name}(${given})`).toMatch(named(name));
}

const valuesOf = (parameters: readonly Parameter[]): unknown[] => parameters.map(({ value }) => value());

it('every exported function has a row, and every row a function', () => {
  expect(Object.keys(examples).sort()).toEqual([...names].sort());
});

describe.each(names.filter((name) => examples[name].length > 0))('%s', (name) => {
  const parameters: readonly Parameter[] = examples[name];

  it('works', async () => {
    expect(await outcome(name, valuesOf(parameters))).toBeUndefined();
  });

  it.each(parameters.map((parameter, at) => [at, parameter] as const))(
    'refuses what argument %i cannot be',
    async (at, { kinds }) => {
      for (const { kind, title, make } of samples) {
        const error = await outcome(name, valuesOf(parameters).with(at, make()));
        expectWorksOrSays(name, error, `argument ${at} as ${title}`);
        if (kinds.length > 0 && !kinds.includes(kind)) {
          expect(error, `${name} takes ${title} for argument ${at}`).toBeInstanceOf(InkgradError);
        }
      }
    },
  );

  it('can do without what may be left out, and says what may not', async () => {
    for (let length = 0; length < parameters.length; length++) {
      const error = await outcome(name, valuesOf(parameters.slice(0, length)));
      expectWorksOrSays(name, error, `${length} arguments`);
      const needed = parameters.slice(length).some(({ kinds }) => kinds.length > 0 && !kinds.includes('undefined'));
      if (needed) expect(error, `${length} arguments`).toBeInstanceOf(ArgumentError);
      else if (parameters.slice(length).every(({ kinds }) => kinds.includes('undefined')))
        expect(error).toBeUndefined();
    }
  });

  const options = parameters.flatMap(({ keys }, at) => (keys === undefined ? [] : [[at, keys] as const]));
  if (options.length > 0) {
    it.each(options)('knows the keys of argument %i', async (at, keys) => {
      for (const wrong of ['colour', ...keys.map((key) => key.toUpperCase()), ...keys.map((key) => `${key}s${key}`)]) {
        const values = valuesOf(parameters);
        const error = await outcome(name, values.with(at, { ...(values[at] as object), [wrong]: 1 }));
        expectWorksOrSays(name, error, `{ ${wrong} }`);
        expect(error, `{ ${wrong} }`).toBeInstanceOf(UnknownNameError);
        const meant = keys.find((key) => key.toUpperCase() === wrong);
        expect((error as UnknownNameError).nearest).toBe(meant);
      }
      for (const key of keys) {
        for (const { title, make } of samples) {
          const values = valuesOf(parameters);
          const error = await outcome(name, values.with(at, { ...(values[at] as object), [key]: make() }));
          expectWorksOrSays(name, error, `{ ${key}: ${title} }`);
        }
      }
    });
  }

  it('stands whatever comes', async () => {
    const anything = fc.anything({
      withBigInt: true,
      withMap: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    const value = fc.oneof(
      fc.constantFrom(...samples).map(({ make }) => make()),
      anything,
    );
    const calls = fc.tuple(fc.array(value, { maxLength: parameters.length + 1 }), fc.func(fc.boolean()));
    await fc.assert(
      fc.asyncProperty(calls, async ([given, isRight]) => {
        const mixed = given.map((one, at) => (at < parameters.length && isRight(at) ? parameters[at]!.value() : one));
        expectWorksOrSays(name, await outcome(name, mixed), fc.stringify(mixed).slice(0, 300));
      }),
      { numRuns: slow.has(name) ? 10 : 60 },
    );
  });
});
