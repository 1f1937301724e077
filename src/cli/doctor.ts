import { ControlError, type Answer, type Finding } from '../control/control.ts';
import type { Session } from './session.ts';
import { harmless, timeOf, type Terminal } from './terminal.ts';

type Peer = Answer<'peers'>['peers'][number];

/** `parley doctor`. Throws ControlError 'refused' when something is bad. */
export async function doctor({ surroundings, terminal, place, withClient }: Session): Promise<void> {
  const running = await withClient(async (client) => {
    const [status, ready] = await Promise.all([client.status(), client.ready()]);
    const [peers, mailbox] = await Promise.all([client.peers(), client.mailbox()]);
    return { addresses: status.addresses, findings: ofRunning({ status, ready, peers, mailbox }) };
  }).catch(stopped);
  const { addresses } = running;
  const around = await surroundings.node.examine(place, addresses && { addresses });
  const findings = [...running.findings, ...around];
  const bad = findings.filter(({ state }) => state === 'bad');
  if (terminal.json) terminal.value({ healthy: bad.length === 0, findings });
  else show(terminal, findings);
  if (bad.length > 0)
    throw new ControlError('refused', `The node cannot work like this: ${bad.map(({ name }) => name).join(', ')}.`);
}

function show(terminal: Terminal, findings: readonly Finding[]): void {
  const colours = { good: 'green', warning: 'yellow', bad: 'red' } as const;
  const rows = findings.map(({ name, state, found }) => [terminal.paint(colours[state], state), name, harmless(found)]);
  terminal.table(['STATE', 'WHAT', 'FOUND'], rows, '');
  const todo = findings.filter(({ advice }) => advice !== undefined);
  if (todo.length > 0) terminal.line();
  for (const { name, advice } of todo) terminal.line(`${terminal.paint('bold', name)}: ${advice}`);
}

interface Seen {
  /** Under which others are told to reach it; undefined when it does not run. */
  readonly addresses: readonly string[] | undefined;
  readonly findings: readonly Finding[];
}

function stopped(error: unknown): Seen {
  if (!(error instanceof ControlError) || error.code !== 'not-running') throw error;
  const advice = 'Start it with `parley up`.';
  return { addresses: undefined, findings: [{ name: 'node', state: 'warning', found: 'it is not running', advice }] };
}

interface Told {
  readonly status: Answer<'status'>;
  readonly ready: Answer<'ready'>;
  readonly peers: readonly Peer[];
  readonly mailbox: Answer<'mailbox'>;
}

function ofRunning({ status, ready, peers, mailbox }: Told): readonly Finding[] {
  const node: Finding = ready.ready
    ? { name: 'node', state: 'good', found: `process ${status.pid}, version ${status.version}, takes work` }
    : { name: 'node', state: 'bad', found: ready.reasons.join('; '), advice: 'Mend what it names, then look again.' };
  const warnings = ready.warnings.map((warning): Finding => ({
    name: 'node',
    state: 'warning',
    found: warning,
    advice: 'Mend what it names.',
  }));
  return [node, ...warnings, ...ofMailboxes(mailbox), ...peers.map((peer) => ofPeer(peer, status.version))];
}

/** How full a mailbox is when its owner should know, as a share. */
const almostFull = 0.9;

function ofMailboxes({ offered, used, left }: Answer<'mailbox'>): readonly Finding[] {
  const name = 'mailbox';
  const refused = left.flatMap(({ peer, mailbox, refused: why }): Finding[] => {
    if (why === undefined) return [];
    const advice = `Its letters wait here until ${peer} comes; its operator can make room there, or name another mailbox.`;
    return [{ name, state: 'warning', found: `${mailbox} took no more for ${peer}: ${why}`, advice }];
  });
  const found = [...(offered === undefined ? [] : [ofOffered(offered)]), ...used.map(ofUsed), ...refused];
  if (found.length > 0) return found;
  return [{ name, state: 'good', found: 'none is used: what is for this node while it is down waits at its senders' }];
}

function ofOffered({ messages, bytes, maxMessages, maxBytes }: NonNullable<Answer<'mailbox'>['offered']>): Finding {
  const found = `offered: holds ${messages} of ${maxMessages} letters, ${bytes} of ${maxBytes} bytes`;
  if (messages < almostFull * maxMessages && bytes < almostFull * maxBytes)
    return { name: 'mailbox', state: 'good', found };
  return { name: 'mailbox', state: 'warning', found, advice: 'Letters are refused soon: `parley mailbox` says whose.' };
}

function ofUsed({ mailbox, at, fetched, problem }: Answer<'mailbox'>['used'][number]): Finding {
  const name = 'mailbox';
  if (problem !== undefined)
    return {
      name,
      state: 'warning',
      found: `the last visit to ${mailbox} failed: ${problem}`,
      advice: 'Letters wait there until a visit succeeds: check that it runs, and its address under `mailbox.use`.',
    };
  if (at === undefined) return { name, state: 'good', found: `${mailbox} is about to be visited` };
  return { name, state: 'good', found: `${mailbox} visited ${timeOf(at)}, ${fetched} letters taken since the start` };
}

function ofPeer({ alias, did, connected, standing, addresses, queued, trust, version }: Peer, own: string): Finding {
  const name = `peer ${alias ?? did}`;
  if (standing !== 'active')
    return {
      name,
      state: 'warning',
      found: `it is ${standing}, so nothing passes`,
      advice: `Ask its operator; \`parley trust ${alias ?? did} --explain\` says what is known of it.`,
    };
  if (connected) return ofConnected({ name, found: `connected, ${trust.tier} (${trust.score})` }, version, own);
  const waiting = queued === 0 ? '' : `, and ${queued} messages wait for it`;
  if (addresses.length > 0)
    return {
      name,
      state: 'warning',
      found: `not connected${waiting}`,
      advice: `It was not reached at ${addresses.join(' or ')}: it may be down, or its address may have changed.`,
    };
  return {
    name,
    state: 'warning',
    found: `not connected, and no address of it is known${waiting}`,
    advice: 'It has to come to us: check that it knows an address of this node that it can reach (`listen`).',
  };
}

/** What a peer says it runs counts for advice only: nothing else follows from it. */
function ofConnected({ name, found }: Pick<Finding, 'name' | 'found'>, version = '', own: string): Finding {
  if (version === '') return { name, state: 'good', found };
  const known = `${found}, version ${version}`;
  if (!isNewer(version, own)) return { name, state: 'good', found: known };
  const advice = `This node runs ${own}, so what is newer is not used between the two. Upgrade when it suits (docs/upgrading.md).`;
  return { name, state: 'warning', found: known, advice };
}

/** Whether a version is of a later release; what follows the three numbers does not count. */
function isNewer(version: string, than: string): boolean {
  const [numbers, others] = [version, than].map((text) => text.split(/[.+-]/).slice(0, 3).map(Number));
  const at = [0, 1, 2].find((place) => numbers?.[place] !== others?.[place]);
  return at !== undefined && (numbers?.[at] ?? 0) > (others?.[at] ?? 0);
}
