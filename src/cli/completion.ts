import type { Command } from 'commander';
import type { Session } from './session.ts';

/** The shells that `parley completion` writes for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
/** One of them. */
export type Shell = (typeof shells)[number];

/** One place on the command line: the commands so far, and what may follow. */
interface Place {
  /** Empty at the beginning. */
  readonly path: readonly string[];
  readonly words: readonly Word[];
}

interface Word {
  readonly text: string;
  readonly about: string;
}

/** `parley completion`: a script of words that were known when it was written, so a Tab starts no node. */
export function completion({ terminal }: Session, program: Command, shell: Shell): void {
  const places = placesOf(program, []);
  const write = { bash, zsh, fish }[shell];
  terminal.line(write(places));
}

function placesOf(command: Command, path: readonly string[]): readonly Place[] {
  const below = command.commands.filter((one) => one.name() !== 'help');
  const options = path.length === 0 ? command.options : [...command.options, ...rootOf(command).options];
  const words = [
    ...below.map((one) => ({ text: one.name(), about: one.description() })),
    ...options.flatMap(({ long, description }) => (long ? [{ text: long, about: description }] : [])),
    { text: '--help', about: 'print help' },
  ];
  return [{ path, words }, ...below.flatMap((one) => placesOf(one, [...path, one.name()]))];
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

function bash(places: readonly Place[]): string {
  const inner = places.filter(({ path }) => path.length > 0).map(({ path }) => `' ${path.join(' ')}'`);
  const cases = places.map(
    ({ path, words }) =>
      `    '${path.length === 0 ? '' : ` ${path.join(' ')}`}') words='${words.map(({ text }) => text).join(' ')}' ;;`,
  );
  return `# source <(parley completion bash)
_parley() {
  local path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
    ${inner.join(' | ')}) path="$path $word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _parley parley`;
}

function zsh(places: readonly Place[]): string {
  const inner = places.filter(({ path }) => path.length > 0).map(({ path }) => quoted(` ${path.join(' ')}`));
  const cases = places.map(({ path, words }) => {
    const at = quoted(path.length === 0 ? '' : ` ${path.join(' ')}`);
    const shown = words.map(({ text, about }) => quoted(`${text.replaceAll(':', String.raw`\:`)}:${about}`));
    return `    ${at}) words_here=(${shown.join(' ')}) ;;`;
  });
  return `#compdef parley
# parley completion zsh > a folder of $fpath, as _parley
_parley() {
  local path_here='' word
  local -a words_here
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$path_here $word" in
    (${inner.join('|')}) path_here="$path_here $word" ;;
    esac
  done
  case "$path_here" in
${cases.join('\n')}
  esac
  _describe 'parley' words_here || _files
}
compdef _parley parley`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, words }) => {
    const here =
      path.length === 0
        ? '__fish_use_subcommand'
        : path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    return words.map(({ text, about }) => {
      const what = text.startsWith('--') ? `-l ${text.slice(2)}` : `-a ${text}`;
      return `complete -c parley -n ${quoted(here)} ${what} -d ${quoted(about)}`;
    });
  });
  return ['# parley completion fish > ~/.config/fish/completions/parley.fish', ...lines].join('\n');
}

/** A word in single quotes, as all three shells read it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
