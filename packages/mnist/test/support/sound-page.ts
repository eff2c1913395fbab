/** What every page of a report must hold, whatever it was made from. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';

const LARGEST_PAGE = 3 * 1024 * 1024;

/** A page allows its own script and nothing else. */
function expectOwnScript(page: string): void {
  const [, script] = page.match(/<script>([\s\S]*?)<\/script>/)!;
  const hash = createHash('sha256').update(script!).digest('base64');
  const [, policy] = page.match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/)!;
  expect(policy).toContain(`script-src &#39;sha256-${hash}&#39;`);
  expect(policy).toContain('default-src &#39;none&#39;');
  expect(page.match(/ on[a-z]+="/)).toBeNull();
  // It must at least be JavaScript that parses.
  expect(() => new Function(script!)).not.toThrow();
}

/** Every picture has a text, every table a caption, and every level one heading after another. */
function expectAccessible(page: string): void {
  for (const [svg] of page.matchAll(/<svg [^>]*>/g)) expect(svg).toMatch(/role="img" aria-label="[^"]{40,}"/);
  expect(page.match(/<table/g)?.length ?? 0).toBe(page.match(/<caption>/g)?.length ?? 0);
  for (const [figure] of page.matchAll(/<figure [\s\S]*?<\/figure>/g)) expect(figure).toMatch(/<figcaption>[^<]{20,}/);
  const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  expect(levels[0]).toBe(1);
  for (let i = 1; i < levels.length; i += 1) expect(levels[i]! - levels[i - 1]!).toBeLessThanOrEqual(1);
  expect(page.includes('<html lang="en">')).toBe(true);
}

/** Small, complete in itself, without traces of missing values, and fit to be read by all. */
export function expectSoundPage(page: string): void {
  expect(Buffer.byteLength(page)).toBeLessThan(LARGEST_PAGE);
  // Base64 of fonts and images may hold any letters, so it is left out of the search; so is the script, which has tests
  // of its own in a browser.
  const text = page.replace(/base64,[A-Za-z0-9+/=]+/g, '').replace(/<script>[\s\S]*?<\/script>/, '');
  // Not `not.toMatch`, which would print the page.
  expect(text.match(/\b(?:NaN|Infinity|undefined)\b|\[object /)).toBeNull();
  expect(
    text.replaceAll('xmlns="http://www.w3.org/2000/svg"', '').match(/https?:|\/\/[a-z]|@import|<link|\bsrc="/i),
  ).toBeNull();
  expect(text.match(/(?:url\(|href=")(?!#|data:)[^)"]*/g)?.filter((found) => !found.startsWith('url(#')) ?? []).toEqual(
    [],
  );
  const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of text.matchAll(/(?:href="#|url\(#)([^")]*)/g)) expect(ids).toContain(target);
  expectOwnScript(page);
  expectAccessible(page);
}
