import fc from 'fast-check';
import pico from 'picocolors';
import { expect, test } from 'vitest';
import { renderJson } from './json.ts';
import { visibleLength } from './text.ts';

const plain = pico.createColors(false);

test('short things share a line, long ones do not', () => {
  const value = { name: 'v1', layers: [{ type: 'flatten' }, { type: 'dense', units: 64 }], list: [], gone: undefined };
  expect(renderJson(value, plain)).toEqual([
    '{',
    '  "name": "v1",',
    '  "layers": [{ "type": "flatten" }, { "type": "dense", "units": 64 }],',
    '  "list": []',
    '}',
  ]);
  const long = { texts: ['a'.repeat(60), 'b'.repeat(60)] };
  expect(renderJson(long, plain)).toHaveLength(6);
});

test('it is JSON, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value);
      expect(JSON.stringify(JSON.parse(renderJson(value, plain).join('\n')))).toBe(json);
    }),
  );
});

test('colours take no place', () => {
  const value = { a: [1, true, null, 'x'], b: { c: 'y' } };
  const [bare, coloured] = [plain, pico.createColors(true)].map((colors) => renderJson(value, colors));
  expect(coloured!.map(visibleLength)).toEqual(bare!.map(visibleLength));
  expect(coloured!.join('')).toContain('\x1b[');
});
