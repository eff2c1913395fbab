/**
 * SVG to PNG without a browser and without system fonts: resvg as WebAssembly, loaded on first use, with the
 * typeface from a package. https://github.com/thx/resvg-js
 */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

type Resvg = typeof import('@resvg/resvg-wasm');

interface Rasterizer {
  readonly Resvg: Resvg['Resvg'];
  readonly fontBuffers: Uint8Array[];
}

let rasterizer: Promise<Rasterizer> | undefined;

async function loadRasterizer(): Promise<Rasterizer> {
  const require = createRequire(import.meta.url);
  const [library, wasm, ...fontBuffers] = await Promise.all([
    import('@resvg/resvg-wasm'),
    readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')),
    readFile(require.resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf')),
    readFile(require.resolve('@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf')),
  ]);
  await library.initWasm(wasm);
  return { Resvg: library.Resvg, fontBuffers };
}

/**
 * Draws an SVG document as PNG.
 *
 * @param svg a complete SVG document with a width and a height
 * @param scale pixels per SVG unit; default 2, for sharp text on dense screens
 * @returns the bytes of a PNG file
 */
export async function rasterize(svg: string, scale = 2): Promise<Uint8Array> {
  // resvg may be initialised once per process, so the promise is shared, not only its result.
  rasterizer ??= loadRasterizer();
  const { Resvg, fontBuffers } = await rasterizer;
  // resvg knows only SVG 1.1's keyword; browsers need the one of CSS to keep pixels square.
  const renderer = new Resvg(svg.replaceAll('image-rendering:pixelated', 'image-rendering:optimizeSpeed'), {
    fitTo: { mode: 'zoom', value: scale },
    font: { fontBuffers, defaultFontFamily: 'Source Sans 3', loadSystemFonts: false },
  });
  try {
    const image = renderer.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    renderer.free();
  }
}
