// @ts-check
/**
 * Every error class says its name as text, since a minifier renames classes and a program that reads `error.name` should
 * not notice. Read from the sources of all packages.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const files = readdirSync(packages).flatMap((name) =>
  readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
    .map((file) => join(packages, name, 'src', file)),
);

/** @param {string} text of a source @returns {[string, unknown][]} its error classes with the names that they say */
function errorClasses(text) {
  const { program } = parseSync('source.ts', text);
  return program.body
    .map((node) => (node.type === 'ExportNamedDeclaration' ? node.declaration : node))
    .flatMap((node) => {
      if (node?.type !== 'ClassDeclaration' || !node.id || node.superClass?.type !== 'Identifier') return [];
      if (!node.superClass.name.endsWith('Error') || node.superClass.name === 'Error') return [];
      const said = node.body.body.find(
        (member) => member.type === 'PropertyDefinition' && 'name' in member.key && member.key.name === 'name',
      );
      const value =
        said?.type === 'PropertyDefinition' && said.value?.type === 'Literal' ? said.value.value : undefined;
      return [/** @type {[string, unknown]} */ ([node.id.name, value])];
    });
}

test('an error class says its own name', () => {
  const classes = files.flatMap((file) => errorClasses(readFileSync(file, 'utf8')));
  expect(classes.length).toBeGreaterThan(20);
  expect(classes.filter(([name, said]) => name !== said)).toEqual([]);
});

test('one that does not is found', () => {
  const text =
    "export class AError extends InkgradError {}\nclass BError extends AError { override readonly name: string = 'AError'; }";
  expect(errorClasses(text)).toEqual([
    ['AError', undefined],
    ['BError', 'AError'],
  ]);
});
