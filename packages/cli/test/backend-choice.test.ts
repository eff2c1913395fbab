/** Which backend the built command takes, what it says about it, and what cannot be asked of some. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIdxFolder } from './support/idx-files.ts';
import { inkgrad } from './support/inkgrad.ts';
import { withStandIn } from './support/stand-ins.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));

describe('--backend auto', () => {
  it.each([
    [
      'small',
      [],
      /^Backend: auto takes wasm, as training steps of 21 million operations are too small for a GPU to win\.$/m,
    ],
    ['threads', ['--threads', '1'], /^Backend: auto takes wasm, as --threads is of wasm\.$/m],
    ['large', ['--batch-size', '640'], /^Backend: auto takes wasm, as no GPU answers here\.$/m],
  ] as const)('takes wasm and says why: %s', async (name, options, line) => {
    const args = ['run', 'v1', '--epochs', '1', '--data-dir', data, '--out', join(folder, name), ...options, '--json'];
    const { exitCode, stdout, stderr } = await inkgrad(args, { env: withStandIn('gpu.js-throws') });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(line);
    expect(JSON.parse(stdout)).toMatchObject({ backend: 'wasm' });
  });
});

it.each(['gpu', 'gpu:webasm', 'gpu:webgpu'])('profile --backend %s exits 2 before it opens anything', async (name) => {
  const { exitCode, stdout, stderr } = await inkgrad(['profile', 'v1', '--backend', name, '--data-dir', data]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(`^inkgrad: the backend ${name} cannot be profiled: [^\\n]*bench --crossover[^\\n]*\\.\\n$`),
  );
});
