import type { Answer } from '../control/control.ts';
import type { Session } from './session.ts';
import { harmless, timeOf } from './terminal.ts';

/** Since when the agent rests, and why. */
function suspensionOf({ by, why, at }: NonNullable<Answer<'status'>['suspended']>): string {
  const said = why === '' ? '' : `: ${why}`;
  return `since ${timeOf(at)} by ${harmless(by + said)}; \`parley resume\` lets it go on`;
}

/** `parley status` */
export async function showStatus({ terminal, withClient }: Session): Promise<void> {
  const status = await withClient((client) => client.status());
  if (terminal.json) {
    terminal.value(status);
    return;
  }
  const { organisation, policies, peers } = status;
  terminal.fields([
    ['name', status.name],
    ['agent', status.did],
    ['also', status.meshAlias],
    ['organisation', organisation === undefined ? undefined : `${harmless(organisation.name)} ${organisation.id}`],
    ['ready', status.ready ? terminal.paint('green', 'yes') : terminal.paint('yellow', 'no')],
    [
      'killed',
      status.killed === undefined || status.killed.length === 0
        ? undefined
        : terminal.paint('red', status.killed.join(' ')),
    ],
    ['suspended', status.suspended && suspensionOf(status.suspended)],
    ['running', `process ${status.pid}, version ${status.version}, since ${timeOf(status.started)}`],
    ['addresses', status.addresses.join(' ')],
    ['ingress', status.ingress],
    ['control', status.control],
    ['policies', `${policies.count}, version ${policies.version.slice(0, 12)}`],
    ...policies.problems.map((problem) => ['not in force', terminal.paint('red', harmless(problem))] as const),
    ...(status.warnings ?? [])
      .filter((warning) => !warning.startsWith('policies not loaded'))
      .map((warning) => ['warning', terminal.paint('red', harmless(warning))] as const),
    ...(status.engines ?? []).map(
      ({ engine, state, asked, failed }) =>
        ['engine', `${harmless(engine)} ${state}, ${failed} of ${asked} questions failed`] as const,
    ),
    ...crossCheckOf(status),
    ['audit', status.audit.problem === undefined ? `${status.audit.size} entries` : terminal.paint('red', 'damaged')],
    ['peers', `${peers.known} known, ${peers.connected} connected`],
    ['sessions', String(status.sessions)],
    ['waiting', `${status.outbox} to be delivered, ${status.inbox} to be read`],
  ]);
}

/** What came of the sample of decisions, where there is one. */
function crossCheckOf({ crossCheck }: Answer<'status'>): readonly (readonly [string, string])[] {
  if (crossCheck === undefined || crossCheck.state === 'off') return [];
  const { share, agreed, differed, failed, skipped } = crossCheck;
  const checked = agreed + differed;
  return [
    [
      'cross-check',
      `share ${share}: ${checked} decisions, ${differed} differed; ${failed} failed, ${skipped} not checked`,
    ],
  ];
}

/** `parley peers` */
export async function showPeers({ terminal, withClient }: Session): Promise<void> {
  const peers = await withClient((client) => client.peers());
  if (terminal.json) {
    terminal.value(peers);
    return;
  }
  const rows = peers.map((peer) => [
    peer.alias ?? '',
    peer.did,
    peer.organisation === undefined
      ? ''
      : [
          harmless(peer.organisation.name),
          ...(peer.organisation.domains ?? []),
          peer.organisation.known ? '' : '(unknown)',
        ]
          .filter(Boolean)
          .join(' '),
    peer.connected ? terminal.paint('green', 'yes') : 'no',
    peer.standing,
    `${peer.trust.score} ${peer.trust.tier}`,
    String(peer.queued),
    timeOf(peer.lastSeen),
  ]);
  const headings = ['ALIAS', 'DID', 'ORGANISATION', 'CONNECTED', 'STANDING', 'TRUST', 'WAITING', 'LAST SEEN'];
  terminal.table(headings, rows, 'No peers yet. `parley invite` and `parley join` make two nodes known to each other.');
}

/** `parley join` */
export async function join(
  { terminal, withClient }: Session,
  code: string,
  options: { alias?: string },
): Promise<void> {
  const peer = await withClient((client) => client.join(code, options.alias));
  if (terminal.json) {
    terminal.value(peer);
    return;
  }
  const of = peer.organisation === undefined ? '' : ` of ${harmless(peer.organisation)}`;
  terminal.line(`Joined ${peer.alias}${of}: ${peer.did}`);
  terminal.line(`Send it something: parley send ${peer.alias} hello`);
}

/** `parley policy reload` */
export async function reloadPolicies({ terminal, withClient }: Session): Promise<void> {
  const loaded = await withClient((client) => client.reloadPolicies());
  if (terminal.json) terminal.value(loaded);
  else terminal.line(`${loaded.policies} policies in force, version ${loaded.version.slice(0, 12)}`);
}
