import { utf8 } from '../base/base.ts';
import { decodeEntry } from '../audit/audit.ts';
import type { Client } from '../control/control.ts';
import type { Session } from './session.ts';
import { harmless, timeOf, type Terminal } from './terminal.ts';

/** Wait of one long poll, milliseconds. */
const waitMs = 30_000;

/** `parley audit status` */
export async function showAudit({ terminal, withClient }: Session): Promise<void> {
  const state = await withClient((client) => client.audit.state());
  if (terminal.json) {
    terminal.value(state);
    return;
  }
  terminal.fields([
    ['log', state.origin],
    ['key', state.key],
    ['entries', String(state.size)],
    ['checkpoint', `over ${state.checkpoint.split('\n')[1] ?? '0'}`],
    ['problem', state.problem],
  ]);
  const rows = state.cosigners.map(({ did, size, at }) => [did, String(size), timeOf(at * 1000)]);
  terminal.table(['COSIGNED BY', 'ENTRIES', 'AT'], rows, 'no neighbour has cosigned yet');
  for (const { did, reason } of state.disputes)
    terminal.line(terminal.paint('red', `${did} disputes this log: ${reason}`));
  for (const { did, before, after, proven } of state.forks) {
    terminal.line(
      terminal.paint('red', `${did} ${proven ? 'signed two histories' : 'did not prove that its log continues'}:`),
    );
    terminal.line(harmless(before));
    terminal.line(harmless(after));
  }
}

/** `parley audit tail` */
export async function tail(
  { terminal, withClient, signal }: Session,
  options: { readonly lines: number; readonly follow?: boolean },
): Promise<void> {
  await withClient(async (client) => {
    const { size } = await client.audit.entries({ from: Number.MAX_SAFE_INTEGER, limit: 1 });
    let from = Math.max(0, size - options.lines);
    while (!signal.aborted) {
      const page = await pageFrom(client, from, { follow: options.follow === true, signal });
      if (page === undefined) return;
      for (const { index, entry } of page) show(terminal, index, entry);
      if (page.length === 0 && options.follow !== true) return;
      from = (page.at(-1)?.index ?? from - 1) + 1;
    }
  });
}

async function pageFrom(
  client: Client,
  from: number,
  { follow, signal }: { readonly follow: boolean; readonly signal: AbortSignal },
): Promise<readonly { readonly index: number; readonly entry: string }[] | undefined> {
  try {
    return (await client.audit.entries({ from, waitMs: follow ? waitMs : 0, signal })).entries;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function show(terminal: Terminal, index: number, text: string): void {
  const entry = decodeEntry(utf8(text));
  if (terminal.json || entry === undefined) {
    terminal.value({ index, entry: entry?.fields ?? text });
    return;
  }
  const { type, fields } = entry;
  const word = (name: string): string => (typeof fields[name] === 'string' ? harmless(fields[name]) : '');
  const [outcome, good] = outcomeOf(type, fields);
  const parts = [
    terminal.paint('dim', `${String(index).padStart(8)}  ${timeOf(entry.time)}`),
    terminal.paint(good ? 'green' : 'red', outcome.padEnd(9)),
    word('direction').padEnd(3),
    [word('action') || (type === 'refusal' ? word('step') : type), word('resource')].filter(Boolean).join(' '),
    word('peer') || word('host') || word('target'),
    word('id'),
    word('reason'),
  ];
  terminal.line(parts.filter((part) => part !== '').join('  '));
}

/** What an entry says in a word, and whether something went through. */
function outcomeOf(type: string, fields: Readonly<Record<string, unknown>>): readonly [string, boolean] {
  if (type === 'policies') return ['loaded', true];
  if (type === 'refusal') return ['refused', false];
  if (type === 'decision') return fields['allowed'] === true ? ['allowed', true] : ['refused', false];
  if (type === 'operator') return [harmless(String(fields['act'])), true];
  const { outcome } = fields;
  const good = outcome === 'delivered' || outcome === 'opened' || outcome === 'kept';
  return typeof outcome === 'string' ? [harmless(outcome), good] : ['', false];
}
