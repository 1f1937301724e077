import { describe, expect, it } from 'vitest';
import { concat, millis, signDomain, utf8, type Verdict } from '../../../src/base/base.ts';
import { openBundle, signBundle, type SuiteIdentity } from '../../../src/session/session.ts';
import {
  decodeSignalBundle,
  decodeSignalEstablishment,
  encodeSignalBundle,
  encodeSignalEstablishment,
  type SignalBundle,
  type SignalEstablishment,
} from '../../../src/wire/wire.ts';
import {
  accepted,
  agent,
  alice,
  bareLibrary,
  bob,
  establish,
  isMissing,
  mallory,
  moment,
  peer,
  refusal,
  Side,
  start,
  suite,
  text,
  why,
} from './pair.ts';

/** Bob's bundle, opened. */
function opened(bundle: Uint8Array): SignalBundle {
  return accepted(decodeSignalBundle(accepted(openBundle('signal', bundle, peer(bob), start))));
}

/** What alice makes of a bundle of bob's with something else in it, signed by him or another. */
async function initiateWith(change: Partial<SignalBundle>, signer: SuiteIdentity = bob): Promise<Verdict<unknown>> {
  const { initiate } = await establish();
  const body = encodeSignalBundle({ ...opened(initiate.bundle), ...change });
  return suite().initiate({ ...initiate, bundle: signBundle('signal', body, signer, start) });
}

/** What bob makes of an establishment of alice's with something else in it. */
async function respondTo(change: Partial<SignalEstablishment>): Promise<Verdict<unknown>> {
  const { respond, establishment } = await establish();
  const read = accepted(decodeSignalEstablishment(establishment));
  return suite().respond({ ...respond, establishment: encodeSignalEstablishment({ ...read, ...change }) });
}

describe.skipIf(isMissing)(`the initiator in suite signal (${why})`, () => {
  it('takes a bundle of the peer', async () => {
    expect(refusal(await initiateWith({}))).toBeUndefined();
  });

  it('refuses the bundle of an impostor', async () => {
    const theirs = suite().takeBundle(suite().createPrekeys(moment), mallory, start).bundle;
    const { initiate } = await establish();
    expect(refusal(await suite().initiate({ ...initiate, bundle: theirs }))).toBe('reject: key-mismatch');
    expect(refusal(await initiateWith({}, mallory))).toBe('reject: key-mismatch');
    expect(refusal(await initiateWith({}, { ...bob, did: mallory.did }))).toBe('reject: did-mismatch');
  });

  it('refuses a bundle that was changed, is of another suite, or old', async () => {
    const { initiate } = await establish();
    const changed = Uint8Array.from(initiate.bundle);
    changed[500] = (changed[500] ?? 0) ^ 1;
    expect(refusal(await suite().initiate({ ...initiate, bundle: changed }))).toBe('reject: bad-signature');
    const other = signBundle('pqxdh', encodeSignalBundle(opened(initiate.bundle)), bob, start);
    expect(refusal(await suite().initiate({ ...initiate, bundle: other }))).toBe('reject: no-common-suite');
    const late = millis(start + 15 * 24 * 3600 * 1000);
    expect(refusal(await suite().initiate({ ...initiate, now: late }))).toBe('reject: expired');
  });

  it('refuses prekeys that the identity key of the suite did not sign', async () => {
    const library = await bareLibrary();
    const foreign = opened(suite().takeBundle(suite().createPrekeys(moment), bob, start).bundle);
    expect(refusal(await initiateWith({ identityKey: foreign.identityKey }))).toBe('reject: bad-signature');
    expect(refusal(await initiateWith({ signedPrekey: foreign.signedPrekey }))).toBe('reject: bad-signature');
    expect(refusal(await initiateWith({ kyberPrekey: foreign.kyberPrekey }))).toBe('reject: bad-signature');
    const key = library.PrivateKey.generate();
    const signedPrekey = key.getPublicKey().serialize();
    const signedPrekeySignature = key.sign(signedPrekey);
    expect(refusal(await initiateWith({ signedPrekey, signedPrekeySignature }))).toBe('reject: bad-signature');
  });

  it('refuses what is no bundle or holds no keys', async () => {
    const { initiate } = await establish();
    expect(refusal(await suite().initiate({ ...initiate, bundle: utf8('no') }))).toBe('reject: malformed');
    const noBody = signBundle('signal', utf8('no'), bob, start);
    expect(refusal(await suite().initiate({ ...initiate, bundle: noBody }))).toBe('reject: malformed');
    expect(refusal(await initiateWith({ kyberPrekey: new Uint8Array(1569) }))).toBe('reject: malformed');
    expect(refusal(await initiateWith({ identityKey: new Uint8Array(33) }))).toBe('reject: malformed');
  });
});

describe.skipIf(isMissing)(`the responder in suite signal (${why})`, () => {
  it('refuses an identity key of the suite that the peer did not sign for itself', async () => {
    const { identityKey, binding } = accepted(decodeSignalEstablishment((await establish()).establishment));
    const foreign = accepted(decodeSignalEstablishment((await establish()).establishment)).identityKey;
    const message = concat(utf8(`${alice.did}\0`), identityKey);
    const bindings = [
      signDomain(mallory.signing, 'SignalIdentity', message),
      signDomain(alice.signing, 'Knock', message),
      signDomain(alice.signing, 'SignalIdentity', concat(utf8(`${bob.did}\0`), identityKey)),
    ];
    expect(refusal(await respondTo({ identityKey, binding }))).toBeUndefined();
    expect(refusal(await respondTo({ identityKey: foreign, binding }))).toBe('reject: key-mismatch');
    for (const wrong of bindings)
      expect(refusal(await respondTo({ identityKey, binding: wrong }))).toBe('reject: key-mismatch');
  });

  it('follows a rotation of the agent key under the same identity key of the suite', async () => {
    const { initiate, respond } = await establish();
    const rotated = { ...agent(9), did: alice.did };
    const { establishment } = accepted(await suite().initiate({ ...initiate, self: rotated }));
    const again = { ...respond, establishment };
    expect(refusal(await suite().respond(again))).toBe('reject: key-mismatch');
    expect(refusal(await suite().respond({ ...again, peer: peer(rotated) }))).toBeUndefined();
  });

  it('refuses a first message under another identity key of the suite', async () => {
    const { responder, initiate } = await establish();
    const other = { ...initiate, prekeys: suite().createPrekeys(moment) };
    const a = new Side(accepted(await suite().initiate(other)).state);
    expect(refusal(await new Side(responder).open(await a.seal(text(0))))).toBe('reject: key-mismatch');
  });

  it('refuses prekeys it does not have, and a one-time prekey that was used', async () => {
    expect(refusal(await respondTo({ signedPrekeyId: 4000 }))).toBe('reject: prekey-unknown');
    expect(refusal(await respondTo({ oneTimePrekeyId: 4000 }))).toBe('reject: prekey-unknown');
    const { respond, usedOneTimePrekey, prekeys } = await establish();
    const used = suite().consumePrekey(prekeys, usedOneTimePrekey ?? 0);
    expect(refusal(await suite().respond({ ...respond, prekeys: used }))).toBe('reject: prekey-unknown');
  });

  it('refuses a first message that names other prekeys than its knock, or opens nothing', async () => {
    const { respond, initiate, prekeys } = await establish();
    const second = suite().takeBundle(prekeys, bob, start);
    const b = new Side(accepted(await suite().respond({ ...respond, prekeys: second.prekeys })).state);
    const a = new Side(accepted(await suite().initiate({ ...initiate, bundle: second.bundle })).state);
    const message = await a.seal(text(0));
    expect(refusal(await b.open(message))).toBe('reject: undecryptable');
    const inner = await establish();
    const [c, d] = [new Side(inner.initiator), new Side(inner.responder)];
    accepted(await d.open(await c.seal(text(0))));
    accepted(await c.open(await d.seal(text(0))));
    expect(refusal(await b.open(await c.seal(text(1))))).toBe('reject: undecryptable');
  });

  it('lets no message of another key agreement open a session again', async () => {
    const { responder, initiate, initiator } = await establish();
    const [a, b] = [new Side(initiator), new Side(responder)];
    accepted(await b.open(await a.seal(text(0))));
    const again = new Side(accepted(await suite().initiate(initiate)).state);
    expect(refusal(await b.open(await again.seal(text(0))))).toBe('reject: undecryptable');
    expect(refusal(await a.open(await again.seal(text(0))))).toBe('reject: key-mismatch');
    expect(accepted(await b.open(await a.seal(text(1))))).toEqual(text(1));
  });

  it('agrees on the last-resort key when no one-time prekey is left, and says that none was used', async () => {
    const { initiator, responder, usedOneTimePrekey } = await establish(21);
    expect(usedOneTimePrekey).toBeUndefined();
    const [a, b] = [new Side(initiator), new Side(responder)];
    expect(accepted(await b.open(await a.seal(text(0))))).toEqual(text(0));
    expect(accepted(await a.open(await b.seal(text(1))))).toEqual(text(1));
  });

  it('refuses what is no establishment', async () => {
    const { respond } = await establish();
    const to = (establishment: Uint8Array) => suite().respond({ ...respond, establishment });
    expect(refusal(await to(utf8('no')))).toBe('reject: malformed');
    expect(refusal(await to(new Uint8Array(5000)))).toBe('reject: frame-too-large');
  });
});
