import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, escapeJson, escapeText } from './escape.ts';

test('escapeText leaves nothing that could open a tag, an entity or end an attribute', () => {
  expect(escapeText(`<b a="1" c='2'>&</b>`)).toBe('&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&lt;/b&gt;');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeText(text);
      expect(escaped).not.toMatch(/[<>"']/);
      expect(escaped.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    }),
  );
});

test('cleanText removes what XML forbids and keeps the rest', () => {
  expect(cleanText('a\u0000b\u0008c\u001bd\ud800e\uffff')).toBe('abcde');
  expect(cleanText('tab\tline\nünï 数字 😀')).toBe('tab\tline\nünï 数字 😀');
});

test('escapeJson cannot close the script element and reads back the same', () => {
  const value = { text: '</script><!-- \u2028 \u2029 "' };
  expect(escapeJson(value)).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(escapeJson(value))).toEqual(value);
});
