/** What every command has to have, whichever it is. */
import { expect, test } from 'vitest';
import { createProgram } from './program.ts';

/** Not commander's own `help`, which is no registered command. */
const { commands } = createProgram('1.2.3', async () => {});

test.each(commands.map((command) => [command.name(), command] as const))(
  '%s has --json, a description and an example',
  (name, command) => {
    expect(command.options.map(({ long }) => long)).toContain('--json');
    expect(command.description()).toMatch(/^[a-z].*[^.]$/);
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 100 }).outputHelp();
    expect(help).toMatch(new RegExp(`Examples?:\n {2}\\$ inkgrad ${name}`));
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  },
);
