// @ts-check
/**
 * Checks what the package in the current folder would publish: `node ../../scripts/check-package.mjs`, after its build.
 *
 * publint judges package.json against the files that would be packed; then Node imports each entry of `exports` as a
 * user's program would, and each must have its types beside it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const require = createRequire(join(process.cwd(), 'package.json'));
const { name, exports = {}, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8'));
const { messages } = await publint({ pkgDir: process.cwd(), strict: true });
const problems = messages.map((message) => formatMessage(message, { name, exports, ...manifest }, { color: false }));

for (const [entry, target] of Object.entries(exports)) {
  if (entry.endsWith('.json')) continue;
  const specifier = join(name, entry);
  if (Object.keys(target).join() !== '@inkgrad/source,types,default') {
    problems.push(`exports["${entry}"] must have the conditions @inkgrad/source, types and default, in this order`);
  }
  for (const file of Object.values(target)) {
    if (!existsSync(file)) problems.push(`exports["${entry}"] names ${file}, which does not exist`);
  }
  try {
    // A package can name itself, and then meets its own exports as others do.
    const module = await import(pathToFileURL(require.resolve(specifier)).href);
    console.log(`${specifier}: ${Object.keys(module).length} exports`);
  } catch (error) {
    problems.push(`import "${specifier}" fails: ${error instanceof Error ? error.message : error}`);
  }
}

for (const problem of problems) console.error(`${name}: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
