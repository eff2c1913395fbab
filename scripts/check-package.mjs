// @ts-check
/**
 * Checks what the package in the current folder would publish: `node ../../scripts/check-package.mjs`, after its build.
 *
 * publint judges package.json against the files that would be packed; then Node imports each entry of `exports` as a
 * user's program would, and each must have its types beside it. What a page would load of it (`page-entries.mjs`) is read
 * as it was emitted: a bundler follows what stands there, whatever the sources say.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'oxc-parser';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { broughtBy, pageEntries } from './page-entries.mjs';

/** What an entry tells Node and the editor, and what it tells pages, in the order in which they are tried. */
const conditions = '@inkgrad/source,types,default';

const require = createRequire(join(process.cwd(), 'package.json'));
const { name, exports = {}, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8'));
const { messages } = await publint({ pkgDir: process.cwd(), strict: true });
const problems = messages.map((message) => formatMessage(message, { name, exports, ...manifest }, { color: false }));

/** @param {string} entry @param {Record<string, unknown>} target @returns {string[]} files that it names */
function checkConditions(entry, target) {
  const { node, ...others } = target;
  if (Object.keys(others).join() !== conditions || (node !== undefined && Object.keys(target)[0] !== 'node')) {
    problems.push(`exports["${entry}"] must have the conditions (node,) ${conditions}, in this order`);
  }
  const inNode = node === undefined ? [] : checkConditions(`${entry}"]["node`, /** @type {{}} */ (node));
  return [...inNode, .../** @type {string[]} */ (Object.values(others))];
}

/**
 * Reads the emitted files that a page would load for an entry.
 * @param {string} specifier
 * @param {string} first
 */
function checkPage(specifier, first) {
  const brought = /** @type {Record<string, string[]>} */ (broughtBy)[specifier] ?? [];
  const files = new Set([resolve(first)]);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const refuse = (/** @type {string} */ what) => problems.push(`${specifier}: ${file} ${what}`);
    // tsc puts a function around an import whose name is no literal, and bundlers then take it for a module's own.
    if (text.includes('__rewriteRelativeImportExtension')) refuse('imports what its text does not name');
    // Who visits a page installs nothing, and who builds one has a bundle to think of.
    if (text.includes('npm install')) refuse('speaks of npm install');
    const { staticImports, staticExports, dynamicImports } = parseSync(file, text).module;
    const wanted = [
      ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...staticExports.flatMap(({ entries }) => entries.flatMap((each) => each.moduleRequest?.value ?? [])),
      ...dynamicImports.map(({ moduleRequest: { start, end } }) =>
        text.slice(start, end).replaceAll(/^['"`]|['"`]$/g, ''),
      ),
    ];
    for (const name of wanted) {
      if (name.startsWith('.')) files.add(resolve(dirname(file), name));
      else if (!brought.includes(name) && !isDependency(name)) refuse(`imports "${name}"`);
    }
  }
}

/** @param {string} specifier */
const isDependency = (specifier) =>
  Object.keys(manifest.dependencies ?? {}).some((known) => specifier === known || specifier.startsWith(`${known}/`));

const page = /** @type {Record<string, string[]>} */ (pageEntries)[basename(process.cwd())] ?? [];
for (const [entry, target] of Object.entries(exports)) {
  const specifier = join(name, entry);
  const files = typeof target === 'string' ? [target] : checkConditions(entry, target);
  const missing = files.filter((file) => !existsSync(file));
  for (const file of missing) problems.push(`exports["${entry}"] names ${file}, which does not exist`);
  if (typeof target === 'string' || missing.length > 0) continue;
  if (page.includes(entry)) checkPage(specifier, target.default);
  try {
    // A package can name itself, and then meets its own exports as others do.
    const module = await import(pathToFileURL(require.resolve(specifier)).href);
    console.log(`${specifier}: ${Object.keys(module).length} exports`);
  } catch (error) {
    problems.push(`import "${specifier}" fails: ${error instanceof Error ? error.message : error}`);
  }
}

// Parcel reads no `exports` unless it is told to; it finds what pages load by `main` and by an `alias` of its own.
const { main, alias = {} } = manifest;
for (const [entry, file] of Object.entries({ ...(page.length > 0 ? { '.': main } : {}), ...alias })) {
  const target = exports[entry];
  const expected = typeof target === 'string' ? target : target?.default;
  if (file !== expected) problems.push(`${entry} is ${file} to Parcel, but ${expected} to others`);
}
for (const entry of page)
  if (entry !== '.' && !(entry in alias)) problems.push(`"alias" has no ${entry}, where Parcel would look for it`);

for (const problem of problems) console.error(`${name}: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
