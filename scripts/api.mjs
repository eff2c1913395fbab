// @ts-check
/**
 * What programs can rely on, as one text for each package, so that a review sees it change: `node scripts/api.mjs
 * [--update] FOLDER…`, after a build. It compares each folder's `api.md` with what its entries declare now, and exits 1
 * where they differ; `--update` writes it. `pnpm api` builds and updates all.
 *
 * The text is the declarations that TypeScript emitted, without comments, by entry and name; then whatever these mention that
 * no entry exports, as a change there changes them. In which file something stands is not said: it may move.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSource, withoutComments } from './parse-source.mjs';

/**
 * Where a name leads: a declaration of a file, or another package's export.
 * @typedef {{ file: string, name: string }} Place
 * @typedef {{ from?: string, name: string }} Way `name` of the file or package `from`, or of the same file
 * @typedef {Record<string, any>} Node of the syntax tree
 * @typedef {{ text: string, comments: { start: number, end: number }[], declared: Map<string, Node[]>, imported: Map<string, Way>, exported: Map<string, Way>, stars: string[] }} Module
 */

/** @type {Map<string, Module>} */
const modules = new Map();

/** @param {string} file @returns {Module} */
function read(file) {
  const known = modules.get(file);
  if (known) return known;
  const { text, body, comments } = parseSource(file);
  /** @type {Module} */
  const module = { text, comments, declared: new Map(), imported: new Map(), exported: new Map(), stars: [] };
  const nameOf = (/** @type {Node} */ node) => node['name'] ?? node['value'];
  const declare = (/** @type {Node} */ node, /** @type {boolean} */ isExported) => {
    for (const { id } of node['declarations'] ?? [node]) {
      module.declared.set(id.name, [...(module.declared.get(id.name) ?? []), node]);
      if (isExported) module.exported.set(id.name, { name: id.name });
    }
  };
  for (const node of /** @type {Node[]} */ (body)) {
    const from = node['source']?.value;
    if (node['type'] === 'ImportDeclaration')
      for (const each of node['specifiers'])
        module.imported.set(each.local.name, { from, name: each.imported ? nameOf(each.imported) : '*' });
    else if (node['type'] === 'ExportAllDeclaration') module.stars.push(from);
    else if (node['type'] === 'ExportNamedDeclaration' && node['declaration']) declare(node['declaration'], true);
    else if (node['type'] === 'ExportNamedDeclaration')
      for (const each of node['specifiers'])
        module.exported.set(nameOf(each.exported), { ...(from && { from }), name: nameOf(each.local) });
    else if (node['id'] || node['declarations']) declare(node, false);
    else throw new Error(`${file}: api.mjs knows no ${node['type']}`);
  }
  modules.set(file, module);
  return module;
}

/** Emitted declarations name sources: `./x.ts`. @param {string} file @param {string} specifier */
const fileOf = (file, specifier) => resolve(dirname(file), specifier.replace(/(\.d)?\.[jt]s$/, '.d.ts'));

/** Whether a place is a file of the package rather than another package. @param {string} file */
const isOwn = (file) => isAbsolute(file);

/** Follows a way to where something is declared. @param {string} file @param {Way} way @returns {Place} */
function follow(file, { from, name }) {
  if (from && !from.startsWith('.')) return { file: from, name };
  if (from) return placeOf(fileOf(file, from), name);
  const imported = read(file).imported.get(name);
  return imported ? follow(file, imported) : { file, name };
}

/** @param {string} file @param {string} name that it exports @returns {Place} */
function placeOf(file, name) {
  const found = exportsOf(file).get(name);
  if (!found) throw new Error(`${file} exports no ${name}`);
  return found;
}

/** All names that a file exports. @param {string} file @returns {Map<string, Place>} */
function exportsOf(file) {
  const { exported, stars } = read(file);
  const ofStars = stars.flatMap((from) => {
    if (!from.startsWith('.')) throw new Error(`${file}: names behind "export * from '${from}'" are unknown`);
    return [...exportsOf(fileOf(file, from))];
  });
  return new Map([...ofStars, ...[...exported].map(([name, way]) => /** @type {const} */ ([name, follow(file, way)]))]);
}

/** What a declaration mentions. @param {Place} place @returns {Place[]} */
function mentioned({ file, name }) {
  const { declared, imported } = read(file);
  /** @type {Place[]} */
  const places = [];
  const visit = (/** @type {unknown} */ value) => {
    if (Array.isArray(value)) value.forEach(visit);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const node = /** @type {Node} */ (value);
    if (node['type'] === 'TSImportType') {
      const first = leftmost(node['qualifier']);
      if (first) places.push(follow(file, { from: node['source'].value, name: first }));
    } else if (node['type'] === 'Identifier') {
      if (declared.has(node['name']) || imported.has(node['name'])) places.push(follow(file, { name: node['name'] }));
    }
    for (const [key, child] of Object.entries(node)) {
      // A member's or an argument's name is none of the file's; its type may be.
      if ((key === 'key' && !node['computed']) || key === 'id') continue;
      if (key === 'params' && Array.isArray(child))
        for (const each of child)
          visit(each.typeAnnotation ?? (each.type === 'TSTypeParameter' || !('name' in each) ? each : undefined));
      else visit(child);
    }
  };
  visit(declared.get(name));
  return places;
}

/** @param {Node | null | undefined} name a name with dots @returns {string | undefined} */
const leftmost = (name) => (name?.['left'] ? leftmost(name['left']) : name?.['name']);

/** A declaration as text. @param {Place} place @param {string} as the name under which it is exported */
function textOf({ file, name }, as) {
  if (!isOwn(file)) return `export { ${name === as ? name : `${name} as ${as}`} } from '${file}';`;
  const module = read(file);
  const plain = (module.declared.get(name) ?? []).map(({ start, end }) =>
    withoutComments(module, start, end)
      .replace(/^declare /, '')
      .replaceAll(/import\("\.[^"]*"\)\./g, ''),
  );
  const lines = plain
    .join('\n')
    .split('\n')
    .map((line) => line.trimEnd());
  const said = lines.filter((line) => line !== '').join('\n');
  return name === as ? said : `${said}\nexport { ${name} as ${as} };`;
}

/** @param {string} title @param {string[]} texts declarations; two that one statement makes have the same */
const sectionOf = (title, texts) => `## ${title}\n\n\`\`\`ts\n${[...new Set(texts)].join('\n')}\n\`\`\`\n`;

/** The text of a package. @param {string} folder @returns {string | undefined} undefined without an entry that has types */
export function apiOf(folder) {
  const { name, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const typed = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'object' ? [/** @type {const} */ ([entry, resolve(folder, target.types)])] : [],
  );
  if (typed.length === 0) return undefined;
  const keyOf = (/** @type {Place} */ place) => `${place.file}#${place.name}`;
  /** @type {Map<string, string>} places that an entry exports, and which */
  const said = new Map();
  const sections = typed.map(([entry, file]) => {
    const names = [...exportsOf(file)].sort(([a], [b]) => (a < b ? -1 : 1));
    const texts = names.map(([as, place]) => {
      const before = said.get(keyOf(place));
      if (before !== undefined) return textOf({ file: join(name, before), name: place.name }, as);
      said.set(keyOf(place), entry);
      return textOf(place, as);
    });
    return sectionOf(join(name, entry), texts);
  });
  const places = new Map(
    typed.flatMap(([, file]) => [...exportsOf(file).values()]).map((place) => [keyOf(place), place]),
  );
  // A Map visits what is added to it while it is iterated.
  for (const place of places.values())
    if (isOwn(place.file))
      for (const other of mentioned(place)) if (!places.has(keyOf(other))) places.set(keyOf(other), other);
  const rest = [...places].filter(([key, { file }]) => !said.has(key) && isOwn(file));
  const texts = rest.map(([, place]) => textOf(place, place.name)).sort();
  return [
    `# What ${name} exports`,
    'Written by `pnpm api` from what TypeScript emits; `pnpm test` fails where it is not so.',
    ...sections,
    ...(texts.length > 0 ? [sectionOf('Mentioned above, exported by no entry', texts)] : []),
  ].join('\n\n');
}

/** What is wrong with a package's `api.md`; nothing where it is right. @param {string} folder */
export function differenceOf(folder) {
  const path = join(folder, 'api.md');
  const [now, before] = [apiOf(folder), existsSync(path) ? readFileSync(path, 'utf8') : undefined];
  if (now === before) return undefined;
  const [linesNow, linesBefore] = [(now ?? '').split('\n'), (before ?? '').split('\n')];
  const [gone, come] = [new Set(linesBefore), new Set(linesNow)];
  const changes = [
    ...linesBefore.filter((line) => !come.has(line)).map((line) => `- ${line}`),
    ...linesNow.filter((line) => !gone.has(line)).map((line) => `+ ${line}`),
  ];
  const shown = changes.slice(0, 20).map((line) => (line.length > 200 ? `${line.slice(0, 200)}…` : line));
  const more = changes.length > shown.length ? [`… and ${changes.length - shown.length} lines more`] : [];
  return [
    `${basename(resolve(folder))}: what is exported is not what api.md says. If that is meant, run "pnpm api" and commit it:`,
    ...shown,
    ...more,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folders = process.argv.slice(2).filter((each) => each !== '--update');
  for (const folder of folders) {
    if (process.argv.includes('--update')) {
      const text = apiOf(folder);
      if (text !== undefined) writeFileSync(join(folder, 'api.md'), text);
      if (text !== undefined) console.log(relative('.', join(folder, 'api.md')));
      continue;
    }
    const difference = differenceOf(folder);
    if (difference !== undefined) {
      console.error(difference);
      process.exitCode = 1;
    }
  }
}
