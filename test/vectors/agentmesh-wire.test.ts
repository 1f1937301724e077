import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  aeadOpen,
  agreementKeyFromPrivate,
  fromHex,
  hmacSha256,
  millis,
  newAgreementKey,
  parseCanonicalDid,
  parseMeshDid,
  SecretKey,
  signingKeyFromSeed,
  systemRandom,
  toAgreementPublicKey,
  toHex,
  utf8,
  verifyEd25519,
  type MeshDid,
  type Random,
  type Verdict,
} from '../../src/base/base.ts';
import { agentMesh } from '../../src/session/agentmesh.ts';
import type { KeyPrekeys } from '../../src/session/prekeys.ts';
import {
  answerMesh,
  decodeMeshSession,
  encodeMeshSession,
  knockMesh,
  openFirst,
  sealMesh,
  variantOf,
  type KdfVariant,
} from '../../src/session/session.ts';
import { initiateWith } from '../../src/session/x3dh.ts';
import { encodeX3dhEstablishment, type X3dhBundle } from '../../src/wire/wire.ts';
import { vectorsDir } from '../support/vectors.ts';

const hex = z.string();
const party = { ed_seed: hex, ed_pub: hex, x_priv: hex, x_pub: hex, did: hex };
const answers = z.object({
  shared_secret: hex,
  ratchet_dh_priv: hex,
  root_key: hex,
  chain_key_send: hex,
  message_key: hex,
  header: hex,
  app_ad_utf8: z.string(),
  aad: hex,
  plaintext_utf8: z.string(),
  ciphertext: hex,
  knock: z.object({ establishment: z.object({ ik: z.base64(), ek: z.base64(), otk: z.number() }) }),
  message: z.object({
    header: z.object({ dh: z.base64(), pn: z.number(), n: z.number() }),
    ciphertext: z.base64(),
  }),
});
const format = z.object({
  alice: z.object(party),
  bob: z.object({
    ...party,
    spk_priv: hex,
    spk_pub: hex,
    spk_sig: hex,
    otk_id: z.number(),
    otk_priv: hex,
    otk_pub: hex,
  }),
  alice_ephemeral_priv: hex,
  alice_ephemeral_pub: hex,
  dh1: hex,
  dh2: hex,
  dh3: hex,
  dh4: hex,
  variants: z.object({ spec: answers, npm4: answers }),
});
type Vectors = z.infer<typeof format>;

const path = join(vectorsDir() ?? '', 'agentmesh-wire.json');
const isPresent = existsSync(path);
if (!isPresent) console.warn('agentmesh-wire.json is absent: its tests are skipped (see PARLEY_VECTORS)');

const read = (): Vectors => format.parse(JSON.parse(readFileSync(path, 'utf8')));
const key = (hex: string) => agreementKeyFromPrivate(SecretKey.own(fromHex(hex)));
const signing = (seed: string) => signingKeyFromSeed(SecretKey.own(fromHex(seed)));
const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const hexOf = (bytes: Uint8Array | SecretKey | undefined): string =>
  bytes === undefined ? '' : toHex(bytes instanceof SecretKey ? bytes.expose() : bytes);

function accepted<T>(verdict: Verdict<T>): T {
  if (verdict.kind === 'accept') return verdict.value;
  throw new Error(`refused: ${verdict.reason}`);
}

/** Gives out the values that the vectors were made with, each once. */
function scripted(...values: readonly string[]): Random {
  const rest = values.map(fromHex);
  return (length) => {
    const value = rest.shift();
    if (value?.length !== length) throw new Error('more or other random bytes than the vectors have');
    return value;
  };
}

/** The DIDs have no part in the answers. */
function did() {
  const parsed = parseCanonicalDid('did:agentmesh:zzzzzzzzzzzzzzzzzzzzzzzz');
  if (parsed === undefined) throw new Error('not a DID');
  return parsed;
}

const moment = { now: millis(0), random: systemRandom };

function agent(seed: string) {
  const pair = signing(seed);
  return { did: did(), signing: pair, agreement: pair.agreementKey() };
}

const peer = (publicKey: string) => ({ did: did(), publicKey: fromHex(publicKey) });

function bundleOf({ bob }: Vectors): X3dhBundle {
  return {
    identityKey: fromHex(bob.x_pub),
    signedPrekeyId: 1,
    signedPrekey: fromHex(bob.spk_pub),
    signedPrekeySignature: fromHex(bob.spk_sig),
    oneTimePrekey: { id: bob.otk_id, key: fromHex(bob.otk_pub) },
  };
}

function prekeysOf({ bob }: Vectors, suite: string): KeyPrekeys {
  return {
    suite,
    withKem: false,
    signed: [{ id: 1, key: key(bob.spk_priv), kem: undefined, created: millis(0), replaced: undefined }],
    offered: [{ id: bob.otk_id, key: key(bob.otk_priv), kem: undefined }],
    fresh: [],
    nextId: 100,
  };
}

/** With a newer signed prekey before the one that the vectors were made with. */
function rotated(prekeys: KeyPrekeys): KeyPrekeys {
  const [signed] = prekeys.signed;
  if (signed === undefined) throw new Error('no signed prekey');
  const newer = { ...signed, id: 2, key: newAgreementKey(systemRandom) };
  return { ...prekeys, signed: [newer, { ...signed, replaced: millis(1) }] };
}

function meshDid(text: string): MeshDid {
  const parsed = parseMeshDid(text);
  if (parsed === undefined) throw new Error(`not a DID: ${text}`);
  return parsed;
}

function suiteOf(vectors: Vectors, variant: KdfVariant) {
  return { suite: agentMesh(variant), expected: vectors.variants[variant] };
}

function initiated(vectors: Vectors, variant: KdfVariant) {
  const { suite, expected } = suiteOf(vectors, variant);
  return accepted(
    initiateWith(
      bundleOf(vectors),
      {
        self: agent(vectors.alice.ed_seed),
        peer: peer(vectors.bob.ed_pub),
        associatedData: utf8(expected.app_ad_utf8),
        random: scripted(vectors.alice_ephemeral_priv),
      },
      suite.name,
      variant,
    ),
  );
}

/** The establishment as AgentMesh's JSON has it, which names no signed prekey. */
function responded(vectors: Vectors, variant: KdfVariant) {
  const { suite, expected } = suiteOf(vectors, variant);
  const { ik, ek, otk } = expected.knock.establishment;
  const given = { identityKey: base64(ik), ephemeralKey: base64(ek), signedPrekeyId: 1, oneTimePrekeyId: otk };
  return accepted(
    suite.respond({
      self: agent(vectors.bob.ed_seed),
      peer: peer(vectors.alice.ed_pub),
      prekeys: prekeysOf(vectors, suite.name),
      establishment: encodeX3dhEstablishment(given),
      associatedData: utf8(expected.app_ad_utf8),
    }),
  );
}

describe.skipIf(!isPresent)('the known answers of AgentMesh', () => {
  it('hold for keys, their X25519 images and the signature of the prekey', () => {
    const { alice, bob } = read();
    for (const { ed_seed, ed_pub, x_priv, x_pub } of [alice, bob]) {
      const pair = signing(ed_seed);
      const agreement = pair.agreementKey();
      expect([hexOf(pair.publicKey), hexOf(agreement.privateKey)]).toEqual([ed_pub, x_priv]);
      expect([hexOf(agreement.publicKey), hexOf(toAgreementPublicKey(fromHex(ed_pub)))]).toEqual([x_pub, x_pub]);
    }
    expect(verifyEd25519(fromHex(bob.ed_pub), fromHex(bob.spk_pub), fromHex(bob.spk_sig))).toBe(true);
    expect(hexOf(signing(bob.ed_seed).sign(fromHex(bob.spk_pub)))).toBe(bob.spk_sig);
  });

  it('hold for the four key agreements, from both sides', () => {
    const { alice, bob, dh1, dh2, dh3, dh4, ...rest } = read();
    const ephemeral = key(rest.alice_ephemeral_priv);
    expect(hexOf(ephemeral.publicKey)).toBe(rest.alice_ephemeral_pub);
    const mine = [key(alice.x_priv), ephemeral, ephemeral, ephemeral];
    const theirs = [bob.spk_pub, bob.x_pub, bob.spk_pub, bob.otk_pub];
    expect(mine.map((own, i) => hexOf(own.agree(fromHex(theirs[i] ?? ''))))).toEqual([dh1, dh2, dh3, dh4]);
    const bobs = [bob.spk_priv, bob.x_priv, bob.spk_priv, bob.otk_priv].map(key);
    const alices = [alice.x_pub, rest.alice_ephemeral_pub, rest.alice_ephemeral_pub, rest.alice_ephemeral_pub];
    expect(bobs.map((own, i) => hexOf(own.agree(fromHex(alices[i] ?? ''))))).toEqual([dh1, dh2, dh3, dh4]);
  });

  for (const variant of ['spec', 'npm4'] as const) {
    it(`hold for the initiator of variant ${variant}: secret, ratchet step, header, ciphertext`, () => {
      const vectors = read();
      const { suite, expected } = suiteOf(vectors, variant);
      const { state } = initiated(vectors, variant);
      expect(hexOf(state.rootKey)).toBe(expected.shared_secret);
      expect(hexOf(state.associatedData) + expected.header).toBe(expected.aad);

      const nonce = expected.ciphertext.slice(0, 24);
      const random = scripted(expected.ratchet_dh_priv, nonce);
      const sealed = suite.seal(state, utf8(expected.plaintext_utf8), { now: millis(0), random });
      expect(hexOf(sealed.state.rootKey)).toBe(expected.root_key);
      const chain = fromHex(expected.chain_key_send);
      expect(hexOf(hmacSha256(chain, Uint8Array.of(1)))).toBe(expected.message_key);
      expect(hexOf(sealed.state.sendChain)).toBe(hexOf(hmacSha256(chain, Uint8Array.of(2))));
      expect(hexOf(sealed.header)).toBe(expected.header);
      expect(hexOf(sealed.ciphertext)).toBe(expected.ciphertext);

      const { dh, pn, n } = expected.message.header;
      expect([base64(dh), pn, n]).toEqual([sealed.header.slice(0, 32), 0, 0]);
      expect(base64(expected.message.ciphertext)).toEqual(sealed.ciphertext);
    });

    it(`hold for the responder of variant ${variant}: secret, ratchet step, plaintext, and the answer opens`, () => {
      const vectors = read();
      const { suite, expected } = suiteOf(vectors, variant);
      const { state, usedOneTimePrekey } = responded(vectors, variant);
      expect(usedOneTimePrekey).toBe(vectors.bob.otk_id);
      expect(hexOf(state.rootKey)).toBe(expected.shared_secret);

      const [header, ciphertext] = [fromHex(expected.header), fromHex(expected.ciphertext)];
      const opened = accepted(suite.open(state, { header, ciphertext }, moment));
      expect(opened.plaintext).toEqual(utf8(expected.plaintext_utf8));
      expect(hexOf(opened.state.rootKey)).toBe(expected.root_key);

      const random = scripted(expected.ratchet_dh_priv, expected.ciphertext.slice(0, 24));
      const sent = suite.seal(initiated(vectors, variant).state, utf8(expected.plaintext_utf8), {
        now: millis(0),
        random,
      });
      const answer = suite.seal(opened.state, utf8('{"hello":"alice"}'), moment);
      const back = accepted(suite.open(sent.state, answer, moment));
      expect(back.plaintext).toEqual(utf8('{"hello":"alice"}'));
    });

    it(`hold for the message key and associated data of variant ${variant}`, () => {
      const { message_key, ciphertext, aad, plaintext_utf8 } = read().variants[variant];
      const bytes = fromHex(ciphertext);
      const opened = aeadOpen(fromHex(message_key), bytes.subarray(0, 12), bytes.subarray(12), fromHex(aad));
      expect(opened).toEqual(utf8(plaintext_utf8));
    });
  }

  for (const variant of ['spec', 'npm4'] as const) {
    it(`hold for an agent of this node that knocks, in variant ${variant}`, () => {
      const vectors = read();
      const { alice, bob } = vectors;
      const expected = vectors.variants[variant];
      const bundle = {
        agreementKey: fromHex(bob.x_pub),
        signed: { id: 1, key: fromHex(bob.spk_pub), signature: fromHex(bob.spk_sig) },
        oneTime: { id: bob.otk_id, key: fromHex(bob.otk_pub) },
      };
      const between = {
        self: { did: meshDid(alice.did), agreement: signing(alice.ed_seed).agreementKey() },
        peer: { did: meshDid(bob.did), publicKey: fromHex(bob.ed_pub) },
        random: scripted(vectors.alice_ephemeral_priv),
      };
      const { state, establishment } = accepted(knockMesh(bundle, between, variant));
      const { ik, ek, otk } = expected.knock.establishment;
      expect(establishment).toMatchObject({
        identityKey: base64(ik),
        ephemeralKey: base64(ek),
        oneTimePrekeyId: otk,
      });
      const random = scripted(expected.ratchet_dh_priv, expected.ciphertext.slice(0, 24));
      const sealed = sealMesh(state, utf8(expected.plaintext_utf8), { now: millis(0), random });
      expect([hexOf(sealed.header), hexOf(sealed.ciphertext)]).toEqual([expected.header, expected.ciphertext]);
    });

    it(`hold for an agent of this node that is knocked in variant ${variant}, and is not told which`, () => {
      const vectors = read();
      const { alice, bob } = vectors;
      const expected = vectors.variants[variant];
      const { ik, ek, otk } = expected.knock.establishment;
      const given = { identityKey: base64(ik), ephemeralKey: base64(ek), oneTimePrekeyId: otk };
      const between = {
        self: { did: meshDid(bob.did), agreement: signing(bob.ed_seed).agreementKey() },
        peer: { did: meshDid(alice.did), publicKey: fromHex(alice.ed_pub) },
        prekeys: rotated(prekeysOf(vectors, 'agentmesh')),
      };
      const candidates = accepted(answerMesh(given, between));
      expect(candidates.map(variantOf)).toEqual(['spec', 'spec', 'npm4', 'npm4']);
      const message = { header: fromHex(expected.header), ciphertext: fromHex(expected.ciphertext) };
      const flipped = { ...message, ciphertext: message.ciphertext.map((byte, i) => (i === 20 ? byte ^ 1 : byte)) };
      expect(openFirst(candidates, flipped, moment)).toMatchObject({ kind: 'reject', reason: 'undecryptable' });
      const opened = accepted(openFirst(candidates, message, moment));
      expect(opened.plaintext).toEqual(utf8(expected.plaintext_utf8));
      expect(variantOf(opened.state)).toBe(variant);
      const again = decodeMeshSession(encodeMeshSession(opened.state), variant);
      expect(hexOf(again.rootKey)).toBe(expected.root_key);
    });
  }

  it('of one variant do not open under the other', () => {
    const vectors = read();
    const { header, ciphertext } = vectors.variants.npm4;
    const { state } = responded(vectors, 'spec');
    const verdict = agentMesh('spec').open(state, { header: fromHex(header), ciphertext: fromHex(ciphertext) }, moment);
    expect(verdict).toMatchObject({ kind: 'reject', reason: 'undecryptable' });
  });
});
