import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits, millis, toHex, u32be } from '../../../src/base/base.ts';
import { transcript, type Side } from '../../../src/handshake/transcript.ts';
import type { IatpFrame, IatpHello } from '../../../src/wire/wire.ts';
import { agent, later, now, peerIdOf, verifiedOf } from '../identity/fixture.ts';
import { changingHello, friendly, initiator, Node, responder, run, type View } from './fixture.ts';

/** A driver that remembers nonces, as the store does. */
function remembering(): View {
  const seen = new Set<string>();
  return (consult) => {
    const nonce = consult.nonce && toHex(consult.nonce);
    const nonceIsFresh = nonce === undefined || !seen.has(nonce);
    if (nonce !== undefined) seen.add(nonce);
    return { ...friendly(consult), nonceIsFresh };
  };
}

function helloOf(frame: IatpFrame): IatpHello {
  if (frame.kind !== 'hello' && frame.kind !== 'hello-proof') throw new Error(`a ${frame.kind}`);
  return frame.hello;
}

describe('a replay', () => {
  it('of a hello is refused', () => {
    const view = remembering();
    const hello = new Node(initiator()).start();
    new Node(responder(), view).frame(hello);
    const again = new Node(responder(), view, 'again');
    expect(again.frame(hello).kind).toBe('refusal');
    expect(again.end).toBe('us: replayed');
  });

  it('of a proof is refused, for the responder has another nonce', () => {
    const alice = new Node(initiator());
    const hello = alice.start();
    const proof = alice.frame(new Node(responder()).frame(hello));
    const again = new Node(responder(), friendly, 'again');
    again.frame(hello);
    again.frame(proof);
    expect(again.end).toBe('us: bad-signature (signature)');
  });

  it('of a hello-proof is refused, for the initiator has another nonce, and by its nonce too', () => {
    const helloProof = new Node(responder()).frame(new Node(initiator()).start());
    const again = new Node(initiator(), friendly, 'again');
    again.start();
    again.frame(helloProof);
    expect(again.end).toBe('us: bad-signature (signature)');
    const view = remembering();
    for (const end of ['us: bad-signature (signature)', 'us: replayed']) {
      const alice = new Node(initiator(), view, 'third');
      alice.start();
      alice.frame(helloProof);
      expect(alice.end).toBe(end);
    }
  });
});

describe('a reflection', () => {
  it('of the own hello is refused by the initiator, with its nonce or another', () => {
    for (const nonce of [undefined, new Uint8Array(32)]) {
      const alice = new Node(initiator());
      const own = helloOf(alice.start());
      alice.frame({ kind: 'hello-proof', hello: { ...own, nonce: nonce ?? own.nonce }, signature: new Uint8Array(64) });
      expect(alice.end).toBe('us: reflected');
    }
  });

  it('of the own record is refused by the responder', () => {
    const bob = new Node(responder());
    const mallory = new Node(initiator({ self: agent('bob'), record: verifiedOf('bob') }));
    bob.frame(mallory.start());
    expect(bob.end).toBe('us: reflected');
  });

  it("of the responder's own signature as proof is refused, for the role is signed", () => {
    const alice = new Node(initiator());
    const bob = new Node(responder());
    const helloProof = bob.frame(alice.start());
    const signature = helloProof.kind === 'hello-proof' ? helloProof.signature : new Uint8Array(64);
    bob.frame({ kind: 'proof', signature });
    expect(bob.end).toBe('us: bad-signature (signature)');
  });
});

describe('a relay', () => {
  it('by a third party between the two is refused by the first that checks', () => {
    // Mallory stands between them: each has a connection with her host and believes it to be the other's.
    const alice = new Node(initiator({ remotePeer: peerIdOf('mallory') }));
    const bob = new Node(responder({ remotePeer: peerIdOf('mallory') }));
    run(alice, bob);
    expect([alice.end, bob.end]).toEqual(['us: bad-signature (signature)', 'peer: bad-signature (signature)']);
  });

  it('towards one side only is refused', () => {
    const alice = new Node(initiator());
    const bob = new Node(responder({ remotePeer: peerIdOf('mallory') }));
    run(alice, bob);
    expect(alice.end).toBe('us: bad-signature (signature)');
  });
});

describe('the wrong agent', () => {
  it('is refused by a responder that is not the one meant', () => {
    const bob = new Node(responder());
    run(new Node(initiator({ to: agent('carol').did })), bob);
    expect(bob.end).toBe('us: did-mismatch (key)');
  });

  it('is refused by an initiator whom another agent answers, or answers as if to another', () => {
    const carol = responder({ self: agent('carol'), record: verifiedOf('carol', { peerId: peerIdOf('bob') }) });
    const misled = new Node(initiator());
    const hello = { ...helloOf(misled.start()), to: agent('carol').did };
    misled.frame(new Node(carol).frame({ kind: 'hello', hello }));
    expect(misled.end).toBe('us: did-mismatch (key)');
    const alice = new Node(initiator());
    run(
      alice,
      new Node(responder()),
      changingHello('hello-proof', (h) => ({ ...h, to: agent('carol').did })),
    );
    expect(alice.end).toBe('us: did-mismatch (key)');
  });

  it("is refused with a record whose DID is another's", () => {
    const posing = { ...agent('mallory'), did: agent('alice').did };
    const bob = new Node(responder());
    run(new Node(initiator({ self: posing, record: verifiedOf('alice') })), bob);
    expect(bob.end).toBe('us: bad-signature (signature)');
  });
});

describe('a hello of another time', () => {
  const skew = limits.clockSkewMs;

  it.each([
    ['old', skew + 1],
    ['from the future', -skew - 1],
  ])('is refused when it is %s', (_, delay) => {
    const bob = new Node(responder());
    bob.frame(new Node(initiator()).start(), later(delay));
    expect(bob.end).toBe('us: expired');
    const alice = new Node(initiator());
    run(
      alice,
      new Node(responder()),
      changingHello('hello-proof', (h) => ({ ...h, timestamp: millis(now - delay) })),
    );
    expect(alice.end).toBe('us: expired');
  });

  it('is taken within the skew of clocks, and its nonce remembered until it would be refused anyway', () => {
    for (const delay of [skew, -skew]) {
      const bob = new Node(responder());
      bob.frame(new Node(initiator()).start(), later(delay));
      expect(bob.end).toBe('under way');
      expect(bob.consults[0]?.nonceExpires).toBe(later(skew + 1));
    }
  });
});

describe('a hello with a bad record', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['junk', Uint8Array.of(255)],
  ])('of %s is refused', (_, record) => {
    const bob = new Node(responder());
    run(
      new Node(initiator()),
      bob,
      changingHello('hello', (hello) => ({ ...hello, record })),
    );
    expect(bob.end).toMatch(/^us: (malformed|weak-key|bad-signature)/);
  });
});

describe('another version', () => {
  it.each(['hello', 'hello-proof'] as const)('in a %s is refused', (kind) => {
    const alice = new Node(initiator());
    const bob = new Node(responder());
    run(
      alice,
      bob,
      changingHello(kind, (hello) => ({ ...hello, version: 2 })),
    );
    expect([alice.end, bob.end].toSorted()).toEqual(['peer: unknown-version', 'us: unknown-version']);
  });
});

describe('a frame out of order', () => {
  const signature = new Uint8Array(64);
  const hello = helloOf(new Node(initiator()).start());
  const frames: readonly IatpFrame[] = [
    { kind: 'hello', hello },
    { kind: 'hello-proof', hello, signature },
    { kind: 'proof', signature },
    { kind: 'done', suite: 'strong' },
  ];
  const mute: View = () => {
    throw new Error('not to be asked');
  };

  /** A node in each phase, with the kind of frame that belongs there. */
  function phases(): readonly (readonly [Node, string])[] {
    const started = new Node(initiator());
    const greeted = new Node(responder());
    const helloProof = greeted.frame(started.start());
    const proved = new Node(initiator());
    proved.start();
    proved.frame(helloProof);
    const waiting = new Node(initiator());
    waiting.start();
    return [
      [new Node(initiator(), mute), 'none'],
      [new Node(responder()), 'hello'],
      [greeted, 'proof'],
      [waiting, 'hello-proof'],
      [proved, 'done'],
    ];
  }

  it('is refused in every phase', () => {
    for (const frame of frames) {
      for (const [node, expected] of phases()) {
        if (frame.kind === expected) continue;
        node.frame(frame);
        expect(node.end).toBe('us: unexpected-frame');
      }
    }
  });
});

describe('a downgrade', () => {
  it("is refused when the offer is changed on the initiator's way", () => {
    const alice = new Node(initiator());
    run(
      alice,
      new Node(responder()),
      changingHello('hello', (hello) => ({ ...hello, suites: ['agentmesh'] })),
    );
    expect(alice.end).toBe('us: bad-signature (signature)');
  });

  it("is refused when the offer is changed on the responder's way", () => {
    const alice = new Node(initiator());
    run(
      alice,
      new Node(responder()),
      changingHello('hello-proof', (hello) => ({ ...hello, suites: ['agentmesh'] })),
    );
    expect(alice.end).toBe('us: bad-signature (signature)');
    const none = new Node(initiator());
    run(
      none,
      new Node(responder()),
      changingHello('hello-proof', (hello) => ({ ...hello, suites: [] })),
    );
    expect(none.end).toBe('us: no-common-suite');
  });

  it('is refused when another suite is named at the end', () => {
    const alice = new Node(initiator());
    run(alice, new Node(responder()), (frame) => (frame.kind === 'done' ? { ...frame, suite: 'agentmesh' } : frame));
    expect(alice.end).toBe('us: downgraded');
  });
});

describe('any change under way', () => {
  const changes: Readonly<Record<string, (hello: IatpHello) => IatpHello>> = {
    nonce: (hello) => ({ ...hello, nonce: new Uint8Array(32) }),
    timestamp: (hello) => ({ ...hello, timestamp: millis(hello.timestamp + 1) }),
    record: (hello) => ({ ...hello, record: verifiedOf('alice', { name: 'other' }).bytes }),
    'min score': (hello) => ({ ...hello, requirement: { ...hello.requirement, minScore: 0 } }),
    capabilities: (hello) => ({ ...hello, requirement: { ...hello.requirement, capabilities: [] } }),
    suites: (hello) => ({ ...hello, suites: [...hello.suites, 'more'] }),
    invitation: (hello) => ({ ...hello, invitation: { id: new Uint8Array(16), mac: new Uint8Array(32) } }),
    freshness: (hello) => ({ ...hello, freshness: new Uint8Array(16) }),
  };

  it.each(Object.entries(changes))('of the %s in a hello ends without success on either side', (_, change) => {
    const alice = new Node(initiator());
    const bob = new Node(responder());
    run(alice, bob, changingHello('hello', change));
    expect(alice.end).toBe('us: bad-signature (signature)');
    expect(bob.end).toBe('peer: bad-signature (signature)');
  });

  it('of a signature ends without success on either side', () => {
    fc.assert(
      fc.property(fc.constantFrom('hello-proof', 'proof'), fc.nat(511), (kind, bit) => {
        const alice = new Node(initiator());
        const bob = new Node(responder());
        run(alice, bob, (frame) => {
          if (frame.kind !== kind || (frame.kind !== 'hello-proof' && frame.kind !== 'proof')) return frame;
          const signature = Uint8Array.from(frame.signature);
          signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          return { ...frame, signature };
        });
        expect([alice.end, bob.end]).not.toContain('done');
      }),
      { numRuns: 40 },
    );
  });
});

describe('the transcript', () => {
  const name = fc.string({ maxLength: 4 });
  const hello = fc.record({
    version: fc.nat(3),
    nonce: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    timestamp: fc.nat(5).map((n) => millis(n)),
    record: fc.constant(new Uint8Array(0)),
    requirement: fc.record({ minScore: fc.nat(2), capabilities: fc.array(name, { maxLength: 3 }) }),
    suites: fc.array(name, { maxLength: 3 }),
    to: fc.constantFrom(agent('alice').did, agent('bob').did),
    invitation: fc.option(
      fc.record({ id: fc.uint8Array({ minLength: 1, maxLength: 2 }), mac: fc.uint8Array({ maxLength: 2 }) }),
      {
        nil: undefined,
      },
    ),
    freshness: fc.option(fc.uint8Array({ minLength: 1, maxLength: 2 }), { nil: undefined }),
  });
  const side: fc.Arbitrary<Side> = fc.record({
    did: fc.constantFrom(agent('alice').did, agent('bob').did),
    peerId: fc.constantFrom(peerIdOf('alice'), peerIdOf('bob')),
    hello,
    recordHash: fc.constantFrom(u32be(1), u32be(2)),
  });
  const agreed = fc.record({ initiator: side, responder: side, suite: name });
  const role = fc.constantFrom('initiator' as const, 'responder' as const);
  /** What the bytes must tell apart. */
  const meaning = (value: unknown): string =>
    JSON.stringify(value, (_, part: unknown) =>
      part instanceof Uint8Array ? toHex(part) : part === undefined ? 'none' : part,
    );

  /** The record itself stands in the transcript by its hash. */
  const bound = ['did', 'peerId', 'recordHash'] as const;
  const boundInHello = [
    'version',
    'nonce',
    'timestamp',
    'requirement',
    'suites',
    'to',
    'invitation',
    'freshness',
  ] as const;

  it('differs when any one field of either side does, or the role, or the suite', () => {
    fc.assert(
      fc.property(agreed, side, role, (a, b, signer) => {
        const text = (changed: typeof a): string => toHex(transcript(signer, changed));
        const original = text(a);
        for (const end of ['initiator', 'responder'] as const) {
          const variants: readonly Side[] = [
            ...bound.map((name) => ({ ...a[end], [name]: b[name] })),
            ...boundInHello.map((name) => ({ ...a[end], hello: { ...a[end].hello, [name]: b.hello[name] } })),
          ];
          for (const variant of variants)
            expect(text({ ...a, [end]: variant }) === original).toBe(meaning(variant) === meaning(a[end]));
        }
        expect(text({ ...a, suite: `${a.suite}x` })).not.toBe(original);
        expect(toHex(transcript('initiator', a))).not.toBe(toHex(transcript('responder', a)));
      }),
    );
  });

  it('keeps lists apart that read alike when they are joined', () => {
    const base = fc.sample(agreed, { numRuns: 1, seed: 1 })[0];
    if (base === undefined) throw new Error('no sample');
    const withSuites = (suites: readonly string[], capabilities: readonly string[]): string => {
      const hello = { ...base.initiator.hello, suites, requirement: { minScore: 0, capabilities } };
      return toHex(transcript('initiator', { ...base, initiator: { ...base.initiator, hello } }));
    };
    const texts = [
      withSuites(['ab', 'c'], []),
      withSuites(['a', 'bc'], []),
      withSuites(['abc'], []),
      withSuites(['c'], ['ab']),
      withSuites([], ['ab', 'c']),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });
});
