import { describe, expect, it } from 'vitest';
import {
  agreementKeyFromPrivate,
  newAgreementKey,
  SecretKey,
  systemRandom,
  utf8,
  type Verdict,
} from '../../../src/base/base.ts';
import { agentMesh } from '../../../src/session/agentmesh.ts';
import { consumePrekey } from '../../../src/session/prekeys.ts';
import { agentMeshSuite, suites } from '../../../src/session/session.ts';
import { initiateWith } from '../../../src/session/x3dh.ts';
import {
  decodeX3dhEstablishment as decodeEstablishment,
  encodeX3dhEstablishment as encodeEstablishment,
  type X3dhBundle,
  type X3dhEstablishment,
} from '../../../src/wire/wire.ts';
import {
  accepted,
  agent,
  alice,
  associatedData,
  bob,
  establish,
  moment,
  offered,
  refusal,
  Side,
  suite,
} from './pair.ts';

const mallory = agent(3);
const smallOrder = new Uint8Array(32);

function initiate(bundle: Partial<X3dhBundle>, publicKey = bob.signing.publicKey): Verdict<unknown> {
  const all = { ...offered(suite.createPrekeys(moment)), ...bundle };
  const options = { self: alice, peer: { did: bob.did, publicKey }, associatedData, ...moment };
  return initiateWith(all, options, suite.name, 'spec');
}

describe('the suites', () => {
  it('offered to nodes begin with the post-quantum one; the variant of npm 4 has a name of its own', () => {
    expect([...suites.keys()]).toEqual(['pqxdh', 'agentmesh']);
    expect(suites.get('agentmesh')?.name).toBe('agentmesh');
    expect(agentMeshSuite('npm4').name).toBe('agentmesh-npm4');
  });

  it('agree on keys in both variants, with and without a one-time prekey', () => {
    for (const engine of [suite, agentMesh('npm4')]) {
      const { initiator, responder, usedOneTimePrekey, bundle } = establish(engine);
      expect(usedOneTimePrekey).toBe(bundle.oneTimePrekey?.id);
      expect(initiator.rootKey.equals(responder.rootKey)).toBe(true);
      expect(initiator.associatedData).toEqual(responder.associatedData);
    }
  });

  it('do not agree across variants', () => {
    const { respond, initiator } = establish(suite);
    const { state } = accepted(agentMesh('npm4').respond(respond));
    expect(initiator.rootKey.equals(state.rootKey)).toBe(false);
  });
});

describe('the initiator', () => {
  it('refuses a bundle whose identity key is not the image of the peer key', () => {
    expect(refusal(initiate({ identityKey: mallory.agreement.publicKey }))).toBe('reject: key-mismatch');
    expect(refusal(initiate({}, mallory.signing.publicKey))).toBe('reject: key-mismatch');
  });

  it('refuses a signed prekey that the peer key did not sign', () => {
    const { publicKey } = newAgreementKey(systemRandom);
    expect(refusal(initiate({ signedPrekey: publicKey }))).toBe('reject: bad-signature');
    const signedPrekeySignature = mallory.signing.sign(publicKey);
    expect(refusal(initiate({ signedPrekey: publicKey, signedPrekeySignature }))).toBe('reject: bad-signature');
    expect(refusal(initiate({ signedPrekeySignature: new Uint8Array(64) }))).toBe('reject: bad-signature');
  });

  it('refuses keys of small order wherever they stand', () => {
    expect(refusal(initiate({}, smallOrder))).toBe('reject: weak-key');
    expect(refusal(initiate({ oneTimePrekey: { id: 1, key: smallOrder } }))).toBe('reject: weak-key');
    const signedPrekeySignature = bob.signing.sign(smallOrder);
    expect(refusal(initiate({ signedPrekey: smallOrder, signedPrekeySignature }))).toBe('reject: weak-key');
  });
});

describe('the responder', () => {
  const { respond, establishment, prekeys } = establish();
  const given: X3dhEstablishment = accepted(decodeEstablishment(establishment));
  const answer = (change: Partial<X3dhEstablishment>, publicKey = alice.signing.publicKey) =>
    suite.respond({
      ...respond,
      peer: { did: alice.did, publicKey },
      establishment: encodeEstablishment({ ...given, ...change }),
    });

  it('accepts the establishment as it came', () => {
    expect(refusal(answer({}))).toBeUndefined();
  });

  it('refuses an identity key that is not the image of the peer key', () => {
    expect(refusal(answer({}, mallory.signing.publicKey))).toBe('reject: key-mismatch');
    expect(refusal(answer({ identityKey: mallory.agreement.publicKey }))).toBe('reject: key-mismatch');
    expect(refusal(answer({}, smallOrder))).toBe('reject: weak-key');
  });

  it('refuses prekeys that it does not know, never offered, or saw used', () => {
    expect(refusal(answer({ signedPrekeyId: 999_999 }))).toBe('reject: prekey-unknown');
    expect(refusal(answer({ oneTimePrekeyId: 999_999 }))).toBe('reject: prekey-unknown');
    expect(refusal(answer({ oneTimePrekeyId: prekeys.fresh[0]?.id }))).toBe('reject: prekey-unknown');
    const used = consumePrekey(prekeys, given.oneTimePrekeyId ?? 0);
    expect(refusal(suite.respond({ ...respond, prekeys: used }))).toBe('reject: prekey-unknown');
  });

  it('refuses an ephemeral key of small order', () => {
    expect(refusal(answer({ ephemeralKey: smallOrder }))).toBe('reject: weak-key');
    expect(refusal(answer({ ephemeralKey: smallOrder, oneTimePrekeyId: undefined }))).toBe('reject: weak-key');
  });

  it('refuses what is not an establishment', () => {
    for (const bytes of [new Uint8Array(0), establishment.subarray(0, 40), Uint8Array.of(0xff, 0xff)]) {
      expect(refusal(suite.respond({ ...respond, establishment: bytes }))).toBe('reject: malformed');
    }
    expect(refusal(suite.respond({ ...respond, establishment: new Uint8Array(300) }))).toBe('reject: frame-too-large');
  });

  it('opens nothing that was sealed under other keys or other associated data', () => {
    const { initiator, respond } = establish();
    const message = new Side(initiator).seal(utf8('hello'));
    const changed = [
      { ...respond, associatedData: utf8(`${bob.did}|${alice.did}`) },
      { ...respond, self: mallory },
      {
        ...respond,
        establishment: encodeEstablishment({
          ...accepted(decodeEstablishment(respond.establishment)),
          oneTimePrekeyId: undefined,
        }),
      },
    ];
    for (const options of changed) {
      const { state } = accepted(suite.respond(options));
      expect(refusal(new Side(state).open(message))).toBe('reject: undecryptable');
    }
    expect(refusal(new Side(accepted(suite.respond(respond)).state).open(message))).toBeUndefined();
  });
});

describe('the key agreement', () => {
  it('does not wipe what the caller keeps', () => {
    const seed = new Uint8Array(32).fill(9);
    const self = agreementKeyFromPrivate(SecretKey.own(seed.slice()));
    establish();
    expect(self.privateKey.expose()).toEqual(seed);
    const { prekeys, respond } = establish();
    accepted(suite.respond(respond));
    expect(
      [...prekeys.offered, ...prekeys.signed].every(({ key }) => key.privateKey.expose().some((b) => b !== 0)),
    ).toBe(true);
  });
});
