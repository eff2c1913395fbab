/**
 * Writes dist/one-file/inkgrad.js and inkgrad-worker.js after the build: each with all that it needs, for pages without a
 * bundler and for content delivery networks.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const dist = new URL('../dist/', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

for (const [file, entry] of [
  ['inkgrad.js', 'one-file/page.js'],
  ['inkgrad-worker.js', 'one-file/worker.js'],
]) {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(entry, dist)),
    platform: 'browser',
    onLog: (_, { message }) => {
      throw new Error(message);
    },
  });
  const { output } = await bundle.write({
    file: fileURLToPath(new URL(`one-file/${file}`, dist)),
    format: 'esm',
    minify: true,
    codeSplitting: false,
    banner: `/*! inkgrad ${version}, MIT License */`,
    // The worker's exports nothing, and is a module all the same.
    footer: 'export {};',
  });
  await bundle.close();
  if (output.length !== 1) throw new Error(`${file} became ${output.length} files`);
  console.log(`${file}: ${output[0].code.length} bytes, ${gzipSync(output[0].code, { level: 9 }).length} by gzip`);
}
