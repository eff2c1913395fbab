/** The scripts as their shells run them. Bash is everywhere that the tests run; zsh and fish are asked where they are. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namedExperiments } from '@inkgrad/mnist';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { createProgram } from '../program.ts';
import { bashCompletion } from './bash.ts';
import { completedProgram } from './command-tree.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const program = createProgram('1.2.3', async () => {});
const tree = completedProgram(program);
const folder = temporaryFolder();
mkdirSync(join(folder, 'data'));
for (const name of ['mine.json', 'other.json', 'picture.png']) writeFileSync(join(folder, name), '');

/** Runs a shell without a user's own settings. */
function run(shell: string, args: readonly string[], script: string): string {
  const { stdout, stderr, error, status } = spawnSync(shell, [...args, script], { cwd: folder, encoding: 'utf8' });
  if (error) throw error;
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

/** What bash would put in place of the last part of `line`. */
function completions(line: string, breaks = ' \t\n"\'><=;|&(:'): string[] {
  const quoted = (text: string): string => `$'${text.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n')}'`;
  const script = `${bashCompletion(tree)}
COMP_WORDBREAKS=${quoted(breaks)} COMP_LINE=${quoted(line)} COMP_POINT=${line.length}
_inkgrad
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run('bash', ['--norc', '--noprofile', '-c'], script)
    .split('\n')
    .filter((text) => text !== '');
}

describe('bash', () => {
  test('commands', () => {
    const names = program.commands.map((command) => command.name());
    expect(completions('inkgrad ').sort()).toEqual([...names, 'help'].sort());
    expect(completions('inkgrad pro')).toEqual(['profile']);
    expect(completions('inkgrad help pro')).toEqual(['profile']);
    expect(completions('inkgrad --ver')).toEqual(['--version']);
    expect(completions('inkgrad nonsense ')).toEqual([]);
  });

  test('every option of every command', () => {
    for (const command of program.commands) {
      const options = command.options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined);
      expect(completions(`inkgrad ${command.name()} -`)).toEqual(expect.arrayContaining([...options, '--help']));
    }
  });

  test('experiments: those with a name, and JSON files', () => {
    expect(completions('inkgrad run ')).toEqual([...Object.keys(namedExperiments), 'mine.json', 'other.json']);
    expect(completions('inkgrad run m')).toEqual(['mine.json']);
    expect(completions('inkgrad run --epochs 3 --quiet v')).toEqual(['v1', 'v2', 'v3']);
    expect(completions('inkgrad run v1 ')).toEqual([]);
  });

  test('values of options, after a space or an equals sign', () => {
    expect(completions('inkgrad run v1 --backend w')).toEqual(['wasm']);
    expect(completions('inkgrad run v1 --backend=w')).toEqual(['wasm']);
    expect(completions('inkgrad run v1 --epochs ')).toEqual([]);
    expect(completions('inkgrad completion ')).toEqual(['bash', 'zsh', 'fish']);
  });

  test('what has a colon, of which bash keeps the part before it', () => {
    expect(completions('inkgrad run v1 --backend gpu:weba')).toEqual(['webasm']);
    expect(completions('inkgrad run v1 --backend gpu:weba', ' =')).toEqual(['gpu:webasm']);
    expect(completions('inkgrad run v1 --backend=gpu:weba', ' ')).toEqual(['--backend=gpu:webasm']);
  });

  test('settings, several of them', () => {
    expect(completions('inkgrad run v1 --set optimizer.l')).toEqual(['optimizer.learningRate=']);
    expect(completions('inkgrad run v1 --set epochs=3 optimizer.l')).toEqual(['optimizer.learningRate=']);
    expect(completions('inkgrad config v1 --set layers.1.kernelR')).toEqual([
      'layers.1.kernelRegularizer.l1=',
      'layers.1.kernelRegularizer.l2=',
    ]);
  });

  test('what stands behind the cursor does not matter, and nothing on the line is run', () => {
    expect(completions('inkgrad run $(touch evil) --ba')).toEqual(['--batch-size', '--backend']);
    expect(spawnSync('ls', [join(folder, 'evil')]).status).not.toBe(0);
  });

  test('the script can be read twice, and by a strict shell', () => {
    const script = bashCompletion(tree);
    expect(run('bash', ['--norc', '-c'], `set -eu\n${script}\n${script}\ncomplete -p inkgrad`)).toContain('_inkgrad');
  });
});

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

test('zsh reads its script', () => {
  const script = zshCompletion(tree);
  for (const { name } of program.commands.map((command) => ({ name: command.name() }))) {
    expect(script).toContain(`    ${name})\n`);
  }
  if (!has('zsh')) return;
  expect(run('zsh', ['-f', '-c'], `autoload -Uz compinit; compinit -u -D; ${script}\nprint $_comps[inkgrad]`)).toBe(
    '_inkgrad\n',
  );
});

test('fish reads its script and completes', () => {
  const script = fishCompletion(tree);
  expect(script).toContain("complete -c inkgrad -n __fish_use_subcommand -a run -d '");
  if (!has('fish')) return;
  const ask = (line: string): string[] =>
    run('fish', ['--no-config', '-c'], `${script}\ncomplete -C ${JSON.stringify(line)}`)
      .split('\n')
      .flatMap((text) => text.split('\t')[0] || []);
  expect(ask('inkgrad pro')).toEqual(['profile']);
  expect(ask('inkgrad run v1 --back')).toEqual(['--backend']);
  expect(ask('inkgrad run v1 --backend gpu:weba')).toEqual(['gpu:webasm']);
  expect(ask('inkgrad run ')).toEqual(expect.arrayContaining(['v1', 'v2', 'mine.json']));
  expect(ask('inkgrad run v1 --set optimizer.l')).toEqual(['optimizer.learningRate=']);
});
