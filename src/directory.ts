import {
  MeshError,
  accept,
  fromUtf8,
  ignore,
  parseCanonicalDid,
  reject,
  toHex,
  utf8,
  type Did,
  type Millis,
  type Verdict,
} from './base/base.ts';
import {
  didMeshAlias,
  organisationId,
  verifyRevocation,
  type AgentIdentity,
  type VerifiedRecord,
  type VerifiedRevocation,
  parseDid,
} from './identity/identity.ts';
import type { AgentFacts } from './policy/policy.ts';
import {
  decodeRegistryEntry,
  encodeRegistryEntry,
  glance,
  ingest,
  mergeRecord,
  signerStands,
  standing,
  type Holdings,
  type Learnt,
  type RegistryEntry,
} from './registry/registry.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';

/** What the operator knows a peer by; everything else about it is in its record. */
interface Acquaintance {
  readonly alias: string;
  /** Addresses besides those of the record: from the configuration or an invitation. */
  readonly multiaddrs: readonly string[];
}

/** An organisation this node accepted. */
export interface KnownOrganisation {
  readonly id: string;
  readonly name: string;
  readonly since: Millis;
  readonly via: 'invitation' | 'configuration';
}

/** How an agent came to be accepted. */
export interface Welcome {
  /** The name the operator wants for it; the agent's own name when undefined. */
  readonly alias: string | undefined;
  readonly multiaddrs: readonly string[];
  readonly via: KnownOrganisation['via'];
  readonly now: Millis;
}

/** A peer as the hall sees it. */
export interface Peer {
  readonly did: Did;
  readonly alias: string | undefined;
  readonly entry: RegistryEntry | undefined;
  readonly multiaddrs: readonly string[];
}

/** Agents held at most; a record is about 1 kB, in memory two. */
const maxAgents = 10_000;
/** Agents of which only a revocation is held, so that they are refused when they come. */
const maxRevokedStrangers = 10_000;
/** Revocations of delegations held. */
const maxRevokedDelegations = 10_000;

/** The agents and organisations this node knows, and by which local names. */
export class Directory {
  readonly #store: Store;
  readonly #self: AgentIdentity;
  readonly ownOrganisation: string | undefined;
  #own: VerifiedRecord;
  readonly #entries = new Map<Did, RegistryEntry>();
  readonly #members = new Map<string, Set<Did>>();
  readonly #acquaintances = new Map<Did, Acquaintance>();
  readonly #aliases = new Map<string, Did>();
  readonly #organisations = new Map<string, KnownOrganisation>();
  /** Agents that the configuration names by DID: the operator vouches for them. */
  readonly #configured = new Set<Did>();
  /** Grows with each revocation or dispute learnt of an agent: results of handshakes with it before do not stand. */
  readonly #revocations = new Map<Did, number>();
  /** By the id of the delegation and who says to have given it: one cannot stand in the way of another. */
  readonly #revokedDelegations = new Map<string, VerifiedRevocation>();
  /** Agents of which only a revocation is held. */
  #strangers = 0;
  /** What others say of our own agent: only what ends it matters. */
  #ownEntry: RegistryEntry | undefined;

  private constructor(store: Store, self: AgentIdentity, own: VerifiedRecord) {
    this.#store = store;
    this.#self = self;
    this.#own = own;
    this.ownOrganisation = own.organisation === undefined ? undefined : organisationId(own.organisation.key);
  }

  /** Reads what the store holds. Throws MeshError('store-damaged') when a record in it does not verify. */
  static async open(store: Store, self: AgentIdentity, own: VerifiedRecord): Promise<Directory> {
    const directory = new Directory(store, self, own);
    for await (const [, value] of entriesOf(store, 'record')) {
      const entry = decodeRegistryEntry(value);
      if (entry.kind !== 'accept') throw damaged();
      directory.#hold(entry.value);
    }
    for await (const [, value] of entriesOf(store, 'revocation')) {
      const revocation = verifyRevocation(value);
      if (revocation.kind !== 'accept') throw damaged();
      directory.#holdRevokedDelegation(revocation.value);
    }
    for await (const [key, value] of entriesOf(store, 'peer')) directory.#restore(key, value);
    return directory;
  }

  get own(): VerifiedRecord {
    return this.#own;
  }

  /** Changes whenever something was learnt of an agent that ends what was proved before. */
  revocationVersionOf(did: Did): number {
    return this.#revocations.get(did) ?? 0;
  }

  get size(): number {
    return this.#entries.size - this.#strangers;
  }

  has(did: Did): boolean {
    return this.#entries.has(did);
  }

  dids(): readonly Did[] {
    return [...this.#entries.keys()];
  }

  peer(did: Did): Peer {
    const acquaintance = this.#acquaintances.get(did);
    const entry = this.#entries.get(did);
    const recorded = entry?.record?.record.multiaddrs ?? [];
    const multiaddrs = [...new Set([...recorded, ...(acquaintance?.multiaddrs ?? [])])];
    return { did, alias: acquaintance?.alias, entry, multiaddrs };
  }

  peers(): readonly Peer[] {
    const recorded = [...this.#entries.values()].filter(({ record }) => record !== undefined).map(({ did }) => did);
    const dids = new Set([...recorded, ...this.#acquaintances.keys()]);
    return [...dids].map((did) => this.peer(did));
  }

  /** The agent with a local name; names compare without case. */
  byAlias(alias: string): Did | undefined {
    return this.#aliases.get(alias.toLowerCase());
  }

  /** The agent whose `did:mesh:` form this is. */
  byMeshAlias(alias: string): Did | undefined {
    for (const [did, entry] of this.#entries) {
      const key = entry.record?.record.genesisKey;
      if (key !== undefined && didMeshAlias(key) === alias) return did;
    }
    return undefined;
  }

  /** The agent that a person means: by its local name, or by a DID in either form, which need not be known here. */
  byName(name: string): Did | undefined {
    return this.byAlias(name) ?? parseDid(name, (mesh) => this.byMeshAlias(mesh));
  }

  /** Our record was published anew. */
  replaceOwn(record: VerifiedRecord): void {
    this.#own = record;
  }

  /** Whether an agent may be dealt with now, and by which record. Nobody may once our own agent was ended. */
  standing(did: Did, now: Millis): Verdict<VerifiedRecord> {
    const ended = this.ownEnd();
    return ended === undefined ? standing(this.#entries.get(did), now) : reject(ended, 'this agent itself was ended');
  }

  /**
   * As `standing`, were this record of the agent merged; nothing is stored. Also for an agent that was ended: it
   * connects to tell so.
   */
  standingWith(record: VerifiedRecord, now: Millis): Verdict<VerifiedRecord> {
    const held = this.#entries.get(record.record.did);
    const merged = mergeRecord(held, record);
    return standing(merged.kind === 'accept' ? merged.value : held, now);
  }

  /** Why our own agent may deal with nobody any more: it was revoked, or its key was used for two records. */
  ownEnd(): 'revoked' | 'equivocation' | undefined {
    const entry = this.#ownEntry;
    if (entry === undefined) return undefined;
    if (entry.revocation !== undefined) return 'revoked';
    if (entry.dispute !== undefined) return 'equivocation';
    const now = mergeRecord({ ...entry, record: undefined, others: [] }, this.#own);
    const verdict = now.kind === 'accept' ? standing(now.value, this.#own.record.notBefore) : now;
    return verdict.kind === 'reject' && verdict.reason === 'revoked' ? 'revoked' : undefined;
  }

  /** Whether a statement from the network could be news; costs no verification. */
  glance(bytes: Uint8Array, now: Millis): Verdict<Did> {
    return glance(bytes, this.#holdings(now));
  }

  /**
   * Takes in a record or revocation from the network: accepted, it is on disk. Ignores records of strangers
   * (`not-registered`): of agents that are neither known nor of a known organisation.
   */
  async ingest(bytes: Uint8Array, now: Millis): Promise<Verdict<Learnt>> {
    const verdict = ingest(bytes, this.#holdings(now));
    if (verdict.kind !== 'accept') return verdict;
    const learnt = verdict.value;
    const bounded = this.#mayHold(learnt);
    if (bounded.kind !== 'accept') return bounded;
    // Held before it is on disk: it proves itself, and the next merge must not miss it.
    if (learnt.kind === 'delegation') {
      this.#holdRevokedDelegation(learnt.revocation);
      const key = delegationKey(learnt.revocation);
      await this.#store.commit([{ kind: 'put', space: 'revocation', key, value: bytes }]);
      return verdict;
    }
    this.#hold(learnt.entry);
    await this.#store.commit([putEntry(learnt.entry)]);
    return verdict;
  }

  /** Every revocation held, and both records of every dispute: what a peer that was away must hear. */
  *endings(): Generator<Uint8Array> {
    const own = this.#ownEntry === undefined ? [] : [this.#ownEntry];
    for (const { revocation, revokedKeys, dispute } of [...own, ...this.#entries.values()]) {
      if (revocation !== undefined) yield revocation.bytes;
      for (const revoked of revokedKeys) yield revoked.bytes;
      if (dispute !== undefined) yield* [dispute.first.bytes, dispute.second.bytes];
    }
    for (const revoked of this.#revokedDelegations.values()) yield revoked.bytes;
  }

  /** Whether a delegation was revoked by the one that gave it, or its organisation. */
  isDelegationRevoked(id: Uint8Array, issuer: Did): boolean {
    return this.#revokedDelegations.has(revokedName(id, issuer));
  }

  /** Whether what an agent, also our own, signed with one of its keys still stands. */
  signerStands(did: Did, key: Uint8Array): Verdict<true> {
    return signerStands(this.#entryOf(did), key);
  }

  #entryOf(did: Did): RegistryEntry | undefined {
    return did === this.#self.did ? this.#ownEntry : this.#entries.get(did);
  }

  #holdings(now: Millis): Holdings {
    return {
      now,
      entryOf: (did) => this.#entryOf(did),
      delegationRevocation: (id, issuer) => this.#revokedDelegations.get(revokedName(id, issuer)),
    };
  }

  #mayHold(learnt: Learnt): Verdict<true> {
    if (learnt.kind === 'delegation')
      return this.#revokedDelegations.size < maxRevokedDelegations ? accept(true) : ignore('overloaded');
    if (this.#entries.has(learnt.did) || learnt.did === this.#self.did) return accept(true);
    if (learnt.kind === 'revocation')
      return this.#strangers < maxRevokedStrangers ? accept(true) : ignore('overloaded');
    const organisation = learnt.entry.record?.organisation;
    if (organisation === undefined || !this.isKnownOrganisation(organisation.key)) return ignore('not-registered');
    return this.#entries.size - this.#strangers < maxAgents ? accept(true) : ignore('overloaded');
  }

  /** Merges a verified record of an agent that is known already, or that `welcome` need not name. */
  async believe(record: VerifiedRecord): Promise<Verdict<RegistryEntry>> {
    const merged = this.#merge(record);
    if (merged.kind !== 'accept') return merged;
    // Held first: what another merge adds meanwhile must not be lost.
    this.#hold(merged.value);
    await this.#store.commit([putEntry(merged.value)]);
    return merged;
  }

  /** Ids of the organisations accepted by invitation or configuration. */
  knownOrganisations(): readonly string[] {
    return [...this.#organisations.keys()];
  }

  /** The DID, when a text is that of an agent in the registry. */
  agent(text: string): Did | undefined {
    const did = parseCanonicalDid(text);
    return did !== undefined && this.#entries.has(did) ? did : undefined;
  }

  /** Id of the organisation that signs for an agent; undefined for an agent without one, and for what is no agent. */
  organisationOf(agent: string): string | undefined {
    const did = parseCanonicalDid(agent);
    const record = did === this.#self.did ? this.#own : did === undefined ? undefined : this.#entries.get(did)?.record;
    return record?.organisation?.id;
  }

  isKnownOrganisation(key: Uint8Array): boolean {
    const id = organisationId(key);
    return id === this.ownOrganisation || this.#organisations.has(id);
  }

  /**
   * Accepts an agent by invitation or configuration, and the organisation behind it: its record, its name
   * here, the organisation and what `also` holds are one write. Returns the name, or why the record is not believed.
   */
  async welcome(record: VerifiedRecord, how: Welcome, also: readonly Operation[]): Promise<Verdict<string>> {
    const { did, name } = record.record;
    const merged = this.#merge(record);
    if (merged.kind === 'reject') return merged;
    const alias = this.#freeAlias(how.alias ?? name, did);
    const acquaintance = { alias, multiaddrs: how.multiaddrs };
    const operations: Operation[] = [...also, putJson(`agent/${did}`, acquaintance)];
    if (merged.kind === 'accept') operations.push(putEntry(merged.value));
    const known = organisationOf(record, how);
    if (known !== undefined) operations.push(putJson(`organisation/${known.id}`, known));
    // The name is taken at once, so that two newcomers of one name cannot both get it.
    this.#name(did, acquaintance);
    if (merged.kind === 'accept') this.#hold(merged.value);
    await this.#store.commit(operations);
    if (known !== undefined) this.#organisations.set(known.id, known);
    return accept(alias);
  }

  #merge(record: VerifiedRecord): Verdict<RegistryEntry> {
    const { did } = record.record;
    if (!this.#entries.has(did) && this.#entries.size - this.#strangers >= maxAgents)
      return reject('overloaded', 'the registry is full');
    return mergeRecord(this.#entries.get(did), record);
  }

  #hold(entry: RegistryEntry): void {
    const { did, dispute, revocation, revokedKeys } = entry;
    const endings = Number(dispute !== undefined) + Number(revocation !== undefined) + revokedKeys.length;
    this.#revocations.set(did, endings);
    if (did === this.#self.did) {
      this.#ownEntry = entry;
      return;
    }
    const wasStranger = isStranger(this.#entries.get(did));
    this.#enter(entry);
    this.#strangers += Number(isStranger(entry)) - Number(wasStranger);
  }

  #enter(entry: RegistryEntry): void {
    const [before, after] = [this.organisationOf(entry.did), entry.record?.organisation?.id];
    this.#entries.set(entry.did, entry);
    if (before === after) return;
    if (before !== undefined) this.#members.get(before)?.delete(entry.did);
    if (after !== undefined) this.#members.set(after, (this.#members.get(after) ?? new Set()).add(entry.did));
  }

  #holdRevokedDelegation(revocation: VerifiedRevocation): void {
    this.#revokedDelegations.set(delegationKey(revocation), revocation);
  }

  /** What the operator knows an agent by; no name and no addresses for one nobody named. */
  acquaintance(did: Did): { readonly alias: string | undefined; readonly multiaddrs: readonly string[] } {
    return this.#acquaintances.get(did) ?? { alias: undefined, multiaddrs: [] };
  }

  /** Whether the operator named this agent in the configuration. */
  isConfigured(did: Did): boolean {
    return this.#configured.has(did);
  }

  /** Takes a peer from the configuration; its record comes with the first handshake. */
  introduce(did: Did, alias: string, multiaddrs: readonly string[]): void {
    this.#configured.add(did);
    this.#name(did, { alias, multiaddrs });
  }

  membersOf(organisation: string): readonly Did[] {
    return [...(this.#members.get(organisation) ?? [])];
  }

  /** The part of what policy sees of an agent that is not its score. */
  describe(did: Did): Omit<AgentFacts, 'score' | 'tier' | 'confidence'> {
    const own = did === this.#self.did;
    const record = own ? this.#own : this.#entries.get(did)?.record;
    const alias = this.#acquaintances.get(did)?.alias;
    const organisation = record?.organisation;
    return {
      did,
      own,
      capabilities: record?.record.capabilities ?? [],
      ...(alias === undefined ? {} : { alias }),
      ...(organisation === undefined
        ? {}
        : {
            organisation: {
              id: organisation.id,
              name: organisation.name,
              known: this.isKnownOrganisation(organisation.key),
            },
          }),
    };
  }

  /** A name nobody else has: `wanted`, or with a number behind it. */
  #freeAlias(wanted: string, did: Did): string {
    const present = this.#acquaintances.get(did)?.alias;
    if (present !== undefined && present === wanted) return present;
    const base =
      wanted
        .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
        .replaceAll(/^[^A-Za-z0-9]+/g, '')
        .slice(0, 48) || 'peer';
    for (let n = 1; ; n++) {
      const alias = n === 1 ? base : `${base}-${n}`;
      const holder = this.byAlias(alias);
      if (holder === undefined || holder === did) return alias;
    }
  }

  #name(did: Did, acquaintance: Acquaintance): void {
    const before = this.#acquaintances.get(did);
    if (before !== undefined) this.#aliases.delete(before.alias.toLowerCase());
    this.#acquaintances.set(did, acquaintance);
    this.#aliases.set(acquaintance.alias.toLowerCase(), did);
  }

  #restore(key: Uint8Array, value: Uint8Array): void {
    const name = fromUtf8(key) ?? '';
    const text = fromUtf8(value) ?? '';
    if (name.startsWith('organisation/')) {
      const known: KnownOrganisation = JSON.parse(text);
      this.#organisations.set(known.id, known);
      return;
    }
    const did = [...this.#entries.keys()].find((candidate) => name === `agent/${candidate}`);
    if (did !== undefined) this.#name(did, JSON.parse(text));
  }
}

/** Whether nothing but a revocation is held of the agent. */
function isStranger(entry: RegistryEntry | undefined): boolean {
  return entry !== undefined && entry.record === undefined;
}

function delegationKey({ revocation: { target, did } }: VerifiedRevocation): string {
  return revokedName(target.kind === 'delegation' ? target.id : new Uint8Array(0), did);
}

function revokedName(id: Uint8Array, issuer: Did): string {
  return `${toHex(id)}/${issuer}`;
}

function putEntry(entry: RegistryEntry): Operation {
  return { kind: 'put', space: 'record', key: entry.did, value: encodeRegistryEntry(entry) };
}

function organisationOf({ organisation }: VerifiedRecord, { now, via }: Welcome): KnownOrganisation | undefined {
  return organisation && { id: organisationId(organisation.key), name: organisation.name, since: now, via };
}

function putJson(key: string, value: unknown): Operation {
  return { kind: 'put', space: 'peer', key, value: utf8(JSON.stringify(value)) };
}

function damaged(): MeshError {
  return new MeshError(
    'store-damaged',
    'A record in the store does not verify, so the store was changed or damaged. Restore the data directory from a backup.',
  );
}
