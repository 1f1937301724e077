import { createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64url, MeshError, toBase64url, utf8 } from '../../../src/base/base.ts';
import {
  canonicalJson,
  signCard,
  verifyCardSignature,
  type AgentCard,
  type CardKey,
} from '../../../src/identity/identity.ts';
import { accepted, keyOf, outcome } from './fixture.ts';

const key = keyOf('alice');
const trusted: CardKey = { kid: 'key-1', alg: 'EdDSA', publicKey: key.publicKey };
const card = {
  name: 'Alice',
  description: '',
  capabilities: { streaming: true, extensions: [] },
  skills: [{ id: 'read', tags: [], name: 'Größe' }],
};

interface Entry {
  readonly protected: string;
  readonly signature: string;
}

function signaturesOf(signed: AgentCard): readonly Entry[] {
  return Array.isArray(signed['signatures']) ? signed['signatures'] : [];
}

/** Signs as another implementation would: any header, any payload, Node's own primitives. */
function signedBy(privateKey: KeyObject, header: object, payload: unknown, algorithm: string | null = null): Entry {
  const head = toBase64url(utf8(JSON.stringify(header)));
  const input = utf8(`${head}.${toBase64url(utf8(accepted(canonicalJson(payload))))}`);
  const signature = sign(algorithm, input, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return { protected: head, signature: toBase64url(signature) };
}

function ed25519(): { readonly privateKey: KeyObject; readonly cardKey: CardKey } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const x = fromBase64url(publicKey.export({ format: 'jwk' }).x ?? '') ?? new Uint8Array(0);
  return { privateKey, cardKey: { kid: 'other', alg: 'EdDSA', publicKey: x } };
}

function p256(): { readonly privateKey: KeyObject; readonly cardKey: CardKey } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const coordinate = (text = ''): Uint8Array => fromBase64url(text) ?? new Uint8Array(0);
  return {
    privateKey,
    cardKey: { kid: 'ec', alg: 'ES256', publicKey: { x: coordinate(jwk.x), y: coordinate(jwk.y) } },
  };
}

describe('a signed card', () => {
  const signed = signCard(card, key, 'key-1');

  it('verifies with the key of its agent and keeps what it said', () => {
    expect(accepted(verifyCardSignature(signed, [trusted]))).toBe(trusted);
    expect(signed).toMatchObject(card);
    expect(signaturesOf(card)).toEqual([]);
  });

  it('carries a JWS that any RFC 7515 implementation can check', () => {
    const [entry] = signaturesOf(signed);
    const header = Buffer.from(entry?.protected ?? '', 'base64url').toString();
    expect(JSON.parse(header)).toEqual({ alg: 'EdDSA', kid: 'key-1', typ: 'JOSE' });
    const input = `${entry?.protected}.${Buffer.from(accepted(canonicalJson(card))).toString('base64url')}`;
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64url(key.publicKey) };
    const nodeKey = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, Buffer.from(input), nodeKey, Buffer.from(entry?.signature ?? '', 'base64url'))).toBe(true);
  });

  it('may be co-signed; the earlier signature stays valid', () => {
    const both = signCard(signed, keyOf('acme'), 'acme');
    const acme: CardKey = { kid: 'acme', alg: 'EdDSA', publicKey: keyOf('acme').publicKey };
    expect(signaturesOf(both)).toHaveLength(2);
    expect(accepted(verifyCardSignature(both, [trusted]))).toBe(trusted);
    expect(accepted(verifyCardSignature(both, [acme]))).toBe(acme);
  });

  it('is refused after a change at any depth', () => {
    const changes = [
      { ...signed, name: 'Mallory' },
      { ...signed, url: 'https://example.org' },
      { ...signed, skills: [{ id: 'write', tags: [], name: 'Größe' }] },
      { ...signed, capabilities: { streaming: false, extensions: [] } },
    ];
    for (const changed of changes)
      expect(outcome(verifyCardSignature(changed, [trusted]))).toBe('reject bad-signature');
  });

  it('is refused without signatures, or when none is by a known key', () => {
    expect(outcome(verifyCardSignature(card, [trusted]))).toBe('reject bad-signature');
    expect(outcome(verifyCardSignature({ ...card, signatures: [] }, [trusted]))).toBe('reject bad-signature');
    expect(outcome(verifyCardSignature(signed, []))).toBe('reject bad-signature');
    expect(outcome(verifyCardSignature(signed, [{ ...trusted, kid: 'key-2' }]))).toBe('reject bad-signature');
  });

  it('cannot be made of a card that has no canonical form', () => {
    expect(() => signCard({ name: '\uD800' }, key, 'key-1')).toThrow(MeshError);
    expect(outcome(verifyCardSignature({ ...signed, name: '\uD800' }, [trusted]))).toBe('reject malformed');
  });

  it('is refused when it has more signatures than a card needs', () => {
    const signatures = Array.from({ length: 17 }, () => signaturesOf(signed)[0]);
    expect(outcome(verifyCardSignature({ ...card, signatures }, [trusted]))).toBe('reject malformed');
  });
});

describe('a card signed by another implementation', () => {
  it('verifies under ES256 and under either name of EdDSA', () => {
    const ec = p256();
    const es256 = signedBy(ec.privateKey, { alg: 'ES256', kid: 'ec', typ: 'JOSE' }, card, 'sha256');
    expect(outcome(verifyCardSignature({ ...card, signatures: [es256] }, [ec.cardKey]))).toBe('accept');
    const ed = ed25519();
    const named = signedBy(ed.privateKey, { alg: 'Ed25519', kid: 'other' }, card);
    expect(outcome(verifyCardSignature({ ...card, signatures: [named] }, [ed.cardKey]))).toBe('accept');
  });

  it('verifies when it was signed without members of a default value', () => {
    const ed = ed25519();
    const reduced = { name: 'Alice', capabilities: { streaming: true }, skills: [{ id: 'read', name: 'Größe' }] };
    const entry = signedBy(ed.privateKey, { alg: 'EdDSA', kid: 'other' }, reduced);
    expect(outcome(verifyCardSignature({ ...card, signatures: [entry] }, [ed.cardKey]))).toBe('accept');
  });

  it('is refused when its key is only where the card says it is', () => {
    const mallory = ed25519();
    const jwk = createPublicKey(mallory.privateKey).export({ format: 'jwk' });
    const header = { alg: 'EdDSA', kid: 'key-1', jku: 'https://example.org/keys.json', jwk };
    const entry = { ...signedBy(mallory.privateKey, header, card), header: { jwk } };
    expect(outcome(verifyCardSignature({ ...card, signatures: [entry] }, [trusted]))).toBe('reject bad-signature');
  });

  it('is refused when its header names another algorithm than the key has', () => {
    const ed = ed25519();
    for (const alg of ['none', 'HS256', 'ES256', 'eddsa', undefined]) {
      const entry = signedBy(ed.privateKey, { alg, kid: 'other' }, card);
      expect(outcome(verifyCardSignature({ ...card, signatures: [entry] }, [ed.cardKey]))).toBe('reject bad-signature');
    }
  });

  it('is refused when its header makes critical what is not understood here', () => {
    const ed = ed25519();
    for (const extra of [{ crit: ['exp'], exp: 1 }, { b64: false }]) {
      const entry = signedBy(ed.privateKey, { alg: 'EdDSA', kid: 'other', ...extra }, card);
      expect(outcome(verifyCardSignature({ ...card, signatures: [entry] }, [ed.cardKey]))).toBe('reject bad-signature');
    }
  });

  it('is refused when a signature is no JWS, and a good one beside it still counts', () => {
    const [good] = signaturesOf(signCard(card, key, 'key-1'));
    const head = toBase64url(utf8('{"alg":"EdDSA","kid":"key-1"}'));
    const junk = [
      null,
      'text',
      {},
      { protected: '!', signature: 'AA' },
      { protected: toBase64url(utf8('not json')), signature: 'AA' },
      { protected: toBase64url(utf8('[]')), signature: 'AA' },
      { protected: head, signature: '!' },
      { protected: head, signature: 'A'.repeat(200) },
      { protected: 'A'.repeat(5000), signature: 'AA' },
    ];
    expect(outcome(verifyCardSignature({ ...card, signatures: junk }, [trusted]))).toBe('reject bad-signature');
    expect(outcome(verifyCardSignature({ ...card, signatures: [...junk, good] }, [trusted]))).toBe('accept');
  });

  it('is refused under a P-256 key that is not on the curve', () => {
    const ec = p256();
    const entry = signedBy(ec.privateKey, { alg: 'ES256', kid: 'ec' }, card, 'sha256');
    const off: CardKey = { kid: 'ec', alg: 'ES256', publicKey: { x: new Uint8Array(32), y: new Uint8Array(32) } };
    const short: CardKey = { kid: 'ec', alg: 'ES256', publicKey: { x: new Uint8Array(31), y: new Uint8Array(32) } };
    for (const bad of [off, short])
      expect(outcome(verifyCardSignature({ ...card, signatures: [entry] }, [bad]))).toBe('reject bad-signature');
  });
});
