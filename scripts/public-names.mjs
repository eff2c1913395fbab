// @ts-check
/**
 * What the packages export, as their sources declare it: each name with its docstring, its members and theirs. Names are
 * followed through `export … from` to the file that declares them; types are not computed.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSource } from './parse-source.mjs';

/**
 * @typedef {{ name: string, called: boolean, doc: string | undefined, line: number }} Member
 * @typedef {{ name: string, imported: string, file: string, line: number, doc: string | undefined, called: boolean, members: Member[] }} PublicName
 * @typedef {ReturnType<typeof parseSource>['body'][number]} Statement
 * @typedef {{ text: string, body: Statement[], comments: { start: number, end: number, value: string }[] }} Source
 */

/** What a call of these gives is itself called: a layer, a loss, an optimizer. */
const makers = /^(?:define\w+|meanMetric|decayOf|withNames|\w+Factory|\w+Metric|averagePool\w*)$/;

/** @type {Map<string, Source>} */
const sources = new Map();

/** @param {string} file @returns {Source} */
function parsed(file) {
  const known = sources.get(file);
  if (known) return known;
  const { text, body, comments } = parseSource(file);
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  const source = { text, body, comments: docs };
  sources.set(file, source);
  return source;
}

/**
 * Every name that every entry of a package exports from its sources, once.
 * @param {string} root of the checkout @param {string} packageName
 * @returns {PublicName[]}
 */
export function publicNames(root, packageName) {
  const home = join(root, 'packages', packageName);
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  /** @type {Map<string, PublicName>} */
  const found = new Map();
  for (const [entry, conditions] of Object.entries(exports)) {
    const file = conditions['@inkgrad/source'];
    if (!file) continue;
    const imported = `@inkgrad/${packageName}${entry.slice(1)}`;
    for (const [name, at] of exportsOf(join(home, file))) {
      if (!at) continue;
      const key = `${at.file}:${at.local}`;
      if (!found.has(key))
        found.set(key, { ...described(at.file, at.local), name, imported, file: shown(root, at.file) });
    }
  }
  return [...found.values()];
}

/** @param {string} root @param {string} file */
const shown = (root, file) => relative(root, file).split(sep).join('/');

/** Names that a file exports, with the file and the local name of what declares each. @param {string} file @returns {Map<string, { file: string, local: string } | undefined>} */
function exportsOf(file) {
  /** @type {Map<string, { file: string, local: string } | undefined>} */
  const names = new Map();
  for (const statement of parsed(file).body) {
    if (statement.type === 'ExportAllDeclaration') {
      for (const [name, at] of exportsOf(resolve(dirname(file), statement.source.value))) names.set(name, at);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      const from = statement.source.value;
      // What another package declares is of that package.
      const target = from.startsWith('.') ? exportsOf(resolve(dirname(file), from)) : undefined;
      for (const { local, exported } of statement.specifiers) {
        names.set(nameOf(exported), target?.get(nameOf(local)));
      }
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const { local, exported } of statement.specifiers) {
        names.set(nameOf(exported), importedAs(file, nameOf(local)) ?? { file, local: nameOf(local) });
      }
      for (const name of declaredBy(statement.declaration)) names.set(name, { file, local: name });
    }
  }
  return names;
}

/** Where a name comes from that a file imports and exports again. @param {string} file @param {string} name */
function importedAs(file, name) {
  for (const statement of parsed(file).body) {
    if (statement.type !== 'ImportDeclaration' || !statement.source.value.startsWith('.')) continue;
    const found = statement.specifiers.find((specifier) => specifier.local.name === name);
    if (found?.type !== 'ImportSpecifier') continue;
    return exportsOf(resolve(dirname(file), statement.source.value)).get(nameOf(found.imported));
  }
  return undefined;
}

/** @param {any} node of a name, as an identifier or a string */
const nameOf = (node) => String(node.name ?? node.value);

/** @param {any} declaration @returns {string[]} */
function declaredBy(declaration) {
  if (!declaration) return [];
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.map((/** @type {any} */ one) => one.id.name);
  return declaration.id ? [declaration.id.name] : [];
}

/** The docstring, kind and members of what a file declares. @param {string} file @param {string} local */
function described(file, local) {
  const source = parsed(file);
  /** @type {string | undefined} */
  let doc;
  let line = 1;
  let called = false;
  /** @type {Member[]} */
  const members = [];
  for (const statement of source.body) {
    const declaration = /** @type {any} */ (
      'declaration' in statement && statement.declaration ? statement.declaration : statement
    );
    if (!declaredBy(declaration).includes(local)) continue;
    const own = docBefore(source, statement.start);
    doc = doc === undefined ? own : own === undefined ? doc : `${doc}\n${own}`;
    line = lineAt(source, statement.start);
    called ||= isCalled(declaration, local);
    members.push(...membersOf(source, declaration));
  }
  return { doc, line, called, members };
}

/** @param {any} declaration @param {string} local */
function isCalled(declaration, local) {
  if (/Function/.test(declaration.type)) return true;
  if (declaration.type !== 'VariableDeclaration') return false;
  const { init } = declaration.declarations.find((/** @type {any} */ one) => one.id.name === local);
  if (!init) return false;
  return /Function/.test(init.type) || (init.type === 'CallExpression' && makers.test(init.callee.name ?? ''));
}

/** Public fields and methods of an interface, a class or a type literal. @param {Source} source @param {any} declaration @returns {Member[]} */
function membersOf(source, declaration) {
  const body =
    declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'ClassDeclaration'
      ? declaration.body.body
      : declaration.typeAnnotation?.type === 'TSTypeLiteral'
        ? declaration.typeAnnotation.members
        : [];
  /** @type {Map<string, Member>} */
  const members = new Map();
  for (const member of body) {
    const key = member.key;
    if (!key || key.type === 'PrivateIdentifier' || member.computed || member.kind === 'constructor') continue;
    if (member.accessibility === 'private' || member.accessibility === 'protected' || member.override) continue;
    const name = nameOf(key);
    const known = members.get(name);
    const doc = docBefore(source, member.start) ?? known?.doc;
    const called = /Method/.test(member.type) && member.kind !== 'get';
    members.set(name, { name, called, doc, line: lineAt(source, member.start) });
  }
  return [...members.values()];
}

/** The docstring that ends where a declaration begins. @param {Source} source @param {number} start */
function docBefore(source, start) {
  const comment = source.comments.findLast(({ end }) => end <= start);
  const between = comment && source.text.slice(comment.end, start).replace(/^\s*\/\/.*$/gm, '');
  return comment && between?.trim() === '' ? textOf(comment.value) : undefined;
}

/** A comment without its stars. @param {string} value */
const textOf = (value) =>
  value
    .replace(/^\*\s?/, '')
    .replace(/^[ \t]*\*[ \t]?/gm, '')
    .trim();

/** @param {Source} source @param {number} offset */
const lineAt = ({ text }, offset) => text.slice(0, offset).split('\n').length;
