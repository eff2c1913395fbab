/** `inkgrad config`, and `--set` where experiments are named. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { experimentJsonSchema, parseExperiment } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { isInkgradError } from '@inkgrad/tensor';
import { describe, expect, it } from 'vitest';
import { type ConfigOptions, config } from '../src/commands/config.ts';
import { createProgram } from '../src/program.ts';
import { commandStage } from './support/command-context.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();

async function printed(name: string | undefined, options: ConfigOptions = {}, isTTY = false): Promise<string> {
  const { context, out, err } = commandStage({ isTTY });
  await config(name, options, context);
  expect(err.text).toBe('');
  return out.text;
}

async function failure(name: string | undefined, options: ConfigOptions): Promise<string> {
  const error: unknown = await config(name, options, commandStage().context).catch((reason: unknown) => reason);
  if (!isInkgradError(error)) throw error;
  expect(error.kind).toBe('usage');
  return error.message;
}

describe('an experiment', () => {
  it('with all its defaults, for people and for programs', async () => {
    expect(JSON.parse(await printed('v2'))).toEqual(experiments.v2);
    expect((await printed('v2')).split('\n').length).toBeGreaterThan(10);
    const json = await printed('v2', { json: true });
    expect(json.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(json)).toEqual(experiments.v2);
  });

  it('in colours on a terminal only', async () => {
    expect(await printed('v1', {}, true)).toContain('\x1b[');
    expect(await printed('v1')).not.toContain('\x1b');
    expect(await printed('v1', { json: true }, true)).not.toContain('\x1b');
  });

  it('with settings', async () => {
    const set = ['optimizer.type=sgd', 'layers.1.activation=tanh', 'epochs=3'];
    expect(JSON.parse(await printed('v1', { set, json: true }))).toMatchObject({
      optimizer: { type: 'sgd', learningRate: 0.01 },
      epochs: 3,
    });
  });

  it('that is printed can be run as a file', async () => {
    const path = join(folder, 'mine.json');
    writeFileSync(path, await printed('v1', { set: ['name=mine', 'callbacks.earlyStopping.patience=2'] }));
    expect(JSON.parse(await printed(path, { json: true }))).toEqual(
      parseExperiment(JSON.parse(readFileSync(path, 'utf8')), path),
    );
  });
});

describe('mistakes', () => {
  it('in a setting', async () => {
    expect(await failure('v1', { set: ['optimizer.learningrate=1'] })).toBe(
      'optimizer.learningrate=1: optimizer has no learningrate; did you mean optimizer.learningRate?',
    );
    expect(await failure('v1', { set: ['epochs'] })).toContain('expected path=value');
  });

  it('in what is asked for', async () => {
    expect(await failure(undefined, {})).toContain('an experiment is missing');
    expect(await failure('v1', { schema: true })).toContain('--schema stands alone');
    expect(await failure('v9', {})).toContain('unknown experiment "v9"');
  });
});

it('the schema', async () => {
  expect(JSON.parse(await printed(undefined, { schema: true }))).toEqual(experimentJsonSchema());
});

it('--set is read wherever an experiment is named, more than once and with several values', async () => {
  const program = createProgram('1.2.3', async () => {});
  const named = program.commands.filter((command) =>
    command.registeredArguments.some((argument) => argument.name() === 'experiment'),
  );
  expect(named.map((command) => command.name())).toEqual(expect.arrayContaining(['config', 'profile', 'run']));
  for (const command of named) {
    await program.parseAsync([command.name(), 'v1', '--set', 'a=1', 'b=2', '--set', 'c=3'], { from: 'user' });
    expect(command.opts()['set']).toEqual(['a=1', 'b=2', 'c=3']);
  }
});
