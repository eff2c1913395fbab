import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

it('leaves plain words as they are', () => {
  expect(commandLine(['sweep', 'v1', '--grid', 'optimizer.learningRate=0.1,0.01', '--out', '/tmp/a-b'])).toBe(
    'inkgrad sweep v1 --grid optimizer.learningRate=0.1,0.01 --out /tmp/a-b',
  );
});

it.runIf(process.platform !== 'win32')('means the same words to a shell', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0'))), (args) => {
      const line = commandLine(args).replace('inkgrad', `printf '%s\\0' .`);
      const { stdout } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
      expect(stdout.split('\0').slice(1, -1)).toEqual(args);
    }),
    { numRuns: 20 },
  );
});
