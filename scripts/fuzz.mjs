// @ts-check
// `pnpm fuzz …`: builds what is not built yet, and then becomes the command of packages/fuzz.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, root } from './build.mjs';

const code = await build('fuzz');
if (code === 0) {
  process.chdir(process.env['INIT_CWD'] ?? process.cwd());
  await import(pathToFileURL(join(root, 'packages', 'fuzz', 'dist', 'main.js')).href);
} else {
  console.error('fuzz: the build failed, see above.');
  process.exitCode = code;
}
