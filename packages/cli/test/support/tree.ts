/** All files below a folder with their bytes and times, to see that nothing was touched. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export function treeOf(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.map((path) => [path, statSync(join(folder, path))] as const).filter(([, stat]) => stat.isFile());
  return Object.fromEntries(
    files.map(([path, { mtimeMs }]) => [path, `${mtimeMs} ${readFileSync(join(folder, path)).toString('base64')}`]),
  );
}
