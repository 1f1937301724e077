import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { millis, SecretKey, systemRandom, type Did } from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { IdentityLinks, trustedIssuers, type ConfiguredIssuer } from '../../src/identity-links.ts';
import { OwnTokens } from '../../src/own-tokens.ts';
import { ProvedIdentities } from '../../src/proved-identities.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { Attestation, AttestationKind } from '../../src/wire/wire.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { agent, verifiedOf } from '../unit/identity/fixture.ts';
import { node as startedNet } from './net-nodes.ts';

const bounds = { jwksSeconds: 3600, jwksMaxStaleSeconds: 86_400 };
const trustDomain = 'acme.example';

/** Who signs JWT-SVIDs and Entra ID's tokens: keys at an address, and tokens by them. */
async function keysAt(use: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(publicKey)), kid: 'first', use };
  const server = http.createServer((_, answer) => answer.end(JSON.stringify({ keys: [key] }))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const jwksUrl = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  const token = (claims: Readonly<Record<string, unknown>>, seconds = 600): Promise<string> =>
    new SignJWT({ ...claims, exp: Math.floor(Date.now() / 1000) + seconds })
      .setProtectedHeader({ alg: 'ES256', kid: 'first' })
      .sign(privateKey);
  return { jwksUrl, token };
}

/** An agent's part in the identity link: real files and connections, and a clock of its own. */
class Party {
  readonly name: string;
  readonly did: Did;
  readonly told: string[] = [];
  /** What its operator was told of its own tokens. */
  readonly unusable: string[] = [];
  readonly store: Store;
  readonly folder: string;
  readonly net: Awaited<ReturnType<typeof startedNet>>;
  readonly published: (readonly Attestation[])[] = [];
  ahead = 0;
  /** Agents that proved themselves to be at their hosts. */
  met: readonly Party[] = [];
  /** A token that it shows, whatever it is for. */
  shows: string | undefined;
  /** What the record says, when it does not say the truth. */
  says: readonly Attestation[] | undefined;
  #parts: { readonly tokens: OwnTokens; readonly proved: ProvedIdentities; readonly links: IdentityLinks } | undefined;

  private constructor(name: string, at: { folder: string; net: Party['net']; store: Store }) {
    this.name = name;
    this.did = agent(name).did;
    this.folder = at.folder;
    this.net = at.net;
    this.store = at.store;
  }

  static async start(name: string, trust: readonly ConfiguredIssuer[] = []): Promise<Party> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-'));
    const net = await startedNet();
    const dataKey = SecretKey.own(systemRandom(32));
    const store = await openStore({ dir: join(folder, 'data'), dataKey, fsync: false, random: systemRandom });
    onTestFinished(async () => {
      await net.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    });
    const party = new Party(name, { folder, net, store });
    await party.open(trust);
    party.parts.links.start();
    onTestFinished(() => party.parts.links.stop());
    return party;
  }

  get parts() {
    if (this.#parts === undefined) throw new Error('not open');
    return this.#parts;
  }

  async open(trust: readonly ConfiguredIssuer[]): Promise<void> {
    const now = () => millis(Date.now() + this.ahead);
    const events = {
      issuerFailed: () => this.told.push('no keys'),
      tokenUnusable: (kind: string, problem: string) => this.unusable.push(`${kind}: ${problem}`),
      identityJudged: (did: Did, kind: string, why?: string) =>
        this.told.push(
          `${kind} ${why === undefined ? '' : 'not '}proved by ${this.#nameOf(did)}${why === undefined ? '' : `: ${why}`}`,
        ),
      internalError: (_: string, error: unknown) => this.told.push(String(error)),
    };
    const kinds: readonly AttestationKind[] = ['oidc', 'entra', 'spiffe'];
    const files = kinds.map((kind) => ({ kind, file: this.#fileOf(kind) }));
    const tokens = new OwnTokens({ self: this.did, files, events, now });
    await tokens.look();
    const trusted = trustedIssuers(trust, { now, events });
    const isTrusted = ({ kind, issuer }: Attestation) =>
      trusted.some((one) => one.kind === kind && one.issuer === issuer);
    const proved = await ProvedIdentities.open(this.store, isTrusted);
    const links = new IdentityLinks({
      tokens: { look: () => tokens.look(), token: async (kind) => this.shows ?? (await tokens.token(kind)) },
      proved,
      trusted,
      events,
      net: this.net,
      clock: { ...systemClock, now },
      authenticated: (host) => this.met.find(({ net }) => net.peerId === host)?.did,
      linkedPeers: () => this.met.map(({ did }) => did),
      record: (did) => this.met.find((one) => one.did === did)?.record(),
      publish: async () => void this.published.push(tokens.shown),
    });
    this.#parts = { tokens, proved, links };
  }

  #nameOf(did: Did): string {
    return this.met.find((one) => one.did === did)?.name ?? did;
  }

  #fileOf(kind: AttestationKind): string {
    return join(this.folder, kind);
  }

  record() {
    const attestations = this.says ?? this.parts.tokens.shown;
    const { net } = this;
    return verifiedOf(this.name, { attestations, peerId: net.peerId, multiaddrs: net.addresses() }).record;
  }

  /** Writes a token, as whoever refreshes it does, and looks at it. */
  async has(kind: AttestationKind, token: string): Promise<void> {
    await writeFile(this.#fileOf(kind), `${token}\n`);
    await this.parts.links.look();
  }

  async look(): Promise<void> {
    await this.parts.links.look();
  }

  provedOf(other: Party) {
    return this.parts.proved.factsOf(other.did, millis(Date.now() + this.ahead));
  }
}

function meet(one: Party, other: Party): void {
  one.met = [...one.met, other];
  other.met = [...other.met, one];
}

describe('an agent with the token of a real OpenID Connect issuer', () => {
  let issuer: Issuer;
  beforeAll(async () => {
    issuer = await startIssuer();
  });
  afterAll(async () => {
    await issuer[Symbol.asyncDispose]();
  });
  const trust = (): readonly ConfiguredIssuer[] => [{ kind: 'oidc', url: issuer.url, ...bounds }];

  it('says in its record who it is, proves it to whoever trusts the issuer, and again before the token ends', async () => {
    const [alice, bob] = [await Party.start('alice'), await Party.start('bob', trust())];
    meet(alice, bob);
    await bob.look();
    expect(bob.provedOf(alice)).toBeUndefined();
    await alice.has('oidc', await issuer.accessToken(alice.did));
    expect(alice.published).toEqual([[{ kind: 'oidc', issuer: issuer.url, subject: issuer.clientId }]]);
    await bob.look();
    expect(bob.provedOf(alice)).toMatchObject({ oidc: { issuer: issuer.url, subject: issuer.clientId } });
    // Proved, it is not asked again; in the last third of the ten minutes it is.
    bob.ahead = 390_000;
    await bob.look();
    expect(bob.told).toEqual(['oidc proved by alice']);
    bob.ahead = 410_000;
    await bob.look();
    expect(bob.told).toEqual(['oidc proved by alice', 'oidc proved by alice']);
    expect(alice.published).toHaveLength(1);
    // After a restart it is known, and at an end of the token without another it is not.
    await bob.open(trust());
    expect(bob.provedOf(alice)).toMatchObject({ oidc: { subject: issuer.clientId } });
    alice.met = [];
    bob.ahead = 601_000;
    expect(bob.provedOf(alice)).toBeUndefined();
    bob.ahead = 0;
    await bob.open([]);
    expect(bob.provedOf(alice)).toBeUndefined();
  });

  it('proves nothing by a token for another, of an issuer nobody trusts, or about another than its record says', async () => {
    const [alice, bob, carol] = [
      await Party.start('alice'),
      await Party.start('bob', trust()),
      await Party.start('carol'),
    ];
    meet(alice, bob);
    meet(alice, carol);
    const subject = issuer.clientId;
    // A token that was made for bob is of no use to alice, who says so to her operator, and shows it to nobody.
    const stolen = await issuer.accessToken(`https://agents.example/${bob.did}`);
    await alice.has('oidc', stolen);
    expect(alice.unusable.at(-1)).toBe('oidc: the audience of the token is not the DID of this agent');
    alice.says = [{ kind: 'oidc', issuer: issuer.url, subject }];
    await bob.look();
    expect(bob.told).toEqual(['oidc not proved by alice: no token was shown']);
    expect(bob.provedOf(alice)).toBeUndefined();
    // It is let alone for a while.
    await bob.look();
    expect(bob.told).toHaveLength(1);
    bob.ahead = 31_000;
    alice.says = [{ kind: 'oidc', issuer: issuer.url, subject: 'somebody-else' }];
    await alice.has('oidc', await issuer.accessToken(`https://agents.example/${alice.did}`));
    await bob.look();
    expect(bob.told[1]).toBe('oidc not proved by alice: the token is about another than the record says');
    alice.says = undefined;
    await carol.look();
    expect(carol.told).toEqual([]);
    expect(carol.provedOf(alice)).toBeUndefined();
  });

  it('proves nothing by the token that another showed it', async () => {
    const [alice, bob, mallory] = [
      await Party.start('alice'),
      await Party.start('bob', trust()),
      await Party.start('mallory'),
    ];
    meet(mallory, bob);
    const stolen = await issuer.accessToken(alice.did);
    mallory.shows = stolen;
    mallory.says = [{ kind: 'oidc', issuer: issuer.url, subject: issuer.clientId }];
    await bob.look();
    expect(bob.told).toEqual(['oidc not proved by mallory: bad-signature']);
    expect(bob.provedOf(mallory)).toBeUndefined();
    // It is good for whom it was made.
    meet(alice, bob);
    await alice.has('oidc', stolen);
    await bob.look();
    expect(bob.provedOf(alice)).toMatchObject({ oidc: { subject: issuer.clientId } });
  });

  it('loses what it proved when its record says it no more, and shows its token to no stranger', async () => {
    const [alice, bob] = [await Party.start('alice'), await Party.start('bob', trust())];
    meet(alice, bob);
    await alice.has('oidc', await issuer.accessToken(`https://agents.example/${alice.did}`));
    await bob.look();
    expect(bob.provedOf(alice)).toBeDefined();
    alice.says = [];
    await bob.look();
    expect(bob.provedOf(alice)).toBeUndefined();
    alice.says = undefined;
    alice.met = [];
    bob.ahead = 31_000;
    await bob.look();
    expect(bob.told.at(-1)).toBe('oidc not proved by alice: no token was shown');
  });
});

describe('an agent with a SPIFFE ID or in Entra ID', () => {
  it('proves them by a JWT-SVID of the trust domain, and by a token of the tenant', async () => {
    const [spire, entra] = [await keysAt('jwt-svid'), await keysAt('sig')];
    const url = 'https://login.example/tenant/v2.0';
    const trust: readonly ConfiguredIssuer[] = [
      { kind: 'spiffe', trustDomain, jwksUrl: spire.jwksUrl, ...bounds },
      { kind: 'entra', url, tenant: 'Tenant', jwksUrl: entra.jwksUrl, ...bounds },
    ];
    const [alice, bob] = [await Party.start('alice'), await Party.start('bob', trust)];
    meet(alice, bob);
    const spiffeId = `spiffe://${trustDomain}/agents/alice`;
    await alice.has('spiffe', await spire.token({ sub: spiffeId, aud: [alice.did] }));
    const claims = { iss: url, aud: `api://tenant/${alice.did}`, sub: 'pairwise', oid: 'object', tid: 'tenant' };
    await alice.has('entra', await entra.token({ ...claims, iat: Math.floor(Date.now() / 1000) }));
    await bob.look();
    expect(bob.provedOf(alice)).toMatchObject({
      spiffe: { issuer: trustDomain, subject: spiffeId },
      entra: { issuer: url, subject: 'object', tenant: 'tenant' },
      oidc: undefined,
    });
  });

  it('proves no SPIFFE ID of another trust domain, and none by a key that is for other things', async () => {
    const [spire, x509] = [await keysAt('jwt-svid'), await keysAt('x509-svid')];
    const alice = await Party.start('alice');
    const wrong: readonly (readonly [ConfiguredIssuer, Promise<string>])[] = [
      [
        { kind: 'spiffe', trustDomain, jwksUrl: spire.jwksUrl, ...bounds },
        spire.token({ sub: 'spiffe://other.example/agents/alice', aud: [alice.did] }),
      ],
      [
        { kind: 'spiffe', trustDomain, jwksUrl: x509.jwksUrl, ...bounds },
        x509.token({ sub: `spiffe://${trustDomain}/agents/alice`, aud: [alice.did] }),
      ],
    ];
    for (const [trusted, token] of wrong) {
      const bob = await Party.start('bob', [trusted]);
      meet(alice, bob);
      await alice.has('spiffe', await token);
      alice.says = [{ kind: 'spiffe', issuer: trustDomain, subject: `spiffe://${trustDomain}/agents/alice` }];
      await bob.look();
      expect(bob.told).toEqual(['spiffe not proved by alice: bad-signature']);
      expect(bob.provedOf(alice)).toBeUndefined();
    }
  });
});
