// @ts-check
/** Programs in documents and docstrings, run in this process on the sources of the packages. */
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** @typedef {Readonly<Record<string, unknown>>} Names */

/**
 * What the packages export, from their sources.
 * @param {string} root of the checkout
 * @returns {Promise<Record<string, Names>>} by the name under which they are imported
 */
export async function loadPackages(root) {
  const files = {
    '@inkgrad/tensor': 'tensor/src/node.ts',
    '@inkgrad/tensor/text': 'tensor/src/text/index.ts',
    '@inkgrad/nn': 'nn/src/index.ts',
    '@inkgrad/nn/node': 'nn/src/node/index.ts',
    '@inkgrad/nn/json': 'nn/src/json/index.ts',
    '@inkgrad/charts': 'charts/src/index.ts',
    '@inkgrad/experiments': 'experiments/src/index.ts',
  };
  const loaded = Object.entries(files).map(async ([name, file]) => [
    name,
    await import(path.join(root, 'packages', file)),
  ]);
  return Object.fromEntries(await Promise.all(loaded));
}

/** What programs import of Node, and how the folders that they made are removed. */
export function nodeModules() {
  /** @type {string[]} */
  const made = [];
  const mkdtemp = async (/** @type {string} */ prefix) => {
    const folder = await fs.mkdtemp(prefix);
    made.push(folder);
    return folder;
  };
  const modules = { 'node:fs/promises': { ...fs, mkdtemp }, 'node:os': { tmpdir }, 'node:path': path };
  return { modules, removeFolders: () => Promise.all(made.map((folder) => fs.rm(folder, { recursive: true }))) };
}

/**
 * Runs a program with names of its own.
 * @param {string} program the body of an async function
 * @param {Names} names
 */
export async function runProgram(program, names) {
  const run = new Function(...Object.keys(names), `return (async () => {${program}\n})();`);
  await run(...Object.values(names));
}

/** The blocks of a document that are marked as programs, as one; what it imports comes from `modules`. @param {string} document */
export const programOf = (document) =>
  [...document.matchAll(/^```js\n(.*?)^```$/gms)]
    .map(([, code]) => code)
    .join('\n')
    .replace(/^import (\{[^}]*\}) from ('.*');$/gm, 'const $1 = modules[$2];');

/** The examples of a docstring, each as the lines of a program. @param {string} doc @returns {string[]} */
export const examplesOf = (doc) => {
  const parts = doc.split(/^@example[^\S\n]*\n?/m).slice(1);
  return parts.map((part) => part.split(/^@\w+/m)[0] ?? '');
};

/**
 * An example whose lines `expression; // → value` check that they give that value.
 * @param {string} example
 */
export const checked = (example) =>
  example.replace(
    /^(?!const |let |import )(.*?);? \/\/ → (.*)$/gm,
    (_, expression, value) => `$equal(${expression}, ${value});`,
  );

/**
 * Whether a value is what an example says, where numbers are as it prints them: to about four digits.
 * @param {unknown} value @param {unknown} said @returns {boolean}
 */
export function same(value, said) {
  if (typeof value === 'number' && typeof said === 'number') {
    return Object.is(value, said) || Math.abs(value - said) <= 6e-4 * Math.max(1, Math.abs(said));
  }
  if (ArrayBuffer.isView(value)) return same(Array.from(/** @type {Float32Array} */ (value)), said);
  if (typeof value !== 'object' || value === null || typeof said !== 'object' || said === null) return value === said;
  const [own, other] = [Object.entries(value), Object.entries(said)];
  return own.length === other.length && other.every(([key, item]) => same(/** @type {any} */ (value)[key], item));
}
