/** Completion for zsh: sourced after `compinit`, or put as the file `_inkgrad` into a folder of `fpath`. */
import type { CompletedCommand, CompletedOption, CompletedProgram, CompletedValue } from './command-tree.ts';
import type { Values } from './values.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** For descriptions and messages of `_arguments`, where brackets and colons end them. */
const escaped = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&');

function action(values: Values): string {
  switch (values.kind) {
    case 'none':
      return ' ';
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'words':
      return `(${values.words.map(escaped).join(' ')})`;
    case 'prefix':
      return '_inkgrad_settings';
    case 'experiment':
      return '_inkgrad_experiments';
  }
}

const valueSpec = ({ name, values }: CompletedValue): string => `${escaped(name)}:${action(values)}`;

function optionSpecs({ flags, description, value }: CompletedOption): string[] {
  const text = `[${escaped(description)}]`;
  return flags.map((flag) => {
    if (value === undefined) return quoted(`(${flags.join(' ')})${flag}${text}`);
    const isLong = flag.startsWith('--');
    return quoted(`${value.isVariadic ? '*' : ''}${flag}${isLong ? '=' : ''}${text}:${valueSpec(value)}`);
  });
}

function argumentSpec(argument: CompletedValue, at: number): string {
  return quoted(`${argument.isVariadic ? '*' : at + 1}:${valueSpec(argument)}`);
}

function commandBranch(command: CompletedCommand): string {
  const specs = [...command.options.flatMap(optionSpecs), ...command.arguments.map(argumentSpec)];
  return `    ${command.name})\n      _arguments ${specs.join(' \\\n        ')}\n      ;;`;
}

/** The words of the first value of a kind; all values of one kind have the same. */
function wordsOf(commands: readonly CompletedCommand[], kind: 'prefix' | 'experiment'): string {
  const values = commands.flatMap((command) => [
    ...command.arguments.map((argument) => argument.values),
    ...command.options.flatMap(({ value }) => (value === undefined ? [] : [value.values])),
  ]);
  const found = values.find((each) => each.kind === kind);
  return found !== undefined && 'words' in found ? found.words.join(' ') : '';
}

export function zshCompletion({ name, options, commands }: CompletedProgram): string {
  const described = commands.map((command) => quoted(`${command.name}:${command.description}`));
  return `#compdef ${name}
# Completion of ${name} for zsh, printed by \`${name} completion zsh\`.

_inkgrad_settings() { compadd -S '' -- ${wordsOf(commands, 'prefix')} }
_inkgrad_experiments() {
  compadd -- ${wordsOf(commands, 'experiment')}
  _files -g '*.json'
}
_inkgrad_commands() {
  local -a commands=(
    ${described.join('\n    ')}
  )
  _describe command commands
}

_inkgrad() {
  local curcontext=$curcontext state state_descr line ret=1
  typeset -A opt_args
  _arguments -C ${options.flatMap(optionSpecs).join(' ')} '1:command:_inkgrad_commands' '*::argument:->argument' && ret=0
  [[ $state == argument ]] || return ret
  case $words[1] in
${commands.map(commandBranch).join('\n')}
  esac
}

if [[ $funcstack[1] == _inkgrad ]]; then _inkgrad "$@"; else compdef _inkgrad ${name}; fi
`;
}
