import type { Command } from 'commander';
import type { CommonOptions, Session } from './session.ts';
import { timeOf } from './terminal.ts';

/** Adds `parley mailbox`. */
export function addMailbox(program: Command, open: (options: CommonOptions) => Session): void {
  program
    .command('mailbox')
    .description('show the mailbox of this node, those that it uses, and what waits at those of its peers')
    .action((_: object, command: Command) => show(open(command.optsWithGlobals())));
}

async function show({ terminal, withClient }: Session): Promise<void> {
  const { offered, used, left, held } = await withClient((client) => client.mailbox());
  if (terminal.json) {
    terminal.value({ offered, used, left, held });
    return;
  }
  terminal.table(
    ['MAILBOX OF THIS NODE', 'LAST VISIT', 'FETCHED', 'PROBLEM'],
    used.map(({ mailbox, at, fetched, problem }) => [mailbox, timeOf(at), String(fetched), problem ?? '']),
    'This node uses no mailbox; `mailbox.use` in parley.yaml names them.',
  );
  if (held > 0) terminal.line(`Held back: ${held} letters, until those before them have come`);
  terminal.line();
  terminal.table(
    ['LEFT FOR', 'AT MAILBOX', 'LETTERS', 'REFUSED'],
    left.map(({ peer, mailbox, left: letters, refused }) => [peer, mailbox, String(letters), refused ?? '']),
    'Nothing was left for peers that are away.',
  );
  terminal.line();
  if (offered === undefined) {
    terminal.line('This node offers no mailbox; `mailbox.offer` in parley.yaml does.');
    return;
  }
  const { messages, maxMessages, bytes, maxBytes, owners } = offered;
  terminal.line(`Kept for others: ${messages} of ${maxMessages} letters, ${bytes} of ${maxBytes} bytes`);
  terminal.table(
    ['KEPT FOR', 'LETTERS', 'BYTES', 'GRANT UNTIL'],
    owners.map((one) => [one.owner, String(one.messages), String(one.bytes), timeOf(one.grantExpires)]),
    'No agent has given a grant.',
  );
}
