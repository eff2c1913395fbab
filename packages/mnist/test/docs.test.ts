/** The examples of docs/experiments.md and of the package's README are valid, and mean what the pages say. */
import { readFileSync } from 'node:fs';
import { applySettings, buildModel, parseExperiment, parseSetting } from '@inkgrad/experiments';
import { expect, test } from 'vitest';
import { experiments, type PublishedName } from '../src/index.ts';
import { loadMnist } from '../src/node.ts';

const page = readFileSync(new URL('../../../docs/experiments.md', import.meta.url), 'utf8');

test('the experiment of the page can be built', async () => {
  const examples = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) => JSON.parse(text!) as unknown);
  expect(examples).toHaveLength(1);
  const experiment = parseExperiment(examples[0], 'docs/experiments.md');
  expect(experiment).not.toHaveProperty('$schema');
  await buildModel(experiment).dispose();
});

test('the settings of the page are accepted', () => {
  const lines = [...page.matchAll(/^inkgrad \w+ (v[12]) (--set .*)$/gm)];
  expect(lines).toHaveLength(2);
  for (const [, name, options] of lines) {
    const settings = options!.split(' ').filter((word) => word !== '--set');
    const base = experiments[name as PublishedName];
    expect(applySettings(base, settings.map(parseSetting))).not.toEqual(base);
  }
});

test('the program of the README prints what it says', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, program] = /^```js\n(.*?)^```$/ms.exec(readme)!;
  const printed: unknown[][] = [];
  const run = new Function(
    ...['experiments', 'loadMnist', 'console'],
    `return (async () => {${program!.replaceAll(/^import .*;$/gm, '')}})();`,
  ) as (...given: unknown[]) => Promise<void>;
  await run(experiments, loadMnist, { log: (...values: unknown[]) => void printed.push(values) });
  const said = [...program!.matchAll(/\/\/ (.*)$/gm)].map(([, text]) => text);
  expect(printed.map((values) => values.join(' '))).toEqual(said);
});
