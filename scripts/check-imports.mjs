// @ts-check
/**
 * Checks what imports may cross: `node scripts/check-imports.mjs [ROOT]`.
 *
 * 1. A relative import names an existing file of the same package.
 * 2. Packages import each other by name, along the arrows cli → mnist → experiments → {charts, nn → tensor} only, and never themselves.
 * 3. No Node built-in module is reachable from the entries that run in browsers (`page-entries.mjs`), nor is gpu.js
 *    from any but its own.
 *
 * It does not look for cycles between files or undeclared dependencies; Biome and knip do (see docs/development.md).
 * A dynamic import whose name is computed is not seen.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { broughtBy, pageEntries } from './page-entries.mjs';
import { parseSource } from './parse-source.mjs';

/** The packages that each package may import. */
const arrows = {
  tensor: [],
  nn: ['tensor'],
  charts: [],
  experiments: ['tensor', 'nn', 'charts'],
  mnist: ['tensor', 'nn', 'charts', 'experiments'],
  cli: ['tensor', 'nn', 'charts', 'experiments', 'mnist'],
  // Nothing may import it.
  fuzz: ['tensor', 'nn', 'experiments', 'mnist'],
};

const scope = '@inkgrad/';
const sourceCondition = '@inkgrad/source';
const sourceFolders = ['src', 'test', 'bench', 'scripts', 'bin'];
const sourceFile = /\.(ts|mts|js|mjs)$/;

/**
 * @typedef {{ specifier: string, typeOnly: boolean }} Import
 * @typedef {{ file: string, packageName: string, inSource: boolean, imports: Import[] }} Module
 */

/**
 * All violations in the checkout at `root`, one sentence each.
 * @param {string} root
 * @returns {{ modules: number, problems: string[] }}
 */
export function checkImports(root) {
  const modules = readModules(root);
  const problems = [...unknownPackages(root)];
  for (const module of modules.values()) {
    for (const { specifier } of module.imports) {
      const problem = boundaryProblem(root, module, specifier);
      if (problem) problems.push(`${show(root, module.file)}: "${specifier}" ${problem}.`);
    }
  }
  for (const [name, entries] of Object.entries(pageEntries)) {
    for (const entry of entries) problems.push(...strangersReachableFrom(root, modules, join(scope, name, entry)));
  }
  return { modules: modules.size, problems };
}

/** @param {string} root @param {string} file */
const show = (root, file) => relative(root, file).split(sep).join('/');

/** @param {string} root */
function packageNames(root) {
  const entries = readdirSync(join(root, 'packages'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** @param {string} root */
function unknownPackages(root) {
  const unknown = packageNames(root).filter((name) => !(name in arrows));
  return unknown.map((name) => `packages/${name}: has no arrows; say in scripts/check-imports.mjs what it may import.`);
}

/** @param {string} root */
function readModules(root) {
  /** @type {Map<string, Module>} */
  const modules = new Map();
  for (const packageName of packageNames(root)) {
    const home = join(root, 'packages', packageName);
    const folders = sourceFolders.map((folder) => join(home, folder)).filter((folder) => existsSync(folder));
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    );
    for (const file of files.filter((name) => sourceFile.test(name))) {
      const inSource = file.startsWith(join(home, 'src') + sep) && !file.includes('.test.');
      modules.set(file, { file, packageName, inSource, imports: importsOf(file) });
    }
  }
  return modules;
}

/**
 * Static imports, re-exports and dynamic imports of a file. An import is type-only if the whole statement is, as
 * `verbatimModuleSyntax` then erases it.
 * @param {string} file
 * @returns {Import[]}
 */
function importsOf(file) {
  const { text, module } = parseSource(file);
  const imports = module.staticImports.map(({ start, moduleRequest }) => ({
    specifier: moduleRequest.value,
    typeOnly: /^import\s+type\b/.test(text.slice(start)),
  }));
  for (const { start, entries } of module.staticExports) {
    const specifier = entries.find((entry) => entry.moduleRequest)?.moduleRequest?.value;
    if (specifier) imports.push({ specifier, typeOnly: /^export\s+type\b/.test(text.slice(start)) });
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(['"`])([^$]*)\1$/s.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[2]) imports.push({ specifier: literal[2], typeOnly: false });
  }
  return imports;
}

/**
 * What is wrong with an import as such, if anything.
 * @param {string} root
 * @param {Module} module
 * @param {string} specifier
 */
function boundaryProblem(root, module, specifier) {
  if (specifier.startsWith('.')) {
    const home = join(root, 'packages', module.packageName) + sep;
    const target = resolve(dirname(module.file), specifier);
    if (!target.startsWith(home)) return `leaves package ${scope}${module.packageName}; import other packages by name`;
    // What a build emits is not there to be found.
    if (target.startsWith(join(home, 'dist') + sep)) return module.inSource ? 'imports built output' : undefined;
    return existsSync(target) ? undefined : 'names no file; relative imports are written in full, ".ts" included';
  }
  if (!specifier.startsWith(scope)) return undefined;
  const target = specifier.slice(scope.length).split('/')[0] ?? '';
  if (target === module.packageName) {
    return module.inSource ? 'imports its own package by name; use a relative import' : undefined;
  }
  const allowed = /** @type {Record<string, string[]>} */ (arrows)[module.packageName] ?? [];
  return allowed.includes(target)
    ? undefined
    : 'goes against the arrows cli → mnist → experiments → {charts, nn → tensor}';
}

/** Packages that only an entry of their own may bring. */
const optionalPackages = ['gpu.js', 'webgpu'];

/**
 * Modules that a browser would meet when it loads an entry but does not have, or should not: with the way there.
 * @param {string} root
 * @param {Map<string, Module>} modules
 * @param {string} specifier of the entry
 */
function strangersReachableFrom(root, modules, specifier) {
  const entry = entryOf(root, specifier);
  if (!entry || !modules.has(entry)) return [`${specifier}: has no "${sourceCondition}" file in "exports".`];
  const brought = /** @type {Record<string, string[]>} */ (broughtBy)[specifier] ?? [];
  const problems = [];
  const ways = new Map([[entry, [entry]]]);
  // A Map visits what is added to it while it is iterated: breadth first, so ways are shortest.
  for (const [file, way] of ways) {
    for (const { specifier: wanted, typeOnly } of modules.get(file)?.imports ?? []) {
      if (typeOnly) continue;
      const path = way.map((step) => show(root, step)).join(' → ');
      if (isBuiltin(wanted)) {
        problems.push(`${path}: "${wanted}" exists only in Node, and ${specifier} must load in a browser.`);
        continue;
      }
      if (optionalPackages.includes(wanted) && !brought.includes(wanted)) {
        problems.push(`${path}: "${wanted}" need not be installed, and ${specifier} must load without.`);
        continue;
      }
      const target = wanted.startsWith('.') ? resolve(dirname(file), wanted) : entryOf(root, wanted);
      if (target && modules.has(target) && !ways.has(target)) ways.set(target, [...way, target]);
    }
  }
  return problems;
}

/**
 * The source file that a name of one of our packages stands for in a page.
 * @param {string} root
 * @param {string} specifier
 */
function entryOf(root, specifier) {
  const [name, ...rest] = specifier.startsWith(scope) ? specifier.slice(scope.length).split('/') : [];
  if (!name || !existsSync(join(root, 'packages', name, 'package.json'))) return undefined;
  const home = join(root, 'packages', name);
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const source = exports?.[['.', ...rest].join('/')]?.[sourceCondition];
  return source ? join(home, source) : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { modules, problems } = checkImports(resolve(process.argv[2] ?? '.'));
  for (const problem of problems) console.error(problem);
  console.error(`${modules} modules, ${problems.length} forbidden imports`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
