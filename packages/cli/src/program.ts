/**
 * The command line as commander sees it: the program, and the help all commands share. The commands and their options
 * are in `program/`. What a command does is imported only when it runs, so that `--help` and a mistyped option cost no
 * more than these files and commander.
 */
import { type Argument, Command } from 'commander';
import { addLaboratoryCommands } from './program/laboratory.ts';
import { addMeasuringCommands } from './program/measuring.ts';
import { type Execute, examples } from './program/options.ts';
import { addRecordCommands } from './program/records.ts';
import { addSettingsCommands } from './program/settings.ts';
import { addTrainingCommands } from './program/training.ts';

function argumentTerm(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

/**
 * @param version of inkgrad
 * @param execute is called with the chosen command, once its options are read.
 */
export function createProgram(version: string, execute: Execute): Command {
  const program = new Command('inkgrad')
    .description('Trains, checks and explains the two published MNIST experiments.')
    .version(version)
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    // usage-error.ts guesses, by the rule that holds everywhere.
    .showSuggestionAfterError(false)
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
    })
    .addHelpText('after', examples('reproduce', 'run v1 --epochs 5 --seed 2', 'run --help'));

  addTrainingCommands(program, execute);
  addLaboratoryCommands(program, execute);
  addRecordCommands(program, execute);
  addMeasuringCommands(program, execute);
  addSettingsCommands(program, execute);
  return program;
}
