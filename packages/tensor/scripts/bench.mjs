/**
 * Runs benchmarks: `pnpm bench [NAME…]`, all of bench/*.bench.ts by default.
 * Node 20 cannot run TypeScript, so they are first compiled, with the sources they import, to node_modules/.bench.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'node_modules', '.bench');
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'bench'], { cwd: root, stdio: 'inherit' });
// The package.json above node_modules does not reach in here.
writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n');

const suffix = '.bench.js';
const known = readdirSync(join(out, 'bench')).filter((name) => name.endsWith(suffix));
const chosen = process.argv.slice(2).map((name) => name + suffix);
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}
for (const name of chosen.length > 0 ? chosen : known) await import(pathToFileURL(join(out, 'bench', name)).href);
