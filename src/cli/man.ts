import type { Argument, Command, Option } from 'commander';
import { examplesOf } from './examples.ts';
import { leavesOf, type Leaf } from './leaves.ts';
import type { Session } from './session.ts';

/** `parley man`: the manual page of the whole command line, made from the help that each command has. */
export function manual({ terminal }: Session, program: Command, about: string): void {
  terminal.line(pageOf(program, about));
}

function pageOf(program: Command, about: string): string {
  const commands = leavesOf(program, []);
  return [
    `.TH PARLEY 1 "" "parley ${plain(program.version() ?? '')}" "Parley"`,
    '.SH NAME',
    `parley \\- ${plain(program.description())}`,
    '.SH SYNOPSIS',
    '.B parley',
    '.RI [ options ] " command " [ arguments ]',
    '.SH OPTIONS',
    ...program.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH NOTES',
    ...paragraphs(about),
  ].join('\n');
}

function commandLines({ path, command }: Leaf): readonly string[] {
  const { registeredArguments: given, options } = command;
  const words = given.map((one) => ` \\fI${plain(shown(one))}\\fR`).join('');
  return [
    `.SS "parley ${plain(path.join(' '))}"`,
    `\\fBparley ${plain(path.join(' '))}\\fR${options.length === 0 ? '' : ' [options]'}${words}`,
    '.PP',
    sentence(command.description()),
    ...given
      .filter(({ description }) => description !== '')
      .flatMap((one) => ['.TP', `\\fI${plain(shown(one))}\\fR`, sentence(one.description)]),
    ...options.flatMap(optionLines),
    ...exampleLines(path),
  ];
}

function exampleLines(path: readonly string[]): readonly string[] {
  const lines = examplesOf(path);
  return lines.length === 0 ? [] : ['.PP', '.RS', '.nf', ...lines.map(plain), '.fi', '.RE'];
}

function shown(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return argument.required ? name : `[${name}]`;
}

function optionLines({ flags, description }: Option): readonly string[] {
  return ['.TP', `\\fB${plain(flags)}\\fR`, sentence(description)];
}

function paragraphs(text: string): readonly string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => ['.PP', plain(line)]);
}

/** With a capital and a full stop, as a manual has it. */
function sentence(text: string): string {
  return plain(`${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)?]$/.test(text) ? '' : '.'}`);
}

/** What is not ASCII, as roff writes it whatever the encoding of its input. */
function codePoint(character: string): string {
  return String.raw`\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** As text and not as requests of roff: no line begins with a dot or a quote, and dashes stay what they are. */
function plain(text: string): string {
  return text
    .replaceAll('\n', ' ')
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll(/[^ -~]/gu, codePoint)
    .replace(/^(?=[.'])/, String.raw`\&`);
}
