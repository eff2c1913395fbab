/** What commander refuses, in our words, with a guess only where it means nearly the same. */
import type { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { usageErrorOf } from './usage-error.ts';

function messageOf(line: string): string {
  const args = line.split(' ').filter((word) => word !== '');
  const program = createProgram('1.2.3', async () => {});
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    return usageErrorOf(error as CommanderError, program, args).message;
  }
  throw new Error(`accepted: ${line}`);
}

test.each([
  ['rnu', 'unknown command "rnu"; did you mean run?'],
  ['resum', 'unknown command "resum"; did you mean resume?'],
  ['train', 'unknown command "train".'],
  ['test', 'unknown command "test".'],
  ['run v1 --epoch 3', 'unknown option "--epoch"; did you mean --epochs?'],
  ['run v1 --epoch=3', 'unknown option "--epoch=3"; did you mean --epochs?'],
  ['run v1 --batch_size 3', 'unknown option "--batch_size"; did you mean --batch-size?'],
  ['run v1 --learning-rate 3', 'unknown option "--learning-rate".'],
  ['run v1 --steps 3', 'unknown option "--steps".'],
  ['--vresion', 'unknown option "--vresion"; did you mean --version?'],
  [
    'run v1 --epochs 0',
    /^option "--epochs <count>" argument "0" is invalid: it must be a whole number from 1 to \d+\.$/,
  ],
  ['run', 'missing required argument "experiment".'],
  ['run v1 v2', 'too many arguments for "run": expected 1 argument but got 2.'],
  ['runs --status done', /^option "--status <status>" argument "done" is invalid: allowed choices are finished, /],
  ['predict --model x --index 1 --image y', /cannot be used with option/],
])('%s', (line, message) => expect(messageOf(line)).toMatch(message));
