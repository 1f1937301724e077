import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { CommonOptions, Session } from './session.ts';
import { harmless, timeOf } from './terminal.ts';

interface AnswerOptions {
  readonly reason: string;
  readonly by?: string;
}

/** Adds `parley approvals [list|approve|deny]`. */
export function addApprovals(program: Command, open: (options: CommonOptions) => Session): void {
  const approvals = program
    .command('approvals')
    .description('decide on calls that wait for a person')
    .action((_: object, command: Command) => list(open(command.optsWithGlobals())));
  approvals
    .command('list')
    .description('show the calls that wait, and those answered within the hour')
    .action((_: object, command: Command) => list(open(command.optsWithGlobals())));
  for (const [word, description] of [
    ['approve', 'let exactly this call pass, once'],
    ['deny', 'refuse this call'],
  ] as const)
    approvals
      .command(word)
      .description(description)
      .argument('<id>', 'id of the request, or of a message that asked')
      .requiredOption('--reason <text>', 'why, for the record')
      .option('--by <name>', 'who decides (default: the name of the user)')
      .action((id: string, options: AnswerOptions, command: Command) =>
        answer(open(command.optsWithGlobals()), { id, approve: word === 'approve' }, options),
      );
}

async function list({ terminal, withClient }: Session): Promise<void> {
  const approvals = await withClient((client) => client.approvals());
  if (terminal.json) {
    terminal.value({ approvals });
    return;
  }
  const rows = approvals.map((each) => [
    each.id,
    each.state,
    each.direction,
    each.direction === 'in' ? each.from : each.to,
    `${each.action} ${harmless(each.resource)}`,
    harmless(each.policies.map(({ id }) => id).join(', ')),
    timeOf(each.expires),
  ]);
  terminal.table(['ID', 'STATE', 'WAY', 'PEER', 'WHAT', 'HELD BY', 'UNTIL'], rows, 'No call waits for approval.');
  if (rows.length > 0) terminal.line('`parley explain ID` shows what a call carries.');
}

async function answer(
  { terminal, withClient }: Session,
  { id, approve }: { readonly id: string; readonly approve: boolean },
  { reason: why, by = userInfo().username }: AnswerOptions,
): Promise<void> {
  const answered = await withClient((client) => client.answerApproval(id, { approve, by, why }));
  if (terminal.json) terminal.value(answered);
  else if (approve)
    terminal.line(`approved ${answered.id}: the same call passes once, until ${timeOf(answered.expires)}`);
  else terminal.line(`denied ${answered.id}`);
}
