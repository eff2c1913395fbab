/** Completion for fish, as a file `inkgrad.fish` of its folder for completions. */
import type { CompletedCommand, CompletedOption, CompletedProgram } from './command-tree.ts';
import type { Values } from './values.ts';

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;

/** Of an option's value: whether files are offered, and what else. */
function valueFlags(values: Values): string {
  switch (values.kind) {
    case 'none':
      return '-x';
    case 'files':
      return '-r -F';
    case 'folders':
      return "-x -a '(__fish_complete_directories)'";
    case 'experiment':
      return `-x -a ${quoted(`${values.words.join(' ')} (__fish_complete_suffix .json)`)}`;
    default:
      return `-x -a ${quoted(values.words.join(' '))}`;
  }
}

function optionFlags({ flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...names, ...(value === undefined ? [] : [valueFlags(value.values)]), `-d ${quoted(description)}`].join(' ');
}

function commandLines(program: string, { name, options, arguments: given }: CompletedCommand): string[] {
  const start = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
  const lines = options.map((option) => `${start} ${optionFlags(option)}`);
  for (const { values } of given) {
    if (values.kind === 'files') lines.push(`${start} -F`);
    else if (values.kind !== 'none') lines.push(`${start} ${valueFlags(values)}`);
  }
  return lines;
}

export function fishCompletion({ name, options, commands }: CompletedProgram): string {
  const first = `complete -c ${name} -n __fish_use_subcommand`;
  return [
    `# Completion of ${name} for fish, printed by \`${name} completion fish\`.`,
    `complete -c ${name} -e`,
    `complete -c ${name} -f`,
    ...options.map((option) => `${first} ${optionFlags(option)}`),
    ...commands.map((command) => `${first} -a ${command.name} -d ${quoted(command.description)}`),
    ...commands.flatMap((command) => commandLines(name, command)),
    '',
  ].join('\n');
}
