import { describe, expect, it } from 'vitest';
import type { Peer } from '../../../src/control/api.ts';
import { did } from '../../../src/control/schema.ts';
import { linksOf, nodeOf, type Observed } from '../../../testnet/dashboard/network.ts';
import { Faults } from '../../../testnet/faults.ts';
import { wrongsOf } from '../../../testnet/dashboard/words.ts';

const status = {
  name: 'acme',
  version: '1.0.0',
  pid: 7,
  started: 0,
  ready: true,
  peerId: 'p',
  addresses: [],
  ingress: '',
  control: '',
  policies: { version: 'v', count: 1, problems: [] },
  audit: { size: 12 },
  peers: { known: 2, connected: 1 },
  sessions: 1,
  outbox: 3,
  inbox: 4,
  refused: { denied: 2, 'rate-limited': 5 },
} as const;

/** An organisation whose node is heard and knows the others named. */
function organisation(alias: string, knows: Readonly<Record<string, Partial<Peer>>>): Observed {
  const peers = Object.entries(knows).map(([other, particular]) => [didOf(other), peerOf(other, particular)] as const);
  return {
    alias,
    name: alias.toUpperCase(),
    did: didOf(alias),
    pid: 7,
    wasUp: true,
    isHeard: true,
    told: {
      status: { ...status, did: didOf(alias) },
      waiting: { approvals: 0, tools: 0, deadLetters: 0, auditEntries: 12 },
      peers: new Map(peers),
    },
  };
}

/** A DID for a name: base58 has neither `l` nor `0`. */
function didOf(alias: string): Peer['did'] {
  return did.parse(`did:agentmesh:${alias.replaceAll('l', 'L').padEnd(22, 'x')}`);
}

function peerOf(alias: string, particular: Partial<Peer>): Peer {
  return {
    did: didOf(alias),
    connected: true,
    standing: 'active',
    trust: { score: 500, tier: 'standard', confidence: 0.5 },
    capabilities: [],
    addresses: [],
    session: true,
    queued: 0,
    ...particular,
  };
}

describe('a network, summed up', () => {
  it('says of a node how it is, in figures only while it is heard', () => {
    const acme = organisation('acme', {});
    expect(nodeOf(acme)).toMatchObject({ state: 'ready', pid: 7, figures: { outbox: 3, refused: 7, audit: 12 } });
    const silent = nodeOf({ ...acme, isHeard: false });
    expect([silent.state, silent.figures, silent.waiting]).toEqual(['silent', undefined, undefined]);
    expect(nodeOf({ ...acme, pid: undefined }).state).toBe('down');
    expect(nodeOf({ ...acme, pid: undefined, wasUp: false }).state).toBe('planned');
    expect(nodeOf({ ...acme, told: { ...acme.told, status: undefined } }).state).toBe('starting');
    const unready = {
      ...acme.told,
      status: {
        ...status,
        did: acme.told.status?.did ?? didOf('acme'),
        ready: false,
        warnings: ['the disk is full'],
        killed: ['all'],
      },
    };
    expect(nodeOf({ ...acme, told: unready })).toMatchObject({
      state: 'unready',
      problems: ['the disk is full', 'all was killed by its operator'],
    });
  });

  it('has a link where one end knows the other, and tells how each end sees it', () => {
    const all = [
      organisation('globex', { acme: { trust: { score: 900, tier: 'verified_partner', confidence: 1 } } }),
      organisation('acme', { globex: { queued: 2 } }),
      organisation('initech', {}),
    ];
    const links = linksOf(all, []);
    expect(links).toHaveLength(1);
    expect(links[0]).toMatchObject({
      between: ['acme', 'globex'],
      state: 'session',
      sides: [
        { score: 500, queued: 2 },
        { score: 900, queued: 0 },
      ],
      cut: false,
      delayMs: 0,
    });
  });

  it('believes the worse of two ends that disagree, and nothing of an end that is not heard', () => {
    const acme = organisation('acme', { globex: { connected: false, session: false } });
    const globex = organisation('globex', { acme: {} });
    expect(linksOf([acme, globex], [])[0]?.state).toBe('away');
    expect(linksOf([{ ...acme, isHeard: false }, globex], [])[0]).toMatchObject({
      state: 'session',
      sides: [null, {}],
    });
    const judge = organisation('globex', { acme: { standing: 'quarantined' } });
    expect(linksOf([acme, judge], [])[0]?.state).toBe('ended');
  });

  it('shows what the testnet does to a link, also where nobody knows anybody, in the words of the page', () => {
    const faults = new Faults();
    faults.cut('initech', 'acme');
    faults.delay('globex', 'acme', 200);
    faults.delay('globex', 'initech', 0);
    const all = ['acme', 'globex', 'initech'].map((alias) => organisation(alias, {}));
    const links = linksOf(all, faults.all());
    expect(links.map(({ between, cut, delayMs }) => [...between, cut, delayMs])).toEqual([
      ['acme', 'globex', false, 200],
      ['acme', 'initech', true, 0],
    ]);
    const network = { scenario: 's', seed: 1, steps: [], isOver: true, happenings: [], nodes: all.map(nodeOf), links };
    expect(wrongsOf(network).map(({ text }) => text)).toEqual([
      'ACME and INITECH are cut off from each other.',
      'Between ACME and GLOBEX everything takes 200 ms longer.',
    ]);
    faults.heal();
    expect(linksOf(all, faults.all())).toEqual([]);
  });

  it('names first what is bad, then what is a warning: nodes that are down, agents that are shut out, what waits', () => {
    const acme = organisation('acme', { globex: { standing: 'quarantined' } });
    const waits = { ...acme.told, waiting: { approvals: 2, tools: 0, deadLetters: 1, auditEntries: 0 } };
    const all = [
      { ...acme, told: waits },
      { ...organisation('globex', {}), pid: undefined },
    ];
    const network = {
      scenario: 's',
      seed: 1,
      steps: [],
      isOver: true,
      happenings: [],
      nodes: all.map(nodeOf),
      links: linksOf(all, []),
    };
    expect(wrongsOf(network)).toEqual([
      { tone: 'bad', text: 'The node of GLOBEX: down.' },
      { tone: 'bad', text: 'ACME shut GLOBEX out: quarantined.' },
      { tone: 'warn', text: 'ACME: 2 held for approval.' },
      { tone: 'warn', text: 'ACME: 1 among the dead letters.' },
    ]);
  });
});
