/** `inkgrad completion`: a script for bash, zsh or fish that completes what the commands take. */
import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { completedProgram } from '../completion/command-tree.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { CommandContext } from '../context.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export async function completion(
  shell: keyof typeof scripts,
  options: { readonly json?: boolean },
  program: Command,
  { terminal: { out }, answer }: CommandContext,
): Promise<void> {
  const script = scripts[shell](completedProgram(program));
  if (options.json) answer({ shell, script });
  else out.write(script);
}
