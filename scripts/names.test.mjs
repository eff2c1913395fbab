// @ts-check
/**
 * What documents and comments of sources set in backticks as a name is a name somewhere in code, and the files that
 * comments name are there. Only names with a capital inside, or of a class, are looked for: others may be words.
 */
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { withoutComments } from './parse-source.mjs';
import { documents, files, read } from './project-files.mjs';

const word = /[A-Za-z_$][\w$]*/g;

/** Of other libraries, and examples of what somebody could write. */
const foreign = [
  'createPipeline',
  'onTrainBatchEnd',
  'ValidationLoss',
  'WebWorker',
  'myLayer',
  'thatLayer',
  'LayersModel',
];

/** @param {string} path @param {string} text @returns {{ code: string, comments: string }} */
function parts(path, text) {
  const { comments } = parseSync(path, text);
  return { code: withoutComments({ text, comments }), comments: comments.map(({ value }) => value).join('\n') };
}

const known = new Set(foreign);
const sources = files.filter((path) => /\.(ts|mjs|js)$/.test(path) && !path.includes('/assembly/'));
const texts = sources.map((path) => {
  const { code, comments } = parts(path, read(path));
  for (const [name] of code.matchAll(word)) known.add(name);
  return { path, text: comments, isComment: true };
});
for (const path of files.filter((each) => each.includes('/assembly/') || /\.(json|yaml)$/.test(each)))
  for (const [name] of read(path).matchAll(word)) known.add(name);
/** A document without its programs, and of `docs/from-….md` without the words of others, the first column of its tables. */
function ownWords(/** @type {string} */ path, /** @type {string} */ text) {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return /^docs\/from-/.test(path) ? prose.replaceAll(/^\|[^|]*\|/gm, '|') : prose;
}
texts.push(...documents.map((path) => ({ path, text: ownWords(path, read(path)), isComment: false })));

/** @param {{ text: string, isComment: boolean }} of @returns {string[]} what is nowhere */
function strangers({ text, isComment }) {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span ?? '');
  const names = spans.flatMap((span) => span.match(word) ?? []).filter((name) => /^[A-Za-z]+[a-z0-9][A-Z]/.test(name));
  const paths = isComment ? spans.filter((span) => /^\w[\w./-]*\/[\w.-]*\w\.(ts|mjs|md)$/.test(span)) : [];
  return [
    ...names.filter((name) => !known.has(name)),
    ...paths.filter((path) => !files.some((file) => `/${file}`.endsWith(`/${path.replace(/^(\.\.?\/)+/, '')}`))),
  ];
}

test('names and files that documents and comments speak of are there', () => {
  const found = texts.flatMap((each) => strangers(each).map((name) => `${each.path}: ${name}`));
  expect(found).toEqual([]);
});

test('one that is not is found', () => {
  // In parts, as what stands here is code too.
  const gone = ['parameter', 'Store'].join('');
  const text = `\`${gone}(x)\` has no \`plan/nowhere.ts\`; \`checkImports\` and \`scripts/api.mjs\` are there, \`for\` is a word`;
  expect(strangers({ text, isComment: true })).toEqual([gone, 'plan/nowhere.ts']);
});
