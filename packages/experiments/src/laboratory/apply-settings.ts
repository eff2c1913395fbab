/**
 * Puts settings into an experiment. Every path is checked against the schema on the way, so that an error can name the
 * nearest right one; the whole is checked in the end as an experiment file is.
 */
import { nearestName } from '@inkgrad/tensor/text';
import { ConfigError } from '../errors.ts';
import { parseExperiment } from '../experiment/parse.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type JsonSchema, objectOfName, schemaAbove, schemaAt, valueAt } from '../experiment/schema-at.ts';
import { mistakeOfJson, type Setting, shownSetting } from './setting.ts';

type JsonObject = Record<string, unknown>;
type Key = string | number;

const path = (keys: readonly Key[]): string => keys.join('.');
const kindNames: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
};

/** `$schema` is for editors, and no part of an experiment. */
const isSetting = (key: string): boolean => !key.startsWith('$');

function isList(schema: JsonSchema | undefined): boolean {
  return schema?.type === 'array';
}

/**
 * The paths that settings may have, those of absent keys with them; not the lists and objects they are in.
 * @example
 * const layers = [{ type: 'dense', units: 2, activation: 'softmax' }];
 * const experiment = parseExperiment({ name: 'small', layers, optimizer: { type: 'adam' }, epochs: 3 }, 'small.json');
 * settingPaths(experiment).includes('optimizer.learningRate'); // → true
 */
export function settingPaths(experiment: Experiment): string[] {
  const found: string[] = [];
  const visit = (keys: readonly Key[]): void => {
    const schema = schemaAt(experiment, keys);
    const value = valueAt(experiment, keys);
    if (isList(schema)) {
      for (const index of Array.isArray(value) ? value.keys() : []) visit([...keys, index]);
    } else if (schema?.properties !== undefined) {
      for (const key of Object.keys(schema.properties).filter(isSetting)) visit([...keys, key]);
    } else if (schema === undefined && schemaAbove(experiment, keys)?.oneOf !== undefined) {
      found.push(path([...keys, 'type']));
    } else {
      found.push(path(keys));
      const settings = Object.keys(objectOfName(experiment, keys)?.properties ?? {}).filter((key) => key !== 'name');
      found.push(...settings.map((key) => path([...keys, key])));
    }
  };
  visit([]);
  return found;
}

/** Walks a setting's path through one experiment. */
class Walk {
  readonly #experiment: Experiment;
  readonly #setting: Setting;
  readonly #json: JsonObject;

  constructor(experiment: Experiment, setting: Setting, json: JsonObject) {
    this.#experiment = experiment;
    this.#setting = setting;
    this.#json = json;
  }

  fail(sentence: string): ConfigError {
    return new ConfigError(shownSetting(this.#setting), [{ path: this.#setting.path, sentence }]);
  }

  /** The path as keys and indices, each known to the schema. */
  keys(): Key[] {
    const keys: Key[] = [];
    const words = this.#setting.path.split('.');
    for (const [depth, word] of words.entries()) keys.push(this.#next(keys, word, words.slice(depth + 1)));
    return keys;
  }

  #next(keys: readonly Key[], word: string, rest: readonly string[]): Key {
    const schema = schemaAt(this.#json, keys);
    if (isList(schema)) return this.#index(keys, word);
    const named = objectOfName(this.#json, keys);
    if (named !== undefined) return this.#key(keys, word, rest, Object.keys(named.properties!));
    if (schema?.properties !== undefined)
      return this.#key(keys, word, rest, Object.keys(schema.properties).filter(isSetting));
    const alternatives = schemaAbove(this.#json, keys)?.oneOf;
    if (alternatives === undefined) {
      const kind = kindNames[schema?.type ?? ''];
      throw this.fail(`${path(keys)} has nothing in it${kind === undefined ? '' : `; it is ${kind}`}.`);
    }
    // Of a type that is none the check of the whole speaks.
    if (word === 'type' || valueAt(this.#json, [...keys, 'type']) !== undefined) return word;
    const types = alternatives.map((alternative) => String(alternative.properties?.['type']?.const));
    throw this.fail(`${path(keys)} is not there; set ${path([...keys, 'type'])} too, to ${types.join(' or ')}.`);
  }

  #index(keys: readonly Key[], word: string): number {
    const list = valueAt(this.#json, keys) as readonly unknown[] | undefined;
    const count = list?.length ?? 0;
    if (/^\d+$/.test(word) && Number(word) < count) return Number(word);
    const entries = count === 1 ? '1 entry, 0' : `${count} entries, 0 to ${count - 1}`;
    throw this.fail(`${path(keys)} has ${count === 0 ? 'no entries' : entries}.`);
  }

  #key(keys: readonly Key[], word: string, rest: readonly string[], known: readonly string[]): string {
    if (known.includes(word)) return word;
    const place = keys.length === 0 ? 'an experiment' : path(keys);
    const nearest = nearestName(word, known);
    // The right key in the wrong place: `learningRate` for `optimizer.learningRate`.
    const tail = [word, ...rest].join('.');
    const elsewhere = settingPaths(this.#experiment).find(
      (each) => each.endsWith(`.${tail}`) && each !== path([...keys, tail]),
    );
    const meant = nearest === undefined ? elsewhere : path([...keys, nearest, ...rest]);
    const ending = meant === undefined ? `; known are ${known.join(', ')}.` : `; did you mean ${meant}?`;
    throw this.fail(`${place} has no ${word}${ending}`);
  }

  /** Writes the value, making the objects on the way that are absent. */
  write(keys: readonly Key[]): void {
    const { value } = this.#setting;
    let place: JsonObject = this.#json;
    for (const key of keys.slice(0, -1)) {
      // A name stands for an object with its settings left out.
      if (typeof place[key] === 'string') place[key] = { name: place[key] };
      place[key] ??= {};
      const inner = place[key];
      // Another setting put it there, before its parts.
      if (typeof inner !== 'object')
        throw this.fail(`${String(key)} is set to ${String(inner)}, which has nothing in it.`);
      place = inner as JsonObject;
    }
    const last = keys.at(-1)!;
    // Another kind of optimizer, layer or schedule: what the old one had is not meant for it.
    const isOtherType = last === 'type' && schemaAbove(this.#json, keys.slice(0, -1))?.oneOf !== undefined;
    if (isOtherType && place['type'] !== value) for (const key of Object.keys(place)) delete place[key];
    if (value === null && !Array.isArray(place)) delete place[last];
    else place[last] = structuredClone(value);
  }
}

/** Wholes before their parts and the type before what it decides; else in the order given. */
function inOrder(settings: readonly Setting[]): Setting[] {
  const depth = ({ path }: Setting): number => path.split('.').length - (/\.type$/.test(path) ? 0.5 : 0);
  return [...settings].sort((a, b) => depth(a) - depth(b));
}

/** The settings that a problem of the whole is to be blamed on; all of them where it is none alone. */
function culprits(settings: readonly Setting[], problemPath: string): readonly Setting[] {
  const holds = (setting: Setting): boolean =>
    `${problemPath}.`.startsWith(`${setting.path}.`) || `${setting.path}.`.startsWith(`${problemPath}.`);
  const suspects = settings.filter(holds);
  return suspects.length === 0 ? settings : suspects;
}

/** What is wrong with settings; of a text that was to be an object or a list, why it is none. */
function settingsError(settings: readonly Setting[], error: ConfigError): ConfigError {
  const suspects = culprits(settings, error.problems[0]!.path);
  const problems = error.problems.map(({ path: where, sentence }) => {
    const mistake = suspects.flatMap(({ path: set, value }) => (set === where ? (mistakeOfJson(value) ?? []) : []))[0];
    return { path: where, sentence: mistake === undefined ? sentence : sentence.replace(/\.$/, `: ${mistake}.`) };
  });
  return new ConfigError(suspects.map(shownSetting).join(' '), problems, { cause: error });
}

/**
 * The experiment with the settings in it, checked.
 *
 * A setting of a whole list or object goes before those of its parts, and a `type` before the other keys beside it,
 * wherever they stand. Another `type` of an optimizer, layer or schedule begins it anew, with the defaults of the new type: an
 * optimizer's learning rate too, as one that is good for Adam is not good for SGD. Null takes a key away.
 *
 * @throws ConfigError that names each wrong setting, what is wrong with it and, of an unknown path, the nearest right one
 * @example
 * const layers = [{ type: 'dense', units: 2, activation: 'softmax' }];
 * const experiment = parseExperiment({ name: 'small', layers, optimizer: { type: 'adam' }, epochs: 3 }, 'small.json');
 * applySettings(experiment, [parseSetting('layers.0.units=4')]).layers[0].units; // → 4
 */
export function applySettings(experiment: Experiment, settings: readonly Setting[]): Experiment {
  if (settings.length === 0) return experiment;
  const json = structuredClone(experiment) as unknown as JsonObject;
  const refused: ConfigError[] = [];
  for (const setting of inOrder(settings)) {
    const walk = new Walk(experiment, setting, json);
    try {
      walk.write(walk.keys());
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      refused.push(error);
    }
  }
  if (refused.length === 1) throw refused[0]!;
  if (refused.length > 1) {
    const problems = refused.map(({ message, problems: [problem] }) => ({ path: problem!.path, sentence: message }));
    throw new ConfigError('settings', problems);
  }
  try {
    return parseExperiment(json, experiment.name);
  } catch (error) {
    throw error instanceof ConfigError ? settingsError(settings, error) : error;
  }
}
