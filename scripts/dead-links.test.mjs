// @ts-check
/** A folder of pages, in which links lead nowhere. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { deadLinks } from '../site/dead-links.mjs';

const folder = mkdtempSync(join(tmpdir(), 'inkgrad-pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('pages, anchors and resources that are not there', () => {
  mkdirSync(join(folder, 'more'));
  writeFileSync(
    join(folder, 'index.html'),
    [
      '<h1 id="top">Here</h1><a href="#top">up</a><a href="#bottom">down</a>',
      '<a href="more/page.html#a-b">there</a><a href="more/page.html#none">there</a><a href="more">a folder</a>',
      '<a href="nowhere.html">gone</a><a href="https://example.org/">out</a><a href="mailto:a@example.org">post</a>',
      '<script src="https://example.org/x.js"></script><img src="data:,"><img src="more/page.html?v=1">',
    ].join('\n'),
  );
  writeFileSync(
    join(folder, 'more/page.html'),
    '<h2 id="a-b">There</h2><a class="back" href="../index.html#top">back</a>',
  );
  expect(deadLinks(folder)).toEqual({
    pages: 2,
    dead: [
      'index.html: #bottom names no anchor of its page',
      'index.html: https://example.org/x.js loads from elsewhere',
      'index.html: more is not there',
      'index.html: more/page.html#none names no anchor of its page',
      'index.html: nowhere.html is not there',
    ],
  });
});
