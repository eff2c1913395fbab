// @ts-check
/**
 * Builds the site, `site/dist`: every document of the checkout and the API of every package, from its sources' docstrings,
 * with one search over both. TypeDoc makes it; what is here says what goes in and what it is called. Pages need nothing
 * from elsewhere and open from disk. Ends with 1 if a link or an anchor leads nowhere.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Comment, CommentTag, Converter, MinimalSourceFile, ReflectionKind } from 'typedoc';
import { deadLinks } from './dead-links.mjs';
import { describeFactories, factoryGroups } from './options-of-factories.mjs';
import { packages, sections, tour, without } from './pages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8');
const started = performance.now();

/** @param {string} folder from the root */
function documentsIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => `${folder}/${name}`);
}

/** Sections with the tour in its place, if there is one. */
const all = Object.entries(sections).flatMap(([title, paths]) =>
  title === tour.before && documentsIn(tour.folder).length > 0
    ? [
        { title: tour.title, paths: documentsIn(tour.folder) },
        { title, paths },
      ]
    : [{ title, paths }],
);
const sectionOf = new Map(all.flatMap(({ title, paths }) => paths.map((path) => [path, title])));
const unnamed = documentsIn('docs').filter((path) => !sectionOf.has(path));
if (unnamed.length > 0) throw new Error(`site/pages.mjs names no section for ${unnamed.join(', ')}`);

/** The sources of all entries, and the names under which they are imported. */
const entries = new Map(
  packages.flatMap((name) => {
    const { exports } = JSON.parse(read(`packages/${name}/package.json`));
    return Object.entries(exports).flatMap(([entry, conditions]) => {
      const source = (conditions.node ?? conditions)['@inkgrad/source'];
      const imported = `@inkgrad/${name}${entry.slice(1)}`;
      // What Node has besides in an entry for pages is devices by name, with the same signature.
      const file = conditions['@inkgrad/source'] ?? source;
      return file && !without.includes(imported) ? [[join(root, 'packages', name, file), imported]] : [];
    });
  }),
);

const app = await Application.bootstrap({
  name: 'inkgrad',
  entryPoints: [...entries.keys()],
  projectDocuments: [...sectionOf.keys()].map((path) => join(root, path)),
  tsconfig: join(root, 'site/tsconfig.json'),
  out: join(root, 'site/dist'),
  readme: join(root, 'README.md'),
  basePath: root,
  displayBasePath: root,
  disableGit: true,
  disableSources: true,
  hideGenerator: true,
  githubPages: false,
  includeVersion: false,
  customCss: join(root, 'site/style.css'),
  sort: ['source-order'],
  sortEntryPoints: false,
  groupOrder: [...all.map(({ title }) => title), 'API', ...factoryGroups, 'Functions', '*'],
  navigation: { includeCategories: false, includeGroups: true, includeFolders: false },
  categorizeByGroup: false,
  searchInDocuments: true,
  searchInComments: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  // `pnpm lint` checks types, with the compiler of the project.
  skipErrorChecking: true,
  validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: false },
  logLevel: 'Warn',
});

app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
  const path = document.project.files.getReflectionPath(document);
  const from = relative(root, path ?? '')
    .split(sep)
    .join('/');
  const heading = /^# (.*)$/m.exec(read(from));
  document.name = heading?.[1]?.replaceAll('`', '') ?? basename(from, '.md');
  document.frontmatter['group'] = sectionOf.get(from);
  sayPlain(document.content);
});

/** A page shows its name already, so a README goes without its heading. @param {string} text */
const withoutHeading = (text) => text.replace(/^# .*\n+/, '');

/** Blocks without a language are text, and not code to be coloured. @param {import('typedoc').CommentDisplayPart[]} parts */
function sayPlain(parts) {
  for (const part of parts) if (part.kind === 'code') part.text = part.text.replace(/^```\n/, '```text\n');
}

app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  describeFactories(project);
  const [first] = project.readme ?? [];
  if (first?.kind === 'text') first.text = withoutHeading(first.text);
  sayPlain(project.readme ?? []);
});

/** An entry is called as it is imported; what the main one of a package shows first is the package's README. */
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, declaration) => {
  if (declaration.kind !== ReflectionKind.Module) return;
  const found = [...entries].find(([file]) => named(file) === declaration.name);
  if (!found) return;
  const [, imported] = found;
  declaration.name = imported;
  declaration.comment = new Comment(declaration.comment?.summary ?? [], [
    new CommentTag('@group', [{ kind: 'text', text: 'API' }]),
  ]);
  const readme = `packages/${imported.split('/')[1]}/README.md`;
  if (imported.split('/').length > 2 || !existsSync(join(root, readme))) return;
  const path = /** @type {import('typedoc').NormalizedPath} */ (join(root, readme));
  const { content } = app.converter.parseRawComment(
    new MinimalSourceFile(withoutHeading(read(readme)), path),
    context.project.files,
  );
  sayPlain(content);
  declaration.readme = content;
  context.project.files.registerReflectionPath(path, declaration);
});

/** How TypeDoc calls the module of a file. @param {string} file */
const named = (file) =>
  relative(root, file)
    .split(sep)
    .join('/')
    .replace(/(?:\/index)?\.ts$/, '');

const project = await app.convert();
if (!project) process.exit(1);
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;

const { pages, dead } = deadLinks(join(root, 'site/dist'));
for (const link of dead) console.error(link);
if (dead.length > 0) process.exitCode = 1;
console.error(
  `site/dist/index.html: ${pages} pages in ${((performance.now() - started) / 1000).toFixed(0)} s, ${dead.length} dead links`,
);
