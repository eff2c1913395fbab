import { expect, test } from 'vitest';
import { rasterize } from './rasterize.ts';

test('draws at twice the size, or at the scale asked for', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="9" height="9"/></svg>';
  for (const [scale, width, height] of [
    [undefined, 60, 40],
    [1, 30, 20],
  ] as const) {
    const png = Buffer.from(await rasterize(svg, scale));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height]);
  }
});

test('text is drawn with the shipped typeface, since no system font is read', async () => {
  const text = (content: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15" font-family="'Source Sans 3'">${content}</text></svg>`;
  const [empty, regular] = await Promise.all([rasterize(text('')), rasterize(text('digits'))]);
  expect(regular.length).toBeGreaterThan(empty.length + 200);
});

test('a broken document is an error', async () => {
  await expect(rasterize('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>')).rejects.toThrow();
});
