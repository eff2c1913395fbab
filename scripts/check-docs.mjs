// @ts-check
/**
 * Checks that what the packages export says what it is: `node scripts/check-docs.mjs [ROOT]`.
 *
 * 1. Every exported name has a docstring that begins with a summary.
 * 2. So has every method of an exported class or interface, and every field of options, as a default is said there.
 * 3. Of the packages and entries in `withExamples` every function has an example; `examples.test.mjs` runs them.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicNames } from './public-names.mjs';

/** Packages whose names are checked. */
export const documented = ['tensor', 'nn', 'charts', 'experiments', 'mnist'];

/** Entries whose functions all have examples: those that people call. */
export const withExamples = ['@inkgrad/tensor', '@inkgrad/nn'];

/**
 * What lacks its docstring or its example, one sentence each.
 * @param {string} root of the checkout
 * @param {readonly string[]} packages
 * @returns {{ names: number, problems: string[] }}
 */
export function checkDocs(root, packages = documented) {
  const problems = [];
  let count = 0;
  for (const packageName of packages) {
    const names = publicNames(root, packageName);
    count += names.length;
    for (const { name, imported, file, line, doc, called, members } of names) {
      const at = `${file}:${line}: ${imported} exports ${name}`;
      if (!hasSummary(doc)) problems.push(`${at} without a summary.`);
      if (called && withExamples.includes(imported) && !/^@example\b/m.test(doc ?? '')) {
        problems.push(`${at} without an example.`);
      }
      for (const member of members) {
        if ((member.called || name.endsWith('Options')) && !hasSummary(member.doc)) {
          problems.push(`${file}:${member.line}: ${name}.${member.name} of ${imported} has no summary.`);
        }
      }
    }
  }
  return { names: count, problems };
}

/** Whether a docstring says something before its first tag. @param {string | undefined} doc */
const hasSummary = (doc) => doc !== undefined && /\w/.test(doc.split(/^@\w+/m)[0] ?? '');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { names, problems } = checkDocs(resolve(process.argv[2] ?? '.'));
  for (const problem of problems) console.error(problem);
  console.error(`${names} public names, ${problems.length} without what they should say`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
