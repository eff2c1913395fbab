/**
 * Reads an experiment from parsed JSON and says in plain sentences what is wrong with it: an unknown key with the
 * nearest right one, a wrong type with its path, what was expected and what came.
 */

import { nearestName, suggestionEnding } from '@inkgrad/tensor/text';
import type { z } from 'zod';
import { ConfigError, type ConfigProblem } from '../errors.ts';
import { type Experiment, experimentSchema } from './schema.ts';
import { schemaAt, valueAt } from './schema-at.ts';

type Issue = z.core.$ZodIssue;

function quotedList(words: readonly unknown[]): string {
  const quoted = words.map((word) => JSON.stringify(word));
  return quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** A value as a sentence shows it. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

/** By JSON Schema's names of types. */
const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a text in quotes',
};

/** What the bounds of an origin count. */
const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: ['entry', 'entries'],
  string: ['character', 'characters'],
};

function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const limit = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
  const words = units[issue.origin];
  const least = issue.code === 'too_small';
  if (words !== undefined) return `have ${least ? 'at least' : 'at most'} ${limit} ${words[limit === 1 ? 0 : 1]}`;
  if (issue.inclusive === false) return `be ${least ? 'greater' : 'less'} than ${limit}`;
  return `be ${least ? 'at least' : 'at most'} ${limit}`;
}

/** Names that a sentence lists beside the one that it guesses. */
const mostListed = 12;

/** What must be so, as "be a number" or "have 2 entries", or undefined where zod's own sentence has to do. */
function requirement(issue: Issue, json: unknown): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const type = schemaAt(json, issue.path)?.type ?? issue.expected;
      return `be ${typeNames[type] ?? type}`;
    }
    case 'too_small':
    case 'too_big':
      return bound(issue);
    case 'invalid_format':
      return 'be letters, digits, ".", "_" and "-", at most 64, beginning with a letter or digit';
    default: {
      const known = choices(issue);
      if (known.length === 0) return undefined;
      // Where the one that was meant is named, a long list of the others would only hide it.
      const value = valueAt(json, issue.path);
      const isMisspelt = typeof value === 'string' && nearestName(value, known) !== undefined;
      return known.length > mostListed && isMisspelt ? `be one of ${known.length} names` : `be ${quotedList(known)}`;
    }
  }
}

function choices(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return issue.options.map(String);
  }
  return [];
}

/** What is wrong, a sentence for each unknown key. */
function sentencesOf(issue: Issue, json: unknown): string[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schemaAt(json, issue.path)?.properties ?? {}).filter((name) => !name.startsWith('$'));
    const place = path === '' ? '' : ` in ${path}`;
    return issue.keys.map((key) => {
      const nearest = nearestName(key, known);
      const hint = nearest === undefined ? `known are ${known.join(', ')}.` : `did you mean "${nearest}"?`;
      return `unknown key "${key}"${place}; ${hint}`;
    });
  }
  const value = valueAt(json, issue.path);
  const subject = path === '' ? 'the experiment' : path;
  const required = requirement(issue, json);
  if (required === undefined) return [`${subject}${issue.message.startsWith('must ') ? '' : ':'} ${issue.message}.`];
  if (value === undefined) return [`${subject} is missing; it must ${required}.`];
  const ending = typeof value === 'string' ? suggestionEnding(value, choices(issue)) : '.';
  return [`${subject} must ${required}, received ${shown(value)}${ending}`];
}

/** Of a value that may be of several kinds what is wrong with it as the kind that it comes nearest to. */
function withinUnion(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly Issue[]): number => Math.max(...issues.map(({ path }) => path.length));
  const nearest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0]!;
  return nearest.flatMap((inner) => withinUnion({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** Unknown keys first: a key that is missing is often the one that was mistyped. */
function byImportance(a: Issue, b: Issue): number {
  return Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys');
}

/**
 * Checks an experiment and fills in its defaults.
 *
 * @param json parsed JSON
 * @param where the file or name that errors give
 * @throws ConfigError that names everything that is wrong
 * @example
 * const layers = [{ type: 'dense', units: 2, activation: 'softmax' }];
 * const experiment = parseExperiment({ name: 'small', layers, optimizer: { type: 'adam' }, epochs: 3 }, 'small.json');
 * experiment.batchSize; // → 32
 */
export function parseExperiment(json: unknown, where: string): Experiment {
  const result = experimentSchema.safeParse(json);
  if (!result.success) {
    const issues = result.error.issues.flatMap(withinUnion);
    const problems = issues.sort(byImportance).flatMap((issue): ConfigProblem[] => {
      const path = issue.path.map(String).join('.');
      return sentencesOf(issue, json).map((sentence) => ({ path, sentence }));
    });
    throw new ConfigError(where, problems, { cause: result.error });
  }
  const { $schema: _, ...experiment } = result.data;
  return { ...experiment, title: experiment.title ?? experiment.name };
}
