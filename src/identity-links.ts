import { fromUtf8, millis, utf8, type Did, type Millis, type PeerId } from './base/base.ts';
import { maxTokenLength, OidcVerifier, type OidcIssuer } from './bridge/bridge.ts';
import { repeat, type Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { Channel, Net } from './net/net.ts';
import { isAudienceOf, type OwnTokens } from './own-tokens.ts';
import { isSame, type ProvedIdentities, type ProvedIdentity } from './proved-identities.ts';
import { attestationKinds, type AgentRecord, type Attestation, type AttestationKind } from './wire/wire.ts';

/** The protocol by which one agent asks another for a token: a kind one way, the token back. */
const attestProtocol = '/parley/attest/1';
/** How often it is looked whom to ask, milliseconds: so long after a link stands policy does not know who an agent is. */
const everyMs = 2_000;
/** How long an agent gets to show a token, milliseconds. */
const answerMs = 10_000;
/** How long an agent is let alone that showed none, or one that does not count, milliseconds. */
const pauseMs = 30_000;
/** Longest frame, bytes: a token, in ASCII. */
const maxFrameBytes = maxTokenLength;

/** An issuer whose word on agents counts here. */
export interface TrustedIssuer {
  readonly kind: AttestationKind;
  /** As attestations name it: its `iss`, or the trust domain of SPIFFE IDs. */
  readonly issuer: string;
  readonly verifier: Pick<OidcVerifier, 'verify'>;
}

/** What the identity link needs of the rest of the hall. */
export interface IdentityLinkPorts {
  readonly net: Net;
  readonly clock: Clock;
  readonly events: Pick<Events, 'identityJudged' | 'internalError'>;
  readonly trusted: readonly TrustedIssuer[];
  readonly tokens: Pick<OwnTokens, 'look' | 'token'>;
  readonly proved: ProvedIdentities;
  /** The agent that proved itself to be at a host. */
  authenticated(host: PeerId): Did | undefined;
  linkedPeers(): readonly Did[];
  /** What the record in force of an agent says. */
  record(did: Did): AgentRecord | undefined;
  /** Makes our record anew: it is to say something else of who we are. */
  publish(): Promise<void>;
}

/**
 * Binds the DIDs of agents to who they are elsewhere. A record says what its agent can prove; whoever trusts the issuer
 * asks for the token, at the host that proved to be the agent's, and verifies it. The token names the DID as its
 * audience, so nobody who sees it can show it as another's. It is asked for again before it ends.
 */
export class IdentityLinks {
  readonly #ports: IdentityLinkPorts;
  /** By agent and kind, when it may be asked again. */
  readonly #rests = new Map<string, Millis>();
  readonly #stop = new AbortController();
  #end = (): void => {};

  constructor(ports: IdentityLinkPorts) {
    this.#ports = ports;
  }

  /** Answers who asks, and begins to ask. */
  start(): void {
    const { net, clock, events } = this.#ports;
    net.handle(attestProtocol, { maxFrameBytes }, (channel) => void this.#answer(channel));
    this.#end = repeat(clock, everyMs, () =>
      this.look().catch((error: unknown) => events.internalError('identity', error)),
    );
  }

  stop(): void {
    this.#stop.abort();
    this.#end();
  }

  /** Asks everybody who is due, and looks at our own tokens. */
  async look(): Promise<void> {
    const { tokens, proved, clock } = this.#ports;
    if (await tokens.look()) await this.#ports.publish();
    const now = clock.now();
    await proved.sweep((did) => this.#said(did), now);
    for (const [key, until] of this.#rests) if (until <= now) this.#rests.delete(key);
    const due = this.#ports
      .linkedPeers()
      .flatMap((did) => this.#due(did, now).map((attestation) => ({ did, attestation })));
    await Promise.all(due.map(({ did, attestation }) => this.#prove(did, attestation)));
  }

  #due(did: Did, now: Millis): readonly Attestation[] {
    const { proved } = this.#ports;
    return this.#said(did).filter((said) => {
      if (this.#verifierOf(said) === undefined || this.#rests.has(`${did} ${said.kind}`)) return false;
      const before = proved.find(did, said.kind, now);
      // In the last third of its time the next one is asked for.
      return before === undefined || !isSame(before, said) || now > before.at + ((before.expires - before.at) * 2) / 3;
    });
  }

  #said(did: Did): readonly Attestation[] {
    return this.#ports.record(did)?.attestations ?? [];
  }

  #verifierOf(said: Attestation): TrustedIssuer['verifier'] | undefined {
    return this.#ports.trusted.find(({ kind, issuer }) => kind === said.kind && issuer === said.issuer)?.verifier;
  }

  async #prove(did: Did, said: Attestation): Promise<void> {
    const { clock, events, proved } = this.#ports;
    this.#rests.set(`${did} ${said.kind}`, later(clock, pauseMs));
    const token = await this.#ask(did, said.kind).catch(() => undefined);
    if (token === undefined) return events.identityJudged(did, said.kind, 'no token was shown');
    const verdict = await this.#verifierOf(said)?.verify(token, (audience) => isAudienceOf(did, audience));
    if (verdict?.kind !== 'accept') return events.identityJudged(did, said.kind, verdict?.reason ?? 'not trusted');
    const { issuer, subject, tenant, expires } = verdict.value;
    const one: ProvedIdentity = { kind: said.kind, issuer, subject, tenant, expires, at: clock.now() };
    if (!isSame(one, said))
      return events.identityJudged(did, said.kind, 'the token is about another than the record says');
    await proved.put(did, one);
    events.identityJudged(did, said.kind);
  }

  /** The token that an agent shows; undefined when it shows none. */
  async #ask(did: Did, kind: AttestationKind): Promise<string | undefined> {
    const { net } = this.#ports;
    const { peerId, multiaddrs } = this.#ports.record(did) ?? {};
    if (peerId === undefined || multiaddrs === undefined) return undefined;
    if (this.#ports.authenticated(peerId) !== did) return undefined;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(answerMs)]);
    const channel = await net.open({ peerId, multiaddrs, protocol: attestProtocol, maxFrameBytes, signal });
    try {
      channel.send(utf8(kind));
      return fromUtf8((await this.#next(channel)) ?? new Uint8Array(0)) || undefined;
    } finally {
      void channel.close();
    }
  }

  /** Shows our token of a kind to an agent that proved itself, and to nobody else. */
  async #answer(channel: Channel): Promise<void> {
    const { tokens } = this.#ports;
    if (this.#ports.authenticated(channel.remotePeer) === undefined) return channel.abort('not-registered');
    const asked = fromUtf8((await this.#next(channel)) ?? new Uint8Array(0));
    const kind = attestationKinds.find((one) => one === asked);
    const token = kind === undefined ? undefined : await tokens.token(kind);
    channel.send(utf8(token ?? ''));
    await channel.close();
  }

  async #next(channel: Channel): Promise<Uint8Array | undefined> {
    const cancel = this.#ports.clock.after(answerMs, () => channel.abort('timeout'));
    try {
      for await (const frame of channel.frames) return frame;
    } finally {
      cancel();
    }
    return undefined;
  }
}

function later(clock: Clock, ms: number): Millis {
  return millis(clock.now() + ms);
}

/** An issuer as the operator names it. */
export interface ConfiguredIssuer {
  readonly kind: AttestationKind;
  readonly url?: string | undefined;
  readonly trustDomain?: string | undefined;
  readonly tenant?: string | undefined;
  readonly jwksUrl?: string | undefined;
  readonly jwksSeconds: number;
  readonly jwksMaxStaleSeconds: number;
}

/** Who judges the tokens of each issuer. */
export function trustedIssuers(
  configured: readonly ConfiguredIssuer[],
  { now, events }: { readonly now: () => Millis; readonly events: Pick<Events, 'issuerFailed'> },
): readonly TrustedIssuer[] {
  return configured.map(({ kind, url, trustDomain, ...rest }) => {
    const issuer = trustDomain ?? url ?? '';
    const about: OidcIssuer = {
      ...rest,
      url: url ?? '',
      trustDomain,
      subjectClaim: kind === 'entra' ? 'oid' : undefined,
    };
    const failed = (why: string): void => events.issuerFailed(`identity.trust ${issuer}`, why);
    return { kind, issuer, verifier: new OidcVerifier(about, now, failed) };
  });
}
