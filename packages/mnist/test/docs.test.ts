/** The examples of docs/experiments.md are valid, and mean what the page says. */
import { readFileSync } from 'node:fs';
import { applySettings, buildModel, parseExperiment, parseSetting } from '@inkgrad/experiments';
import { expect, test } from 'vitest';
import { experiments, type PublishedName } from '../src/index.ts';

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
