import { expect, test } from 'vitest';
import { cleanChart, fitText, svgDocument, svgText } from './svg.ts';
import { lightTheme } from './theme.ts';

test('cleanChart drops the wrapper, styles and metadata, keeps text as it is, and renames identifiers', () => {
  const drawn =
    '<svg width="9" height="9"><rect width="9" height="9" x="0" y="0" fill="none"></rect>\n' +
    '<g clip-path="url(#zr12-c0)" fill="url(#zr12-g0)">\n<path d="M0.12345 1L2 3" stroke="#fff" class="zr12-cls-1" ecmeta_series_index="0"></path></g>\n' +
    '<text style="font-size:12px">0.12345</text>\n<style ><![CDATA[.zr12-cls-1:hover{fill:red}]]></style></svg>';
  expect(cleanChart(drawn, 'a')).toBe(
    '<g fill="url(#a-g0)"><path d="M0.12 1L2 3" stroke="#fff"/></g><text style="font-size:12px">0.12345</text>',
  );
});

test('text and descriptions are escaped', () => {
  expect(svgText('a < b & c', { x: 0, y: 0, size: 1, fill: '#000000' })).toContain('>a &lt; b &amp; c</text>');
  const options = { width: 10, height: 10, body: '', theme: lightTheme };
  expect(svgDocument({ ...options, description: '"<"' })).toContain('aria-label="&quot;&lt;&quot;"');
  expect(svgDocument({ ...options, description: '', heading: '<b>' })).toContain('<title>&lt;b&gt;</title>');
});

test('fitText cuts by characters, not by code units', () => {
  expect(fitText('short', 100, 10)).toBe('short');
  expect(fitText('😀😀😀😀', 10, 10)).toBe('😀…');
});
