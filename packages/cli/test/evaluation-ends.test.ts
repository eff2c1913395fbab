/**
 * A program that evaluates tensors on the shared device, threads and all, ends by itself once it is done. It is given as
 * text: its threads must start although the process's flags say that the text is a module.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = `
import { evaluate, matmul, sum, tensor } from '@inkgrad/tensor';
const ones = tensor(new Float32Array(512 * 512).fill(1), [512, 512]);
console.log((await evaluate(sum(matmul(ones, ones))))[0]);
`;

test('evaluate keeps no process alive', async () => {
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    timeout: 50_000,
  });
  expect((await run).stdout).toBe(`${512 ** 3}\n`);
});
