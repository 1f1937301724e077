import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, SecretKey, sha256, toHex } from '../../../src/base/base.ts';
import { createIdentity, didFromKey, didMeshAlias, organisationId, parseDid } from '../../../src/identity/identity.ts';
import { vectorsDir } from '../../support/vectors.ts';
import { agent } from './fixture.ts';

const key = agent('alice').genesisKey;
const did = didFromKey(key);
const alias = didMeshAlias(key);

describe('a DID', () => {
  it('has a canonical form that its own parser takes, for every key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const made = didFromKey(bytes);
        expect(parseDid(made)).toBe(made);
      }),
    );
  });

  it('has an alias made of half the hash of the same key', () => {
    expect(alias).toBe(`did:mesh:${toHex(sha256(key)).slice(0, 32)}`);
  });

  it('is found by its alias only through the lookup it is given', () => {
    expect(parseDid(alias)).toBeUndefined();
    expect(parseDid(alias, (asked) => (asked === alias ? did : undefined))).toBe(did);
    expect(parseDid(alias, () => undefined)).toBeUndefined();
  });

  it.each(['', 'did:mesh:', `${alias}0`, alias.toUpperCase(), 'did:agentmesh:0OIl', `${did} `, 'did:web:example.org'])(
    'is not read from %j, whatever the lookup says',
    (text) => {
      expect(parseDid(text, () => did)).toBeUndefined();
    },
  );

  it('stays that of the first key when the identity holds a later one', () => {
    const rotated = createIdentity(SecretKey.own(new Uint8Array(32).fill(7)), key);
    expect(rotated.did).toBe(did);
    expect(rotated.signing.publicKey).not.toEqual(key);
  });

  it('names an organisation by the did:key of its key', () => {
    // The first test vector of the did:key method (W3C CCG, Ed25519): seed of zeros.
    const zero = createIdentity(SecretKey.own(new Uint8Array(32)));
    expect(organisationId(zero.signing.publicKey)).toBe('did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp');
  });
});

const dir = vectorsDir();

describe.skipIf(dir === undefined)('known answers of AgentMesh (skipped when the vectors are absent)', () => {
  it.each(['alice', 'bob'] as const)('derive the keys and the alias of %s', (who) => {
    const all: Record<string, Record<string, string>> = JSON.parse(
      readFileSync(join(dir ?? '', 'agentmesh-wire.json'), 'utf8'),
    );
    const known = all[who] ?? {};
    const identity = createIdentity(SecretKey.own(fromHex(known['ed_seed'] ?? '')));
    expect(toHex(identity.genesisKey)).toBe(known['ed_pub']);
    expect(toHex(identity.agreement.publicKey)).toBe(known['x_pub']);
    expect(didMeshAlias(identity.genesisKey)).toBe(known['did']);
  });
});
