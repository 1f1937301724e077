import { parseCanonicalDid, type Did } from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { connect, type Output } from '../../src/control/control.ts';
import { Flow } from '../../src/flow.ts';
import { Live } from '../../src/live.ts';
import { dice } from '../support/dice.ts';
import { did as ownDid, id, startFakeNode } from '../unit/control/fake-node.ts';

type Peer = Output<'peers'>['peers'][number];

/** A node with many peers and much traffic. */
export interface Crowd extends AsyncDisposable {
  /** Logs a browser in, once. */
  address(): Promise<string>;
  /** Messages told of until now. */
  noted(): number;
}

const organisations = 20;
/** How often messages are made up, milliseconds; as many as are due. */
const everyMs = 10;
/** Agents whose score changes between two looks: each makes the page draw it anew. */
const changing = 10;
const tiers = ['untrusted', 'probationary', 'standard', 'trusted', 'verified_partner'] as const;
const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * The control API, the stream of changes and the built page as a node has them, before a node that is made up: so many
 * agents, so many messages a second. No 200 nodes fit on one machine beside a browser.
 */
export async function startCrowd(
  dashboard: string,
  { agents, messagesPerSecond }: { readonly agents: number; readonly messagesPerSecond: number },
): Promise<Crowd> {
  const chance = dice(11);
  const flow = new Flow();
  const peers = Array.from({ length: agents }, (_, n) => madeUp(n));
  const status = (): Output<'status'> => ({
    name: 'acme',
    did: ownDid,
    version: '0.1.0',
    pid: process.pid,
    started: 0,
    ready: true,
    peerId: '12D3KooW',
    addresses: ['/ip4/127.0.0.1/tcp/4001'],
    ingress: 'http://127.0.0.1:1',
    control: 'http://127.0.0.1:2',
    policies: { version: 'abc', count: 1, problems: [] },
    audit: { size: noted },
    peers: { known: agents, connected: peers.filter(({ connected }) => connected).length },
    sessions: agents,
    outbox: 0,
    inbox: 0,
    organisation: { id: 'did:key:z6MkOwn', name: 'Acme Ltd' },
  });
  const change = (): readonly Peer[] => {
    for (let i = 0; i < changing; i++) {
      const at = chance.roll(agents);
      const peer = peers[at];
      if (peer !== undefined) peers[at] = { ...peer, trust: { ...peer.trust, score: 300 + chance.roll(700) } };
    }
    return peers;
  };
  const live = new Live({
    clock: systemClock,
    flow,
    status,
    peers: change,
    waiting: () => ({ approvals: 0, tools: 0, deadLetters: 0, auditEntries: noted }),
    failed: (error) => console.error(error),
  });
  let noted = 0;
  const begun = performance.now();
  const timer = setInterval(() => {
    for (const due = ((performance.now() - begun) / 1000) * messagesPerSecond; noted < due; noted++) {
      const peer = peers[chance.roll(agents)]?.did ?? ownDid;
      const direction = chance.roll(2) === 0 ? 'in' : 'out';
      const went = direction === 'in' ? 'received' : 'sent';
      flow.note({ id: id(noted), peer, direction, what: chance.roll(20) === 0 ? 'refused' : went });
    }
  }, everyMs);
  const node = await startFakeNode(
    { status, peers: () => ({ peers }), live: (_, signal) => live.watch(signal), ready: () => wellAndReady },
    undefined,
    { dashboard },
  );
  const client = connect({ socket: node.control.socketPath });
  return {
    address: async () =>
      `${node.control.url}/#login=${(await client.loginCode({ name: 'ann', readOnly: false })).code}`,
    noted: () => noted,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      client.close();
      await node[Symbol.asyncDispose]();
    },
  };
}

const wellAndReady = { ready: true, reasons: [], warnings: [] };

function madeUp(n: number): Peer {
  const of = n % organisations;
  return {
    did: didOf(n),
    alias: `agent-${n}`,
    connected: n % 10 !== 0,
    standing: 'active',
    trust: { score: 300 + ((n * 37) % 700), tier: tiers[n % tiers.length] ?? 'standard', confidence: 0.5 },
    capabilities: ['read:market-data'],
    addresses: [`/ip4/127.0.0.1/tcp/${4000 + n}`],
    session: n % 10 !== 0,
    queued: n % 7,
    organisation: { id: `did:key:z6Mk${of}`, name: `Organisation ${of}`, known: true },
  };
}

function didOf(n: number): Did {
  const last = [n % 58, Math.floor(n / 58) % 58].map((digit) => letters[digit] ?? '1').join('');
  const parsed = parseCanonicalDid(`did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGh${last}`);
  if (parsed === undefined) throw new Error('not a DID');
  return parsed;
}
