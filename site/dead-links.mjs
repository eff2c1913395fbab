// @ts-check
/** Links of a folder of pages that lead nowhere: to a file that is not there, to an anchor that its page lacks, or out to a resource. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * @param {string} folder
 * @returns {{ pages: number, dead: string[] }} how many pages there are, and each dead link with the page that has it
 */
export function deadLinks(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  const pages = new Map(files.map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]));
  const anchors = new Map(
    [...pages].map(([file, text]) => [file, new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))]),
  );
  const dead = new Set();
  for (const [file, text] of pages) {
    const tags = text.matchAll(/<(\w+)[^>]*? (?:href|src)="([^"]*)"/g);
    for (const [, tag, target = ''] of tags) {
      const problem = problemOf(file, tag ?? '', decode(target), anchors);
      if (problem) dead.add(`${relative(folder, file)}: ${target} ${problem}`);
    }
  }
  return { pages: pages.size, dead: [...dead].sort() };
}

/**
 * @param {string} file @param {string} tag @param {string} target @param {Map<string, Set<string | undefined>>} anchors
 * @returns {string | undefined} what is wrong with a link, if anything
 */
function problemOf(file, tag, target, anchors) {
  if (/^(?:[a-z]+:)?\/\//.test(target)) return tag === 'a' ? undefined : 'loads from elsewhere';
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path = '', anchor] = target.split('#');
  const page = path === '' ? file : resolve(dirname(file), path.replace(/\?.*/, ''));
  if (!existsSync(page) || !statSync(page).isFile()) return 'is not there';
  const there = anchors.get(page);
  return anchor && there && !there.has(decodeURIComponent(anchor)) ? 'names no anchor of its page' : undefined;
}

/** @param {string} text of an attribute */
const decode = (text) => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
