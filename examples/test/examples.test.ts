/** Every example, run as its README says, ends with what it learnt; and the README lists each. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const home = fileURLToPath(new URL('../', import.meta.url));
/** What the others import. */
const helpers = ['expect-that.js'];
const examples = readdirSync(home).filter((name) => name.endsWith('.js') && !helpers.includes(name));
const run = promisify(execFile);

test.each(examples)('%s', async (name) => {
  const { stdout, stderr } = await run(process.execPath, [name], { cwd: home });
  expect(stderr).toBe('');
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^Learnt: .*\.$/);
});

test('an example that does not learn fails', async () => {
  const code = "import { expectThat } from './expect-that.js'; expectThat(false, 'two is three');";
  const failing = run(process.execPath, ['--input-type=module', '-e', code], { cwd: home });
  await expect(failing).rejects.toMatchObject({
    code: 1,
    stdout: 'Not learnt, as it does not hold that two is three.\n',
  });
});

test('are at least twenty, of at most sixty lines, and all in the README', () => {
  const readme = readFileSync(`${home}README.md`, 'utf8');
  expect(examples.length).toBeGreaterThanOrEqual(20);
  for (const name of examples) {
    expect(readme).toContain(`[${name}](${name})`);
    expect(readFileSync(home + name, 'utf8').split('\n').length, name).toBeLessThanOrEqual(60);
  }
});
