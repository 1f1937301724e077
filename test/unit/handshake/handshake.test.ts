import { describe, expect, it } from 'vitest';
import { accept, MeshError, reasons, reject, SecretKey, toHex, trustScore } from '../../../src/base/base.ts';
import { maxHandshakeMs, openHandshake, step } from '../../../src/handshake/handshake.ts';
import { chooseSuite } from '../../../src/handshake/transcript.ts';
import {
  authenticateRecord,
  createIdentity,
  verifyInvitationProof,
  type VerifiedRecord,
} from '../../../src/identity/identity.ts';
import {
  accepted,
  agent,
  keyOf,
  later,
  now,
  peerIdOf,
  rotatedRecordOf,
  seededRandom,
  seedOf,
  verifiedOf,
} from '../identity/fixture.ts';
import { friendly, initiator, Node, refusing, responder, run, type View } from './fixture.ts';

describe('a handshake', () => {
  it('ends in four frames with both sides knowing each other', () => {
    const alice = new Node(initiator());
    const bob = new Node(responder());
    const hello = alice.start();
    const helloProof = bob.frame(hello);
    const proof = alice.frame(helloProof);
    const done = bob.frame(proof);
    expect(alice.take({ kind: 'frame', frame: done, now })).toEqual([]);
    expect([hello, helloProof, proof, done].map((frame) => frame.kind)).toEqual([
      'hello',
      'hello-proof',
      'proof',
      'done',
    ]);
    expect(alice.result).toMatchObject({
      peer: agent('bob').did,
      remotePeer: peerIdOf('bob'),
      suite: 'strong',
      at: now,
    });
    expect(bob.result).toMatchObject({ peer: agent('alice').did, remotePeer: peerIdOf('alice'), suite: 'strong' });
    expect(alice.result?.requirement).toEqual({ minScore: 500, capabilities: ['read:data'] });
    expect(toHex(bob.result?.record.hash ?? new Uint8Array(0))).toBe(toHex(verifiedOf('alice').hash));
  });

  it('takes the first suite of the order of the lower DID that both allow, whoever begins', () => {
    const [ofAlice, ofBob] = [
      ['new', 'agentmesh', 'strong'],
      ['strong', 'other', 'agentmesh'],
    ];
    const agreed = agent('alice').did < agent('bob').did ? 'agentmesh' : 'strong';
    const alice = new Node(initiator({ suites: ofAlice }));
    const bob = new Node(responder({ suites: ofBob }));
    run(alice, bob);
    const sides = {
      alice: { did: agent('alice').did, hello: { suites: ofAlice } },
      bob: { did: agent('bob').did, hello: { suites: ofBob } },
    };
    expect([alice.result?.suite, bob.result?.suite]).toEqual([agreed, agreed]);
    expect(chooseSuite(sides.bob, sides.alice)).toBe(agreed);
  });

  it('fails when the two share no suite', () => {
    const alice = new Node(initiator({ suites: ['new'] }));
    const bob = new Node(responder());
    run(alice, bob);
    expect([alice.end, bob.end]).toEqual(['peer: no-common-suite', 'us: no-common-suite']);
    expect(bob.consults).toEqual([]);
  });

  it('holds after a rotation of the identity key', () => {
    const self = createIdentity(seedOf('alice next'), agent('alice').genesisKey);
    const record = accepted(authenticateRecord(rotatedRecordOf('alice', 'alice next')));
    const alice = new Node(initiator({ self, record }));
    const bob = new Node(responder());
    run(alice, bob);
    expect(bob.result?.peer).toBe(agent('alice').did);
  });

  it('tells the driver when a peer asks for a fresh answer', () => {
    const bob = new Node(responder());
    run(new Node(initiator({ fresh: true })), bob);
    expect(bob.consults[0]?.freshness).toHaveLength(16);
    const other = new Node(responder());
    run(new Node(initiator()), other);
    expect(other.consults[0]?.freshness).toBeUndefined();
  });

  it('asks the responder before the peer has signed and again after, the initiator once', () => {
    const alice = new Node(initiator());
    const bob = new Node(responder());
    run(alice, bob);
    expect(bob.consults.map((c) => [c.authenticated, c.nonce !== undefined])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(alice.consults.map((c) => [c.authenticated, c.nonce !== undefined])).toEqual([[true, true]]);
  });
});

describe('an invitation', () => {
  const invitation = { id: new Uint8Array(16).fill(1), secret: SecretKey.own(new Uint8Array(32).fill(2)) };
  const kept = { ...invitation, expires: later(1000) };

  /** A driver that admits whoever shows the invitation, in the write it makes once the peer has signed. */
  function inviting(): { readonly view: View; readonly writes: string[] } {
    const writes: string[] = [];
    const view: View = (consult) => {
      const { invitation: proof, helloNonce: nonce, record } = consult;
      const subject = { nonce, did: record.record.did, peerId: peerIdOf('alice') };
      const shown = proof && verifyInvitationProof(proof, kept, subject, now);
      if (consult.authenticated && shown?.kind === 'accept') writes.push(record.record.did);
      return { ...friendly(consult), registration: shown ?? reject('not-registered') };
    };
    return { view, writes };
  }

  it('admits a stranger, in a write made only after it signed', () => {
    const driver = inviting();
    const alice = new Node(initiator({ invitation }));
    const bob = new Node(responder(), driver.view);
    const helloProof = bob.frame(alice.start());
    expect(driver.writes).toEqual([]);
    alice.take({ kind: 'frame', frame: bob.frame(alice.frame(helloProof)), now });
    expect(driver.writes).toEqual([agent('alice').did]);
    expect([alice.end, bob.end]).toEqual(['done', 'done']);
  });

  it('admits nobody with another secret, and nobody without it', () => {
    const wrong = { ...invitation, secret: SecretKey.own(new Uint8Array(32)) };
    const forged = new Node(responder(), inviting().view);
    run(new Node(initiator({ invitation: wrong })), forged);
    expect(forged.end).toBe('us: invitation-unknown (registered)');
    const stranger = new Node(responder(), inviting().view);
    run(new Node(initiator()), stranger);
    expect(stranger.end).toBe('us: not-registered (registered)');
  });

  it('is not admitted when it was used up between the two questions', () => {
    const view: View = (consult) =>
      consult.authenticated ? refusing(reject('invitation-unknown'), 'registration')(consult) : friendly(consult);
    const alice = new Node(initiator({ invitation }));
    const bob = new Node(responder(), view);
    run(alice, bob);
    expect([alice.end, bob.end]).toEqual([
      'peer: invitation-unknown (registered)',
      'us: invitation-unknown (registered)',
    ]);
  });
});

describe('the six checks', () => {
  const unregistered = refusing(reject('not-registered'), 'registration');
  const scored = (value: number): View => {
    return (consult) => ({ ...friendly(consult), score: trustScore(value) });
  };
  const holding = (record: VerifiedRecord): View => {
    return (consult) => ({ ...friendly(consult), standing: accept(record) });
  };
  const capable = { minScore: 0, capabilities: ['read:data', 'write:data'] };

  /** How it ends for [alice, bob] when bob's driver, or its requirement, is as given. */
  function endsAtResponder(view: View, requirement = responder().requirement): readonly string[] {
    const alice = new Node(initiator());
    const bob = new Node(responder({ requirement }), view);
    run(alice, bob);
    return [alice.end, bob.end];
  }

  function endsAtInitiator(view: View, requirement = initiator().requirement): readonly string[] {
    const alice = new Node(initiator({ requirement }), view);
    const bob = new Node(responder());
    run(alice, bob);
    return [bob.end, alice.end];
  }

  const cases: readonly (readonly [string, View, string])[] = [
    ['an unknown agent', unregistered, 'not-registered (registered)'],
    ['a suspended agent', refusing(reject('not-active'), 'standing'), 'not-active (active)'],
    ['a revoked agent', refusing(reject('revoked'), 'standing'), 'revoked (active)'],
    ['a disputed agent', refusing(reject('equivocation'), 'standing'), 'equivocation (active)'],
    ['an agent without sponsor', refusing(reject('not-sponsored'), 'standing'), 'not-sponsored (active)'],
    ["a key that is not the registry's", holding(verifiedOf('carol')), 'key-mismatch (key)'],
    ['a score below what is required', scored(499), 'score-too-low (score)'],
  ];

  it.each(cases)('refuse %s on either side', (_, view, end) => {
    expect(endsAtResponder(view)).toEqual([`peer: ${end}`, `us: ${end}`]);
    expect(endsAtInitiator(view)).toEqual([`peer: ${end}`, `us: ${end}`]);
  });

  it('refuse an agent without a required capability on either side', () => {
    const end = 'capability-missing (capabilities)';
    expect(endsAtResponder(friendly, capable)).toEqual([`peer: ${end}`, `us: ${end}`]);
    expect(endsAtInitiator(friendly, capable)).toEqual([`peer: ${end}`, `us: ${end}`]);
  });

  it('let an agent pass that was given the required capability', () => {
    const given: View = (consult) => ({ ...friendly(consult), granted: ['write:data'] });
    expect(endsAtResponder(given, capable)).toEqual(['done', 'done']);
    expect(endsAtInitiator(given, capable)).toEqual(['done', 'done']);
  });

  it('let a score pass that is just what is required', () => {
    expect(endsAtResponder(scored(700))).toEqual(['done', 'done']);
    expect(endsAtResponder(scored(699))[1]).toBe('us: score-too-low (score)');
  });

  it('refuse an expired record although the registry holds a newer one', () => {
    const record = verifiedOf('alice', { notBefore: later(-100_000), expires: later(-60_000) });
    const alice = new Node(initiator({ record }));
    const bob = new Node(responder(), holding(verifiedOf('alice', { seq: 2 })));
    run(alice, bob);
    expect(bob.end).toBe('us: not-active (active)');
  });

  it('refuse a record that names another host than the connection comes from', () => {
    const alice = new Node(initiator({ record: verifiedOf('alice', { peerId: peerIdOf('carol') }) }));
    const bob = new Node(responder());
    run(alice, bob);
    expect(bob.end).toBe('us: key-mismatch (key)');
  });

  it('refuse a peer that signs with another key than its record names', () => {
    const posing = { ...agent('alice'), signing: keyOf('mallory') };
    const bob = new Node(responder());
    run(new Node(initiator({ self: posing })), bob);
    expect(bob.end).toBe('us: bad-signature (signature)');
    const alice = new Node(initiator());
    run(alice, new Node(responder({ self: { ...agent('bob'), signing: keyOf('mallory') } })));
    expect(alice.end).toBe('us: bad-signature (signature)');
  });

  it('never tell the driver that a peer is authenticated when its signature does not hold', () => {
    const bob = new Node(responder());
    run(new Node(initiator({ self: { ...agent('alice'), signing: keyOf('mallory') } })), bob);
    expect(bob.consults.map((consult) => consult.authenticated)).toEqual([false, false]);
  });

  it('are made in their order: the first that fails is the one named', () => {
    const posing = initiator({ self: { ...agent('alice'), signing: keyOf('mallory') } });
    const end = (view: View): string => {
      const bob = new Node(responder({ requirement: { minScore: 900, capabilities: ['write:data'] } }), view);
      run(new Node(posing), bob);
      return bob.end;
    };
    const all: View = (consult) => ({ ...unregistered(consult), standing: reject('revoked') });
    expect(end(all)).toBe('us: not-registered (registered)');
    expect(end(refusing(reject('revoked'), 'standing'))).toBe('us: revoked (active)');
    expect(end(holding(verifiedOf('carol')))).toBe('us: bad-signature (signature)');
  });

  it('say in the refusal what would satisfy them', () => {
    const alice = new Node(initiator());
    run(alice, new Node(responder(), scored(412)));
    expect(alice.failure?.remedy).toBe(`${reasons['score-too-low']} (it is 412, 700 is required)`);
    const other = new Node(initiator());
    run(other, new Node(responder({ requirement: capable })));
    expect(other.failure?.remedy).toBe(`${reasons['capability-missing']} (missing: write:data)`);
  });

  it('say no more than a refusal may hold', () => {
    const capabilities = Array.from({ length: 60 }, (_, i) => `read:${'x'.repeat(100)}${i}`);
    const alice = new Node(initiator());
    run(alice, new Node(responder({ requirement: { minScore: 0, capabilities } })));
    expect(alice.failure?.remedy).toHaveLength(256);
  });
});

describe('a refusal', () => {
  it('ends the handshake at once, without an answer, whenever it comes', () => {
    const remedy = 'do\u001b[2J this\u202e';
    const frame = { kind: 'refusal', reason: 'overloaded', check: undefined, remedy } as const;
    for (const node of [new Node(initiator()), new Node(responder())]) {
      expect(node.take({ kind: 'frame', frame, now })).toEqual([]);
      expect(node.end).toBe('peer: overloaded');
      expect(node.failure?.remedy).toBe('do [2J this ');
    }
  });

  it('is sent for a frame that cannot be read', () => {
    const bob = new Node(responder());
    expect(bob.take({ kind: 'unreadable', reason: 'malformed', now })).toMatchObject([{ kind: 'refusal' }]);
    expect(bob.end).toBe('us: malformed');
  });
});

describe('a handshake that takes too long', () => {
  it('is refused when the driver says so', () => {
    const alice = new Node(initiator());
    alice.start();
    expect(alice.take({ kind: 'timeout', now: later(maxHandshakeMs) })).toMatchObject([{ reason: 'timeout' }]);
    expect(alice.end).toBe('us: timeout');
  });

  it('is refused even when the timer is late', () => {
    const alice = new Node(initiator());
    const bob = new Node(responder());
    const helloProof = bob.frame(alice.start());
    expect(alice.frame(helloProof, later(maxHandshakeMs + 1)).kind).toBe('refusal');
    expect(alice.end).toBe('us: timeout');
    const proofless = { kind: 'proof', signature: new Uint8Array(64) } as const;
    expect(bob.frame(proofless, later(maxHandshakeMs + 1)).kind).toBe('refusal');
    expect(bob.end).toBe('us: timeout');
  });

  it('has no effect any more once it has ended', () => {
    const alice = new Node(initiator());
    const bob = new Node(responder());
    run(alice, bob);
    for (const node of [alice, bob]) {
      const before = node.outputs.length;
      node.take({ kind: 'timeout', now });
      node.take({ kind: 'frame', frame: { kind: 'done', suite: 'strong' }, now });
      expect(node.outputs).toHaveLength(before);
    }
  });
});

describe('a driver that acts out of turn', () => {
  it('is told so', () => {
    const view = {
      nonceIsFresh: true,
      registration: accept(1),
      standing: reject('revoked'),
      score: trustScore(0),
      granted: [],
    };
    const opened = openHandshake(responder(), seededRandom('x'));
    expect(() => step(opened, { kind: 'start', now })).toThrow(MeshError);
    expect(() => step(opened, { kind: 'consulted', view, now })).toThrow(MeshError);
    const alice = new Node(initiator());
    alice.start();
    expect(() => step(alice.state, { kind: 'start', now })).toThrow(MeshError);
  });
});
