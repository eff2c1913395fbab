/** Commands that show what can be set and asked: configurations, completion in a shell. */
import { Argument } from 'commander';
import { type AddCommands, examples, experimentText, json, set } from './options.ts';

export const addSettingsCommands: AddCommands = (program, execute) => {
  program
    .command('config')
    .description('prints an experiment as it would run, with defaults and settings, or the schema of experiments')
    .argument('[experiment]', experimentText)
    .addOption(set())
    .option('--schema', 'print the JSON Schema of experiments, for editors')
    .addOption(json())
    .addHelpText(
      'after',
      examples(
        'config v2 --set optimizer.type=adam epochs=5',
        'config v1 --json > mine.json',
        'config --schema --json',
      ),
    )
    .action((experiment: string | undefined, options) =>
      execute(async (context) => (await import('../commands/config.ts')).config(experiment, options, context)),
    );

  program
    .command('completion')
    .description('prints a script that completes commands, options and values in a shell')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
    .addOption(json())
    .addHelpText(
      'after',
      examples('completion bash >> ~/.bashrc', 'completion fish > ~/.config/fish/completions/inkgrad.fish'),
    )
    .action((shell: 'bash' | 'zsh' | 'fish', options) =>
      execute(async (context) =>
        (await import('../commands/completion.ts')).completion(shell, options, program, context),
      ),
    );
};
