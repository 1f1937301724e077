import { userInfo } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import type { CommonOptions, Session } from './session.ts';
import { timeOf, visible } from './terminal.ts';

interface AnswerOptions {
  readonly reason: string;
  readonly by?: string;
}

interface ToolName {
  readonly owner: string;
  readonly server: string;
  readonly name: string;
}

/** Adds `parley tools [list|show|approve|reject|forget]`. */
export function addTools(program: Command, open: (options: CommonOptions) => Session): void {
  const tools = program
    .command('tools')
    .description('see to the tools of MCP servers: what changed, what is suspicious')
    .action((_: object, command: Command) => list(open(command.optsWithGlobals())));
  tools
    .command('list')
    .description('show the tools that were in lists which passed this node')
    .action((_: object, command: Command) => list(open(command.optsWithGlobals())));
  tools
    .command('show')
    .description('show the definition of a tool, and what changed in it')
    .argument('<tool>', 'alias/server/tool; the name of this node for its own servers', readToolName)
    .action((name: ToolName, _: object, command: Command) => show(open(command.optsWithGlobals()), name));
  for (const [word, description] of [
    ['approve', 'hold the tool to this definition from now on'],
    ['reject', 'refuse this definition, now and when it is listed again'],
  ] as const)
    tools
      .command(word)
      .description(description)
      .argument('<tool>', 'alias/server/tool', readToolName)
      .argument('<hash>', 'of the definition, as `parley tools show` prints it', readHash)
      .requiredOption('--reason <text>', 'why, for the record')
      .option('--by <name>', 'who decides (default: the name of the user)')
      .action((name: ToolName, hash: string, options: AnswerOptions, command: Command) =>
        answer(open(command.optsWithGlobals()), { ...name, hash, approve: word === 'approve' }, options),
      );
  tools
    .command('forget')
    .description('forget the tools of a server, so that each is taken as first seen again')
    .argument('<server>', 'alias/server', readServerName)
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--by <name>', 'who decides (default: the name of the user)')
    .action((name: Omit<ToolName, 'name'>, options: AnswerOptions, command: Command) =>
      forget(open(command.optsWithGlobals()), name, options),
    );
}

function readToolName(text: string): ToolName {
  const [, owner, server, name] = /^([^/]+)\/([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (owner !== undefined && server !== undefined && name !== undefined) return { owner, server, name };
  throw new InvalidArgumentError('It must be alias/server/tool, as in globex/files/read.');
}

function readServerName(text: string): Omit<ToolName, 'name'> {
  const [, owner, server] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (owner !== undefined && server !== undefined) return { owner, server };
  throw new InvalidArgumentError('It must be alias/server, as in globex/files.');
}

function readHash(text: string): string {
  if (/^[0-9a-f]{8,64}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be at least the first eight digits of the hash.');
}

async function list({ terminal, withClient }: Session): Promise<void> {
  const tools = await withClient((client) => client.tools());
  if (terminal.json) {
    terminal.value({ tools });
    return;
  }
  const rows = tools.map(({ alias, owner, server, name, state, hash, flags, shadows, changed }) => [
    visible(`${alias ?? owner}/${server}/${name}`),
    state === 'drifted' || state === 'rejected' ? terminal.paint('red', state) : state,
    hash.slice(0, 12),
    visible([...flags, ...shadows.map((other) => `like ${other}`)].join(', ')),
    timeOf(changed),
  ]);
  terminal.table(
    ['tool', 'state', 'hash', 'suspicious', 'changed'],
    rows,
    'No list of tools has passed this node yet.',
  );
}

async function show({ terminal, withClient }: Session, name: ToolName): Promise<void> {
  const tool = await withClient((client) => client.tool(name));
  if (terminal.json) {
    terminal.value(tool);
    return;
  }
  const { alias, owner, server, state, hash, flags, shadows, firstSeen, changed, definition, candidate } = tool;
  const place = visible(`${alias ?? owner}/${server}/${tool.name}`);
  terminal.fields([
    ['tool', place],
    ['state', state],
    ['hash', hash],
    ['suspicious', flags.length === 0 ? undefined : flags.join(', ')],
    ['like', shadows.length === 0 ? undefined : visible(shadows.join(', '))],
    ['first seen', timeOf(firstSeen)],
    ['changed', timeOf(changed)],
  ]);
  terminal.line();
  terminal.line(visible(JSON.stringify(JSON.parse(definition), undefined, 2)));
  if (candidate === undefined) return;
  terminal.line();
  terminal.line(terminal.paint('bold', `what is other in ${candidate.hash.slice(0, 12)}`));
  for (const { path, was, is } of candidate.changes) {
    terminal.line(visible(path === '' ? '/' : path));
    if (was !== undefined) terminal.line(terminal.paint('red', `  - ${visible(was)}`));
    if (is !== undefined) terminal.line(terminal.paint('green', `  + ${visible(is)}`));
  }
  if (state === 'drifted') {
    terminal.line();
    terminal.line(`parley tools approve ${place} ${candidate.hash.slice(0, 12)} --reason …`);
  }
}

async function answer(
  { terminal, withClient }: Session,
  given: ToolName & { readonly hash: string; readonly approve: boolean },
  { reason: why, by = userInfo().username }: AnswerOptions,
): Promise<void> {
  const done = await withClient((client) => client.answerTool({ ...given, by, why }));
  if (terminal.json) terminal.value(done);
  else terminal.line(`${visible(done.name)} is ${done.state}`);
}

async function forget(
  { terminal, withClient }: Session,
  server: Omit<ToolName, 'name'>,
  { reason: why, by = userInfo().username }: AnswerOptions,
): Promise<void> {
  const done = await withClient((client) => client.forgetTools({ ...server, by, why }));
  if (terminal.json) terminal.value(done);
  else terminal.line(`${done.forgotten} tools forgotten`);
}
