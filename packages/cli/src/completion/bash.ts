/**
 * Completion for bash, from 3.2 on and without the package bash-completion. The words of the line are taken apart by
 * spaces alone, as bash's own parts break at `:` and `=`, which backends and settings have.
 */
import type { CompletedCommand, CompletedProgram, CompletedValue } from './command-tree.ts';
import type { Values } from './values.ts';

/** In single quotes; words of the tree hold none. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The shell function that offers the values, with its words. */
function action(values: Values): string {
  switch (values.kind) {
    case 'none':
      return '_inkgrad_nothing';
    case 'files':
      return ':';
    case 'folders':
      return '_inkgrad_folders';
    default:
      return `_inkgrad_${values.kind} ${quoted(values.words.join(' '))}`;
  }
}

/** Places that offer the same, as one branch of a `case`. */
function branches(places: readonly (readonly [place: string, action: string])[]): string[] {
  const byAction = new Map<string, string[]>();
  for (const [place, text] of places) byAction.set(text, [...(byAction.get(text) ?? []), place]);
  return [...byAction].map(([text, own]) => `    ${own.map(quoted).join('|')}) ${text} ;;`);
}

function optionPlaces({ name, options }: CompletedCommand): [string, string][] {
  return options.flatMap(({ flags, value }) =>
    value === undefined ? [] : flags.map((flag): [string, string] => [`${name} ${flag}`, action(value.values)]),
  );
}

function argumentPlaces(command: CompletedCommand): [string, string][] {
  return command.arguments.map((argument, at) => [`${command.name} ${at}`, action(argument.values)]);
}

/** Options of a command whose values `holds`, as words between spaces. */
function flagsWhere({ options }: CompletedCommand, holds: (value: CompletedValue | undefined) => boolean): string {
  return options.flatMap(({ flags, value }) => (holds(value) ? flags : [])).join(' ');
}

function commandBranch(command: CompletedCommand): string {
  const all = flagsWhere(command, () => true);
  const one = flagsWhere(command, (value) => value !== undefined && !value.isVariadic);
  const many = flagsWhere(command, (value) => value?.isVariadic === true);
  const last = command.arguments.at(-1)?.isVariadic ? command.arguments.length - 1 : 1000;
  return `    ${command.name}) all=${quoted(all)} one=${quoted(` ${one} `)} many=${quoted(` ${many} `)} last=${last} ;;`;
}

export function bashCompletion(program: CompletedProgram): string {
  const { name, commands } = program;
  const places = commands.flatMap((command) => [...optionPlaces(command), ...argumentPlaces(command)]);
  return `# Completion of ${name} for bash, printed by \`${name} completion bash\`.

_inkgrad_nothing() { compopt +o default +o bashdefault 2>/dev/null; }
_inkgrad_folders() { compopt -o dirnames +o default 2>/dev/null; }
_inkgrad_words() { _inkgrad_nothing; COMPREPLY=($(compgen -W "$1" -- "$word")); }
_inkgrad_prefix() { _inkgrad_words "$1"; compopt -o nospace 2>/dev/null; }
_inkgrad_experiment() {
  local IFS=$'\\n'
  COMPREPLY=($(IFS=' '; compgen -W "$1" -- "$word") $(compgen -f -X '!*.json' -- "$word"))
  compopt -o plusdirs -o filenames 2>/dev/null
}

_inkgrad_options() {
  case "$command" in
    '') all=${quoted(flagsWhere(program, () => true))} one=' ' many=' ' last=0 ;;
${commands.map(commandBranch).join('\n')}
  esac
}

_inkgrad_values() {
  case "$command $1" in
    ' 0') _inkgrad_words ${quoted(commands.map((command) => command.name).join(' '))} ;;
${branches(places).join('\n')}
    *) _inkgrad_nothing ;;
  esac
}

_inkgrad() {
  local IFS=$' \\t\\n' line=\${COMP_LINE:0:COMP_POINT} words=() word each
  local command='' pending='' position=0 breaks='' kept cut at
  local all='' one='' many='' last=0
  COMPREPLY=()
  read -ra words <<< "$line"
  if [[ $line == *[[:space:]] ]]; then words+=(''); fi
  word=\${words[\${#words[@]}-1]}
  _inkgrad_options
  for each in "\${words[@]:1:\${#words[@]}-2}"; do
    if [[ $each == -* ]]; then
      pending=''
      if [[ "$one$many" == *" $each "* ]]; then pending=$each; fi
    elif [[ -n $pending ]]; then
      if [[ "$one" == *" $pending "* ]]; then pending=''; fi
    elif [[ -z $command ]]; then
      command=$each
      _inkgrad_options
    elif ((position < last)); then
      position=$((position + 1))
    fi
  done

  kept=''
  if [[ $word == --*=* ]]; then
    kept=\${word%%=*}=
    word=\${word#*=}
    _inkgrad_values "\${kept%=}"
  elif [[ $word == -* ]]; then
    _inkgrad_words "$all"
  else
    _inkgrad_values "\${pending:-$position}"
  fi

  # Bash puts a completion in place of what follows the last of its word breaks.
  if [[ $COMP_WORDBREAKS == *:* ]]; then breaks+=:; fi
  if [[ $COMP_WORDBREAKS == *=* ]]; then breaks+='='; fi
  cut=''
  if [[ -n $breaks ]]; then cut=$kept$word cut=\${cut%"\${cut##*[$breaks]}"}; fi
  for at in "\${!COMPREPLY[@]}"; do
    each=$kept\${COMPREPLY[at]}
    COMPREPLY[at]=\${each#"$cut"}
  done
}

complete -o default -o bashdefault -F _inkgrad ${name}
`;
}
