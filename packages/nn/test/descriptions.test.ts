/**
 * What an option is for stands twice in the sources: above the field, for whoever writes TypeScript, and in the field, for the
 * JSON Schema. The two say the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = new URL('../src/', import.meta.url);
const rooms = ['define', 'initializers', 'layers', 'losses', 'metrics', 'optimizers', 'regularizers'];
const files = rooms.flatMap((room) => readdirSync(new URL(room, source)).map((file) => `${room}/${file}`));

/** A comment, the name of a field, and what makes it, up to the next line that is indented as the name is. */
const field =
  /^( +)\/\*\* (.*) \*\/\n\1\w+: ((?:required|defaulted|optional)\([\s\S]*?\)),\n(?=\1\/\*\*|\1\w|\1\}| *\})/gm;
/** The last text among the arguments. */
const lastText = /(?:, |\n +)(['"`])((?:(?!\1).)*)\1,?\s*\)$/;

const pairs = files.flatMap((file) =>
  [...readFileSync(new URL(file, source), 'utf8').matchAll(field)].flatMap(([, , comment, code]) => {
    const description = lastText.exec(code!)?.[2];
    // Names of initializers, activations and so on are defaults; a description is a sentence.
    return description?.endsWith('.') ? [[file, comment!.replace(/ Source: \S+$/, ''), description]] : [];
  }),
);

test('there are some', () => {
  expect(pairs.length).toBeGreaterThan(80);
});

test.each(pairs)('%s: %s', (_, comment, description) => {
  expect(description).toBe(comment);
});
