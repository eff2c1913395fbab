/**
 * Settings: a path of the experiment schema with a value, as `optimizer.learningRate=0.01` on a command line. Reads them,
 * grids of them and lists of seeds; `apply-settings.ts` puts them into an experiment.
 */
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { ConfigError } from '../errors.ts';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value for a place of an experiment. */
export interface Setting {
  /** Keys and indices joined by points, such as `layers.3.activation`. */
  readonly path: string;
  /** Null takes a key away. */
  readonly value: Json;
}

/** The values that a sweep tries for one place. */
export interface GridAxis {
  readonly path: string;
  /** At least one, all different. */
  readonly values: readonly Json[];
}

const mostSeeds = 10_000;
const largestSeed = 2 ** 32 - 1;

/** Of a setting in an error, in characters. */
const mostShown = 80;

/** A text as the beginning of a sentence. */
function shown(text: string): string {
  if (text === '') return '""';
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

function refused(text: string, sentence: string): ConfigError {
  return new ConfigError(shown(text), [{ path: '', sentence }]);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A value: JSON where it is JSON, else the text itself.
 * @param whole the setting or grid that it is of
 * @throws ConfigError for JSON that has a key twice or is nested too deep
 */
function parseValue(text: string, whole: string): Json {
  if (!isJson(text)) return text;
  try {
    const value = parseJson(text) as Json;
    if (hasInfinity(value)) throw refused(whole, 'a number in it is too large; the largest is about 1.8e308.');
    return value;
  } catch (error) {
    throw error instanceof JsonError ? refused(whole, error.message) : error;
  }
}

/** JSON may have numbers beyond those that there are, and they are read as infinite. */
function hasInfinity(value: Json): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasInfinity);
}

/** What keeps a text from being the list or object of JSON that it looks like, as a clause; undefined for other texts. */
export function mistakeOfJson(value: Json): string | undefined {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return undefined;
  try {
    parseJson(value);
    return undefined;
  } catch (error) {
    if (error instanceof JsonError) return error.message.replace(/\.$/, '');
    throw error;
  }
}

function splitAtEquals(text: string, example: string): [path: string, rest: string] {
  const equals = text.indexOf('=');
  if (equals < 1 || equals === text.length - 1) throw refused(text, `expected path=value, such as ${example}.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/**
 * Reads `path=value`; the value is JSON where it can be read as JSON, else text, so that `relu` needs no quotes.
 * @throws ConfigError for a text without path or value, and for JSON that has a key twice
 * @example
 * parseSetting('optimizer.learningRate=0.01'); // → { path: 'optimizer.learningRate', value: 0.01 }
 */
export function parseSetting(text: string): Setting {
  const [path, value] = splitAtEquals(text, 'optimizer.learningRate=0.01');
  return { path, value: parseValue(value, text) };
}

/**
 * A value as `parseSetting` reads it back.
 * @example
 * formatValue('relu'); // → 'relu'
 */
export function formatValue(value: Json): string {
  return typeof value === 'string' && value !== '' && !isJson(value) ? value : JSON.stringify(value);
}

/**
 * `path=value`, as `parseSetting` reads it back.
 * @example
 * formatSetting({ path: 'batchSize', value: 64 }); // → 'batchSize=64'
 */
export function formatSetting({ path, value }: Setting): string {
  return `${path}=${formatValue(value)}`;
}

/** `path=value` for an error: long values are cut. */
export function shownSetting(setting: Setting): string {
  return shown(formatSetting(setting));
}

/** Parts between the commas that stand in no brackets and no quotes. */
function splitAtCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  // A quote begins a JSON string only where a value or key begins; within text it is a letter like others.
  for (const piece of text.match(/(?<=^|[[{,:])"(?:[^"\\]|\\.)*"|./gsu) ?? []) {
    if (piece === '[' || piece === '{') depth++;
    else if (piece === ']' || piece === '}') depth--;
    if (piece === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

/**
 * Reads `path=a,b,c`. Commas within JSON lists, objects and quotes do not separate.
 * @throws ConfigError for a text without path or values, an empty value, or a value that comes twice
 * @example
 * parseGrid('batchSize=32,64'); // → { path: 'batchSize', values: [32, 64] }
 */
export function parseGrid(text: string): GridAxis {
  const [path, list] = splitAtEquals(text, 'optimizer.learningRate=0.1,0.01');
  const texts = splitAtCommas(list);
  if (texts.includes('')) throw refused(text, 'a value between two commas is missing.');
  const values = texts.map((each) => parseValue(each, text));
  const twice = values.find((value, at) => values.findIndex((other) => sameJson(other, value)) !== at);
  if (twice !== undefined) throw refused(text, `${formatValue(twice)} comes twice.`);
  return { path, values };
}

function sameJson(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Every combination of the axes' values: the last axis changes fastest. No axes have one combination, of no settings.
 * @throws ConfigError for a path that two axes have
 * @example
 * gridCells([parseGrid('batchSize=32,64'), parseGrid('seed=1,2')]).length; // → 4
 */
export function gridCells(axes: readonly GridAxis[]): Setting[][] {
  const twice = axes.find(({ path }, at) => axes.findIndex((other) => other.path === path) !== at);
  if (twice !== undefined) throw refused(twice.path, 'is in the grid twice; give all its values at once.');
  return axes.reduce<Setting[][]>(
    (cells, { path, values }) => cells.flatMap((cell) => values.map((value) => [...cell, { path, value }])),
    [[]],
  );
}

function wholeNumber(text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value <= largestSeed ? value : undefined;
}

/**
 * Reads seeds: `1..5`, `1,2,7` or both, `1..3,10`.
 * @throws ConfigError for what is none, a range that falls, a seed that comes twice, or more than 10,000
 * @example
 * parseSeeds('1..3,10'); // → [1, 2, 3, 10]
 */
export function parseSeeds(text: string): number[] {
  const seeds: number[] = [];
  for (const part of text.split(',')) {
    const ends = part.split('..').map(wholeNumber);
    const [first, last] = [ends[0], ends.at(-1)];
    if (first === undefined || last === undefined || ends.length > 2) {
      const expected = `expected whole numbers from 0 to ${largestSeed}, such as 1..5 or 1,2,7`;
      throw refused(text, `${expected}, received "${part}".`);
    }
    if (last < first) throw refused(text, `the range ${part} falls; did you mean ${last}..${first}?`);
    if (seeds.length + last - first >= mostSeeds) throw refused(text, `these are more than ${mostSeeds} seeds.`);
    for (let seed = first; seed <= last; seed++) seeds.push(seed);
  }
  const twice = seeds.find((seed, at) => seeds.indexOf(seed) !== at);
  if (twice !== undefined) throw refused(text, `seed ${twice} comes twice.`);
  return seeds;
}
