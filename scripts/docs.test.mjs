// @ts-check
/** What documents name is there: links and headings, files, the scripts of pnpm, the commands of inkgrad and their options. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { documents, files, read, root } from './project-files.mjs';

const sources = files
  .filter((path) => /^packages\/[^/]+\/(src|scripts|test)\/.*\.(ts|mjs)$/.test(path))
  .map(read)
  .join('\n');
const program = files
  .filter((path) => path.startsWith('packages/cli/src/program') && !path.includes('.test.'))
  .map(read)
  .join('\n');
const commands = new Set([...program.matchAll(/\.command\('([a-z]+)'\)/g)].map(([, name]) => name).concat('help'));
const options = new Set([...program.matchAll(/--[a-z-]+/g)].map(([option]) => option).concat('--help', '--version'));
const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (JSON.parse(read('package.json')));
/** Of pnpm itself, or programs that it finds. */
const ofPnpm = ['install', 'exec', 'vitest', 'turbo', 'add', 'dlx'];

/** A file or folder, in full or from a folder on, or a file that sources write or read by that name. */
function isThere(/** @type {string} */ path) {
  const plain = path.replace(/\/$/, '').replace(/^\.\//, '');
  if (existsSync(join(root, plain))) return true;
  if (files.some((file) => file.endsWith(`/${plain}`) || `/${file}`.includes(`/${plain}/`))) return true;
  return sources.includes(plain.split('/').at(-1) ?? plain) && !/^(packages|docs|scripts)\//.test(plain);
}

/** How links name the headings of a document. @param {string} text */
function headingsOf(text) {
  const counts = new Map();
  return [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, title]) => {
    const plain = (title ?? '')
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase();
    const name = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
}

/** @param {string} text of a document @param {string} document its path @returns {string[]} what is not there */
function dead(text, document) {
  const links = [...text.matchAll(/\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g)].filter(
    ([, target]) => !/^[a-z]+:/.test(target ?? ''),
  );
  const deadLinks = links.flatMap(([, target, heading]) => {
    const path = target ? join(dirname(document), target) : document;
    if (!existsSync(join(root, path))) return [target ?? ''];
    const headings = heading === undefined ? [] : headingsOf(path === document ? text : read(path));
    return heading === undefined || headings.includes(heading) ? [] : [`${target}#${heading}`];
  });
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span ?? '');
  const paths = spans.filter(
    (span) =>
      !/^(?:test-results\/|x\.)/.test(span) &&
      /^(?:packages|docs|scripts)\/[\w./-]+$|^(?!my-)[\w./-]*[\w-]\.(?:tsx?|mjs|json|jsonl|md|html|svg)$/.test(span) &&
      !span.startsWith('/'),
  );
  // Of prose only what is marked as code counts.
  const code = [
    ...[...text.matchAll(/^```\w*\n(.*?)^```/gms)].flatMap(([, block]) => (block ?? '').split('\n')),
    ...spans,
  ];
  const asked = code.flatMap((line) => [
    ...line.matchAll(/^(?:\$ )?(?:[A-Z_]+=\S+ )?(?:pnpm )?inkgrad ([a-z]+)(.*)$/g),
  ]);
  const deadCommands = asked.filter(([, name]) => !commands.has(name ?? '')).map(([line]) => line.trim());
  const deadOptions = asked.flatMap(([line, , rest]) =>
    [...(rest ?? '').matchAll(/(?<= )--[a-z-]+/g)]
      .filter(([option]) => !options.has(option))
      .map(([option]) => `${option} of ${line.trim()}`),
  );
  const called = code
    .flatMap((line) => [...line.matchAll(/^(?:\$ )?pnpm ([a-z][\w:-]*)/g)])
    .map(([, name]) => name ?? '');
  const deadScripts = called.filter((name) => !(name in scripts) && !ofPnpm.includes(name));
  return [
    ...deadLinks,
    ...paths.filter((path) => !isThere(path)),
    ...deadCommands,
    ...deadOptions,
    ...deadScripts.map((name) => `pnpm ${name}`),
  ];
}

test.each(documents)('%s names nothing that is not there', (document) => {
  expect(dead(read(document), document)).toEqual([]);
});

test('what is dead is found', () => {
  const text = [
    '# A heading, *with* `code`',
    '## Twice\n## Twice',
    '[Here](#a-heading-with-code), [there](#twice-1), [beyond](docs/README.md#how-inkgrad-works), [none](#twice-2), [none](docs/README.md#twice)',
    'See [a page](nowhere.md), `packages/mnist/src/nothing.json`, `src/no-such-file.ts`.',
    '`inkgrad rnu v1`, `inkgrad run v1 --epoch 3`, `pnpm bnech`',
    'See [another](docs/README.md), `packages/tensor/src/op/op.ts`, `op/op.ts`, `record.json`, `pnpm test`, `inkgrad run v1 --epochs 3`.',
  ].join('\n');
  expect(dead(text, 'README.md')).toEqual([
    '#twice-2',
    'docs/README.md#twice',
    'nowhere.md',
    'packages/mnist/src/nothing.json',
    'src/no-such-file.ts',
    'inkgrad rnu v1',
    '--epoch of inkgrad run v1 --epoch 3',
    'pnpm bnech',
  ]);
});
