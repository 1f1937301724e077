import { describe, expect, it } from 'vitest';
import {
  equalBytes,
  fromUtf8,
  kemBytes,
  millis,
  SecretKey,
  systemRandom,
  utf8,
  type Millis,
} from '../../../src/base/base.ts';
import { openBundle, signBundle } from '../../../src/session/bundle.ts';
import { pqxdh } from '../../../src/session/pqxdh.ts';
import type { RatchetSession } from '../../../src/session/ratchet.ts';
import type { Sealed } from '../../../src/session/session.ts';
import {
  decodePqxdhBundle,
  decodePqxdhEstablishment,
  encodePqxdhBundle,
  encodePqxdhEstablishment,
  type KemStage,
  type PqxdhBundle,
} from '../../../src/wire/wire.ts';
import { accepted, alice, associatedData, bob, moment, peer, refusal, start } from './pair.ts';

const hourMs = 3600_000;
const plainHeader = 40;
const offerHeader = plainHeader + 4 + kemBytes.publicKey;
const answerHeader = plainHeader + 4 + kemBytes.ciphertext;

/** One side: keeps its state, and has its own clock. */
class Side {
  state: RatchetSession;
  now: Millis = start;

  constructor(state: RatchetSession) {
    this.state = state;
  }

  seal(text = ''): Sealed<RatchetSession> {
    const sealed = pqxdh.seal(this.state, utf8(text), { now: this.now, random: systemRandom });
    this.state = sealed.state;
    return sealed;
  }

  open(message: Sealed<RatchetSession>) {
    const verdict = pqxdh.open(this.state, message, { now: this.now, random: systemRandom });
    if (verdict.kind === 'accept') this.state = verdict.value.state;
    return verdict;
  }

  get stage(): KemStage['kind'] | undefined {
    return this.state.kem?.stage.kind;
  }

  get completed(): number | undefined {
    return this.state.kem?.completed;
  }
}

function establish() {
  const { prekeys, bundle } = pqxdh.takeBundle(pqxdh.createPrekeys(moment), bob, start);
  const own = { self: alice, prekeys: pqxdh.createPrekeys(moment), peer: peer(bob), associatedData };
  const { state, establishment } = accepted(pqxdh.initiate({ ...own, bundle, ...moment }));
  const respond = { self: bob, peer: peer(alice), prekeys, establishment, associatedData };
  return { own, bundle, initiator: state, respond, responder: accepted(pqxdh.respond(respond)).state };
}

function connected(): readonly [Side, Side] {
  const { initiator, responder } = establish();
  const [a, b] = [new Side(initiator), new Side(responder)];
  accepted(b.open(a.seal()));
  accepted(a.open(b.seal()));
  return [a, b];
}

/** Two sides, the first of which offers with its next message. */
function due(): readonly [Side, Side] {
  const [a, b] = connected();
  a.now = millis(start + hourMs);
  return [a, b];
}

describe('the key agreement of suite pqxdh', () => {
  const bodyOf = (bundle: Uint8Array): PqxdhBundle =>
    accepted(decodePqxdhBundle(accepted(openBundle('pqxdh', bundle, peer(bob), start))));

  it('gives both the same keys, bound to every part of its transcript', () => {
    const { initiator, responder, respond } = establish();
    expect(initiator.rootKey.equals(responder.rootKey)).toBe(true);
    expect(initiator.associatedData).toEqual(responder.associatedData);
    const others = [
      { ...respond, associatedData: utf8('of others') },
      { ...respond, peer: { ...respond.peer, publicKey: bob.signing.publicKey } },
      { ...respond, self: alice },
    ].map((options) => accepted(pqxdh.respond(options)).state);
    for (const { rootKey, associatedData: hash } of others) {
      expect(rootKey.equals(initiator.rootKey)).toBe(false);
      expect(equalBytes(hash, initiator.associatedData)).toBe(false);
    }
  });

  it('rests on the KEM secret too: another ciphertext gives another root key', () => {
    const { initiator, respond } = establish();
    const given = accepted(decodePqxdhEstablishment(respond.establishment));
    const kemCiphertext = given.kemCiphertext.slice().fill(1, 0, 1);
    const establishment = encodePqxdhEstablishment({ ...given, kemCiphertext });
    const { state } = accepted(pqxdh.respond({ ...respond, establishment }));
    expect(state.rootKey.equals(initiator.rootKey)).toBe(false);
  });

  it('refuses weak keys wherever they stand', () => {
    const { own, bundle, respond } = establish();
    const begin = (change: Partial<PqxdhBundle>) => {
      const body = encodePqxdhBundle({ ...bodyOf(bundle), ...change });
      return refusal(pqxdh.initiate({ ...own, bundle: signBundle('pqxdh', body, bob, start), ...moment }));
    };
    expect(begin({})).toBeUndefined();
    expect(begin({ signedPrekey: new Uint8Array(32) })).toBe('reject: weak-key');
    expect(begin({ oneTimePrekey: { id: 1, key: new Uint8Array(32) } })).toBe('reject: weak-key');
    expect(begin({ kemKey: new Uint8Array(kemBytes.publicKey).fill(0xff) })).toBe('reject: weak-key');
    const given = accepted(decodePqxdhEstablishment(respond.establishment));
    const establishment = encodePqxdhEstablishment({ ...given, ephemeralKey: new Uint8Array(32) });
    expect(refusal(pqxdh.respond({ ...respond, establishment }))).toBe('reject: weak-key');
  });

  it('uses the KEM key of the one-time prekey, and the last-resort one when none is left', () => {
    let prekeys = pqxdh.createPrekeys(moment);
    const bundles = Array.from({ length: 102 }, () => {
      const taken = pqxdh.takeBundle(prekeys, bob, start);
      prekeys = taken.prekeys;
      return bodyOf(taken.bundle);
    });
    const keys = new Set(bundles.map(({ kemKey }) => Buffer.from(kemKey).toString('hex')));
    expect(keys.size).toBe(101);
    expect(bundles.at(-1)?.oneTimePrekey).toBeUndefined();
    const last = prekeys.signed[0]?.kem?.publicKey ?? new Uint8Array(0);
    expect(equalBytes(bundles.at(-1)?.kemKey ?? new Uint8Array(0), last)).toBe(true);
  });
});

describe('the exchange of fresh KEM secrets', () => {
  it('begins after 64 messages of both directions, and not before', () => {
    const [a, b] = connected();
    for (let n = 2; n < 64; n++) {
      const [from, to] = n % 3 === 0 ? [b, a] : [a, b];
      const message = from.seal();
      expect(message.header.length).toBe(plainHeader);
      accepted(to.open(message));
    }
    expect(a.seal().header.length).toBe(offerHeader);
  });

  it('begins after an hour with the next message, and never on the responder', () => {
    const [a, b] = connected();
    b.now = a.now = millis(start + hourMs - 1);
    expect([a.seal().header.length, b.seal().header.length]).toEqual([plainHeader, plainHeader]);
    b.now = a.now = millis(start + hourMs);
    expect([a.seal().header.length, b.seal().header.length]).toEqual([offerHeader, plainHeader]);
  });

  it('is offered, answered and mixed in, and then costs nothing until the next', () => {
    const [a, b] = due();
    accepted(b.open(a.seal()));
    const answer = b.seal();
    expect([a.stage, b.stage, answer.header.length]).toEqual(['offered', 'answered', answerHeader]);
    accepted(a.open(answer));
    expect(a.stage).toBe('agreed');
    const mixed = a.seal('mixed');
    expect([a.stage, a.completed, mixed.header.length]).toEqual(['idle', 1, plainHeader]);
    expect(Buffer.from(mixed.header).readUInt32BE(32) >= 2 ** 31).toBe(true);
    expect(fromUtf8(accepted(b.open(mixed)).plaintext)).toBe('mixed');
    expect([b.stage, b.completed]).toEqual(['idle', 1]);
    accepted(a.open(b.seal()));
    expect([a.seal().header.length, b.seal().header.length]).toEqual([plainHeader, plainHeader]);
  });

  it('changes the root key: who knows all other secrets but not this one is out', () => {
    const [a, b] = due();
    accepted(b.open(a.seal()));
    accepted(a.open(b.seal()));
    const secretless = { ...b.state, kem: b.state.kem && { ...b.state.kem, stage: { kind: 'idle' as const } } };
    const mixed = a.seal();
    expect(refusal(pqxdh.open(secretless, mixed, moment))).toBe('reject: undecryptable');
    const header = mixed.header.slice();
    header[32] = (header[32] ?? 0) & 0x7f;
    expect(refusal(pqxdh.open(secretless, { header, ciphertext: mixed.ciphertext }, moment))).toBe(
      'reject: undecryptable',
    );
    expect(refusal(b.open(mixed))).toBeUndefined();
  });

  it('is in the keys themselves: with another secret on one side nothing opens', () => {
    const [a, b] = due();
    accepted(b.open(a.seal()));
    accepted(a.open(b.seal()));
    const stage = { kind: 'agreed' as const, secret: SecretKey.own(new Uint8Array(32)) };
    const wrong = { ...a.state, kem: a.state.kem && { ...a.state.kem, stage } };
    const message = pqxdh.seal(wrong, utf8('mixed'), moment);
    expect(refusal(b.open(message))).toBe('reject: undecryptable');
    expect(refusal(b.open(a.seal()))).toBeUndefined();
  });

  it('is shown again while it is unanswered, ever more rarely, and needs any one of them', () => {
    const [a, b] = due();
    const messages = Array.from({ length: 129 }, () => a.seal());
    const shown = messages.flatMap(({ header }, n) => (header.length === offerHeader ? [n] : []));
    expect(shown).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128]);
    const third = messages[2];
    if (third === undefined) throw new Error('no message');
    accepted(b.open(third));
    expect(b.stage).toBe('answered');
    const answers = Array.from({ length: 4 }, () => b.seal());
    const last = answers[2];
    if (last === undefined) throw new Error('no answer');
    accepted(a.open(last));
    expect(a.stage).toBe('agreed');
  });

  it('is not confused by what comes late or twice', () => {
    const [a, b] = due();
    const offers = [a.seal('0'), a.seal('1'), a.seal('2')];
    accepted(b.open(offers[1] ?? a.seal()));
    const answers = [b.seal('0'), b.seal('1')];
    accepted(a.open(answers[1] ?? b.seal()));
    accepted(b.open(a.seal('mixed')));
    accepted(a.open(b.seal('turn')));
    for (const late of [offers[0], offers[2]]) accepted(b.open(late ?? a.seal()));
    accepted(a.open(answers[0] ?? b.seal()));
    expect([a.stage, b.stage, a.completed, b.completed]).toEqual(['idle', 'idle', 1, 1]);
    accepted(b.open(a.seal()));
    accepted(a.open(b.seal()));
  });

  it('goes through the store at each of its stages, and no other state does', () => {
    const [a, b] = due();
    const restart = () => {
      for (const side of [a, b]) {
        const bytes = pqxdh.encodeState(side.state);
        side.state = pqxdh.decodeState(bytes);
        expect(equalBytes(pqxdh.encodeState(side.state), bytes)).toBe(true);
      }
    };
    const offer = a.seal();
    restart();
    accepted(b.open(offer));
    restart();
    const answer = b.seal();
    restart();
    accepted(a.open(answer));
    restart();
    const mixed = a.seal();
    restart();
    accepted(b.open(mixed));
    restart();
    expect([a.completed, b.completed]).toEqual([1, 1]);
  });

  it('refuses header extensions that the other side has no turn to make', () => {
    const [a, b] = due();
    accepted(b.open(a.seal()));
    const answer = b.seal();
    const cut = answer.header.subarray(0, -1);
    expect(refusal(a.open({ ...answer, header: cut }))).toBe('reject: malformed');
    expect(refusal(b.open(answer))).toBe('reject: malformed');
    const mixing = answer.header.slice();
    mixing[32] = 0x80;
    expect(refusal(a.open({ ...answer, header: mixing }))).toBe('reject: malformed');
    expect(refusal(a.open(answer))).toBeUndefined();
  });

  it('costs about 20 bytes a message on average, whichever way they go', () => {
    const [a, b] = connected();
    let bytes = 0;
    const rounds = 2_000;
    for (let n = 0; n < rounds; n++) {
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        const message = from.seal();
        bytes += message.header.length - plainHeader;
        accepted(to.open(message));
      }
    }
    expect(bytes / (2 * rounds)).toBeLessThan(40);
    expect(a.completed).toBeGreaterThan(50);
  });
});

describe('skipped keys', () => {
  const ttlMs = 72 * hourMs;

  it('expire 72 hours after they were passed over, also those of chains that ended', () => {
    const [a, b] = connected();
    const old = a.seal('old');
    accepted(b.open(a.seal()));
    b.now = millis(start + ttlMs / 2);
    const young = a.seal('young');
    accepted(b.open(a.seal()));
    b.now = millis(start + ttlMs);
    expect(refusal(b.open(old))).toBe('reject: undecryptable');
    expect(accepted(b.open(young)).plaintext).toEqual(utf8('young'));
    expect(b.state.skipped.reduce((sum, { keys }) => sum + keys.length, 0)).toBe(0);
  });

  it('are kept until then, and leave the state with whatever is done next', () => {
    const [a, b] = connected();
    const late = [a.seal('0'), a.seal('1')];
    accepted(b.open(a.seal()));
    b.now = millis(start + ttlMs - 1000);
    expect(refusal(b.open(late[0] ?? a.seal()))).toBeUndefined();
    const held = () => b.state.skipped.reduce((sum, { keys }) => sum + keys.length, 0);
    expect(held()).toBeGreaterThan(0);
    b.now = millis(start + ttlMs);
    b.seal();
    expect(held()).toBe(0);
  });
});
