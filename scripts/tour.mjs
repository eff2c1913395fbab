// @ts-check
/** Chapters of the tour: their programs, one after another in one program, and what each is said to print. */
import { programOf, runProgram } from './programs.mjs';

/** Stands between what two blocks print. */
const between = '\u0000';

/**
 * A block of a chapter: its program and the lines that it is said to print, in a block of text behind it or else
 * beside each `console.log`.
 * @typedef {{ code: string, said: string[] }} Block
 */

/** @param {string} document @returns {Block[]} */
export function blocksOf(document) {
  const fences = [...document.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  return fences.flatMap(([, language, code = ''], at) => {
    if (language !== 'js') return [];
    const [, following, text = ''] = fences[at + 1] ?? [];
    const beside = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, said]) => said ?? '');
    return [{ code, said: following === 'text' ? text.trimEnd().split('\n') : beside }];
  });
}

/**
 * Runs the blocks of a chapter as one program.
 * @param {readonly Block[]} blocks
 * @param {Readonly<Record<string, unknown>>} modules what the program may import, by name
 * @returns {Promise<string[][]>} the lines that each block printed
 */
export async function printedBy(blocks, modules) {
  const program = blocks
    .map(({ code }) => programOf(`\`\`\`js\n${code}\`\`\`\n`))
    .join(`\nconsole.log('${between}');\n`);
  /** @type {string[]} */
  const lines = [];
  const log = (/** @type {unknown[]} */ ...values) => void lines.push(...values.join(' ').trimEnd().split('\n'));
  await runProgram(program, { modules, console: { log } });
  const printed = /** @type {string[][]} */ ([[]]);
  for (const line of lines) {
    if (line === between) printed.push([]);
    else printed.at(-1)?.push(line);
  }
  return printed;
}
