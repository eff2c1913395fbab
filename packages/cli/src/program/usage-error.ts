/** What commander says about a command line that it cannot take, as one sentence of ours. */
import { nearestName } from '@inkgrad/tensor/text';
import type { Command, CommanderError } from 'commander';
import { UsageError } from '../errors.ts';

/** The command that a command line names, or the program itself. */
function commandOf(program: Command, [first]: readonly string[]): Command {
  return program.commands.find((command) => command.name() === first) ?? program;
}

/** What was typed and is not known, and what is known in its place. */
function unknownName(
  { code, message }: CommanderError,
  program: Command,
  args: readonly string[],
): readonly [name: string, known: readonly string[]] | undefined {
  const name = /'([^'=]*)/.exec(message)?.[1] ?? '';
  if (code === 'commander.unknownCommand') return [name, program.commands.map((command) => command.name())];
  if (code !== 'commander.unknownOption') return undefined;
  const command = commandOf(program, args);
  return [
    name,
    command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long }) => long ?? []),
  ];
}

/** @param args the command line */
export function usageErrorOf(error: CommanderError, program: Command, args: readonly string[]): UsageError {
  // Of a refused value commander makes two sentences: "… is invalid. it must be …".
  const sentence = error.message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replaceAll("'", '"')
    .replace(/( is invalid[^.]*)\. (.)/, (_, invalid: string, first: string) => `${invalid}: ${first.toLowerCase()}`)
    .replace('. Expected ', ': expected ');
  const nearest = nearestName(...(unknownName(error, program, args) ?? ['', []]));
  return new UsageError(nearest === undefined ? `${sentence}.` : `${sentence}; did you mean ${nearest}?`);
}
