/**
 * What can be typed after `inkgrad`, as plain data for the shells' scripts: read off commander's commands, so that a new
 * command or option is completed without a word about it here.
 */
import type { Command, Option } from 'commander';
import { type Values, valuesOf } from './values.ts';

export interface CompletedOption {
  /** `-h`, `--help`; the long one last. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Name of the value, such as `folder`, and what it may be; undefined for a switch. */
  readonly value: CompletedValue | undefined;
}

export interface CompletedValue {
  readonly name: string;
  readonly values: Values;
  /** Several may follow one another. */
  readonly isVariadic: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly CompletedValue[];
}

export interface CompletedProgram extends CompletedCommand {
  readonly commands: readonly CompletedCommand[];
}

/** `folder` of `--out <folder>`. */
function placeholder({ flags }: Option): string {
  return /[<[](.+?)(?:\.\.\.)?[>\]]/.exec(flags)?.[1] ?? '';
}

function completedOption(option: Option): CompletedOption {
  const takesValue = option.required || option.optional;
  const name = placeholder(option);
  return {
    flags: [option.short, option.long].filter((flag) => flag != null),
    description: option.description,
    value: takesValue
      ? {
          name,
          isVariadic: option.variadic,
          values: valuesOf({ name, option: option.long ?? '', choices: option.argChoices }),
        }
      : undefined,
  };
}

function completedCommand(command: Command): CompletedCommand {
  return {
    name: command.name(),
    description: command.description(),
    options: command.createHelp().visibleOptions(command).map(completedOption),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      isVariadic: argument.variadic,
      values: valuesOf({ name: argument.name(), command: command.name(), choices: argument.argChoices }),
    })),
  };
}

export function completedProgram(program: Command): CompletedProgram {
  const commands = program.createHelp().visibleCommands(program).map(completedCommand);
  const names = commands.map(({ name }) => name);
  return {
    ...completedCommand(program),
    commands: commands.map((command) =>
      command.name === 'help'
        ? { ...command, arguments: [{ name: 'command', isVariadic: false, values: { kind: 'words', words: names } }] }
        : command,
    ),
  };
}
