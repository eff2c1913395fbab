/** The examples of docs/experiments.md, docs/data.md and the package's README are valid, and mean what they say. */
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

test('the experiments of docs/data.md fit the data that they are for', async () => {
  const data = readFileSync(new URL('../../../docs/data.md', import.meta.url), 'utf8');
  const examples = [...data.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) =>
    parseExperiment(JSON.parse(text!), 'docs/data.md'),
  );
  const forms = [
    { shape: [4], classes: ['setosa', 'versicolor', 'virginica'], values: [], pictures: undefined },
    { shape: [6], classes: [], values: ['petalWidth'], pictures: undefined },
    { shape: [28, 28], classes: Array.from({ length: 10 }, (_, at) => String(at)), values: [], pictures: 'ink' },
  ] as const;
  expect(examples).toHaveLength(forms.length);
  for (const [at, example] of examples.entries()) await buildModel(example, { data: forms[at] }).dispose();
});
