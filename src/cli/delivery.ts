import type { Command } from 'commander';
import { apiLimits, type Answer } from '../control/control.ts';
import type { CommonOptions, Session } from './session.ts';
import { harmless, timeOf, type Terminal } from './terminal.ts';

type Open = (options: CommonOptions) => Session;
type Trace = Answer<'trace'>;
type Letter = Answer<'deadLetters'>['letters'][number];

/** Adds `parley trace`, `parley outbox` and `parley deadletters [list|retry|drop]`. */
export function addDelivery(program: Command, open: Open): void {
  program
    .command('trace')
    .description('tell where a message is: each step with its time, and what it waits for')
    .argument('<id>', 'message id')
    .action((id: string, _: object, command: Command) => trace(open(command.optsWithGlobals()), id));
  program
    .command('outbox')
    .description('show what waits to be delivered, for whom, for how long, and when the next try comes')
    .argument('[to]', 'alias or DID; every peer when absent')
    .action((to: string | undefined, _: object, command: Command) => outbox(open(command.optsWithGlobals()), to));
  const letters = program
    .command('deadletters')
    .description('look after messages that were not delivered and will not be')
    .action((_: object, command: Command) => list(open(command.optsWithGlobals())));
  letters
    .command('list')
    .description('show them, with the reason')
    .action((_: object, command: Command) => list(open(command.optsWithGlobals())));
  letters
    .command('retry')
    .description('send them anew, each as a new message; what may have arrived can come twice')
    .argument('[ids...]', 'message ids')
    .option('--all', 'every one there is')
    .action((ids: string[], _: object, command: Command) =>
      retry(open(command.optsWithGlobals()), ids, command.opts()),
    );
  letters
    .command('drop')
    .description('drop them for good')
    .argument('[ids...]', 'message ids')
    .option('--all', 'every one there is')
    .action((ids: string[], _: object, command: Command) => drop(open(command.optsWithGlobals()), ids, command.opts()));
}

async function trace({ terminal, withClient }: Session, id: string): Promise<void> {
  const traced = await withClient((client) => client.trace(id));
  if (terminal.json) {
    terminal.value(traced);
    return;
  }
  terminal.fields([
    ['message', traced.id],
    ['direction', traced.direction],
    ['peer', traced.alias ?? traced.peer],
    ['action', traced.action],
    ['state', traced.reason === undefined ? traced.state : `${traced.state}: ${traced.reason}`],
    ['created', timeOf(traced.created)],
    ['expires', timeOf(traced.expires)],
    ['priority', traced.priority === 'normal' ? undefined : traced.priority],
    ['sealed anew', traced.resealed === undefined || traced.resealed === 0 ? undefined : `${traced.resealed} times`],
    ['frames', traced.frames?.toString()],
    ['audit log', traced.auditEntries.length === 0 ? undefined : `entries ${traced.auditEntries.join(', ')}`],
  ]);
  for (const step of traced.steps) showStep(terminal, step);
  if (traced.waits !== undefined) terminal.line(`Waits for ${waitText(traced.waits)}.`);
}

function showStep(terminal: Terminal, { step, at, side, ok, reason, detail }: Trace['steps'][number]): void {
  const time = at === undefined ? ' '.repeat(timeOf(0).length) : timeOf(at);
  const why = reason === undefined ? '' : `: ${reason}`;
  const word = ok ? step : terminal.paint('red', step);
  terminal.line(`${terminal.paint('dim', time)}  ${word} ${side === 'local' ? 'here' : 'by the other node'}${why}`);
  if (detail !== undefined) terminal.line(`  ${harmless(detail)}`);
}

const waits: Readonly<Record<NonNullable<Trace['waits']>['for'], string>> = {
  connection: 'a connection',
  session: 'a session',
  parts: 'the parts of its body',
  turn: 'its turn',
  acknowledgement: 'the acknowledgement',
  room: 'room at the other node',
};

function waitText({
  for: what,
  lastError,
  nextTry,
  arrived,
  parts,
  mailboxes = [],
}: NonNullable<Trace['waits']>): string {
  const error = lastError === undefined ? '' : `, last try: ${lastError}`;
  const gone = parts === undefined ? '' : `, ${arrived ?? 0} of ${parts} parts are there`;
  const letters = mailboxes.length === 0 ? '' : `; a letter with it waits at ${mailboxes.map(harmless).join(' and ')}`;
  return `${waits[what]}${gone}${error}${nextTry === undefined ? '' : `, next try at ${timeOf(nextTry)}`}${letters}`;
}

async function outbox({ terminal, withClient }: Session, to: string | undefined): Promise<void> {
  const { queues, messages } = await withClient((client) => client.outbox(to));
  if (terminal.json) {
    terminal.value({ queues, messages });
    return;
  }
  const peers = queues.map((each) => [each.alias ?? each.peer, String(each.waiting), waitText(each.waits)]);
  terminal.table(['PEER', 'WAITING', 'FOR'], peers, 'Nothing waits.');
  if (messages.length === 0) return;
  const names = new Map(queues.map(({ peer, alias }) => [peer, alias ?? peer]));
  const rows = messages.map((each) => [
    each.id,
    names.get(each.peer) ?? each.peer,
    each.topic === undefined || each.topic === '' ? each.kind : `${each.kind} ${harmless(each.topic)}`,
    each.state,
    each.priority,
    timeOf(each.created),
    timeOf(each.expires),
  ]);
  terminal.line();
  terminal.table(['ID', 'TO', 'WHAT', 'STATE', 'PRIORITY', 'SINCE', 'UNTIL'], rows, '');
}

async function list({ terminal, withClient }: Session): Promise<void> {
  const letters = await withClient((client) => all((after) => client.deadLetters(after)));
  if (terminal.json) {
    terminal.value({ letters });
    return;
  }
  const rows = letters.map((each) => [
    each.id,
    each.alias ?? each.peer,
    harmless(each.topic),
    each.state,
    each.reason,
    timeOf(each.ended),
    each.mayHaveArrived ? 'may have arrived' : '',
  ]);
  terminal.table(['ID', 'TO', 'TOPIC', 'STATE', 'REASON', 'ENDED', ''], rows, 'No dead letters.');
}

/** Every page, one after the other. */
async function all(page: (after?: string) => Promise<Answer<'deadLetters'>>): Promise<readonly Letter[]> {
  const letters: Letter[] = [];
  for (let found = await page(); found.letters.length > 0; found = await page(found.cursor))
    letters.push(...found.letters);
  return letters;
}

interface Which {
  readonly all?: boolean;
}

async function retry({ terminal, withClient }: Session, ids: readonly string[], which: Which): Promise<void> {
  const results = await withClient(async (client) => {
    const chosen = which.all === true ? (await all((after) => client.deadLetters(after))).map(({ id }) => id) : ids;
    return (await inBatches(chosen, (batch) => client.retryDeadLetters(batch))).flat();
  });
  if (terminal.json) {
    terminal.value({ results });
    return;
  }
  for (const { id, as, state, reason } of results)
    terminal.line(`${id} ${state}${as === undefined ? '' : ` as ${as}`}${reason === undefined ? '' : `: ${reason}`}`);
}

async function drop({ terminal, withClient }: Session, ids: readonly string[], which: Which): Promise<void> {
  const counts = await withClient(async (client) => {
    const chosen = which.all === true ? (await all((after) => client.deadLetters(after))).map(({ id }) => id) : ids;
    return inBatches(chosen, (batch) => client.dropDeadLetters(batch));
  });
  const dropped = counts.reduce((sum, count) => sum + count, 0);
  if (terminal.json) terminal.value({ dropped });
  else terminal.line(`dropped ${dropped}`);
}

async function inBatches<T>(
  ids: readonly string[],
  work: (batch: readonly string[]) => Promise<T>,
): Promise<readonly T[]> {
  const done: T[] = [];
  for (let at = 0; at < ids.length; at += apiLimits.maxBatch)
    done.push(await work(ids.slice(at, at + apiLimits.maxBatch)));
  return done;
}
