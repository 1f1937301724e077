import { Argument, InvalidArgumentError, type Command } from 'commander';
import type { Answer } from '../control/control.ts';
import type { CommonOptions, Session } from './session.ts';
import { harmless, timeOf } from './terminal.ts';

/** Adds `parley find`. */
export function addFind(program: Command, open: (options: CommonOptions) => Session): void {
  program
    .command('find')
    .description('look for agents that offer a capability among those held here, or for the agent of a DID')
    .addArgument(new Argument('<what>', 'cap:action:resource[:qualifier], as cap:read:market-data, or a DID'))
    .option('--limit <n>', 'how many to show, 1 to 1000 (default: 50)', readLimit)
    .action((what: string, _: object, command: Command) => {
      const session = open(command.optsWithGlobals());
      return what.startsWith('did:') ? lookUp(session, what) : find(session, what, command.opts());
    });
}

async function lookUp({ terminal, withClient }: Session, did: string): Promise<void> {
  const found = await withClient((client) => client.lookup(did));
  if (terminal.json) {
    terminal.value(found);
    return;
  }
  const { source, standing, name, organisation, capabilities, addresses, expires, card } = found;
  const ofWhom =
    organisation === undefined ? 'none' : `${harmless(organisation.name)}${organisation.known ? '' : ' (unknown)'}`;
  const rows = [
    ['DID', found.did],
    ['name', harmless(name ?? '')],
    ['organisation', ofWhom],
    ['standing', standing],
    ['offers', capabilities.map(harmless).join(' ')],
    ['addresses', addresses.map(harmless).join(' ')],
    ['until', expires === undefined ? '' : timeOf(expires)],
    ...cardRows(card),
    ['record', source === 'held' ? 'held here' : 'from the network, verified; not kept'],
  ];
  for (const [label = '', value = ''] of rows) if (value !== '') terminal.line(`${label.padEnd(14)}${value}`);
}

/** What is shown of the A2A card that is kept of an agent. */
function cardRows(card: Answer<'lookup'>['card']): readonly (readonly [string, string])[] {
  if (card === undefined) return [];
  return [
    ['card', `${harmless(card.name)} ${harmless(card.version)}, as of ${timeOf(card.received)}`],
    ['about', harmless(card.description)],
    ['skills', card.skills.map(harmless).join(' ')],
  ];
}

async function find(
  { terminal, withClient }: Session,
  capability: string,
  { limit }: { readonly limit?: number },
): Promise<void> {
  const found = await withClient((client) => client.find(capability, limit));
  if (terminal.json) {
    terminal.value(found);
    return;
  }
  const rows = found.agents.map(({ did, alias, organisation, trust, connected, matches, expires }) => [
    alias ?? '',
    did,
    organisation === undefined ? '' : `${harmless(organisation.name)}${organisation.known ? '' : ' (unknown)'}`,
    `${trust.score} ${trust.tier}`,
    connected ? terminal.paint('green', 'yes') : 'no',
    matches
      .map(({ capability: offered, match }) => `${harmless(offered)}${match === 'part' ? ' (part)' : ''}`)
      .join(' '),
    timeOf(expires),
  ]);
  const headings = ['ALIAS', 'DID', 'ORGANISATION', 'TRUST', 'CONNECTED', 'OFFERS', 'UNTIL'];
  terminal.table(headings, rows, 'No agent whose record is held here offers that.');
  if (found.more > 0) terminal.line(terminal.paint('dim', `and ${found.more} more: --limit shows them`));
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (/^[1-9]\d{0,3}$/.test(text) && limit <= 1000) return limit;
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
}
