import {
  MeshError,
  accept,
  fromUtf8,
  parseCanonicalDid,
  reject,
  utf8,
  type Did,
  type Millis,
  type Verdict,
} from './base/base.ts';
import { didMeshAlias, organisationId, type AgentIdentity, type VerifiedRecord } from './identity/identity.ts';
import type { AgentFacts } from './policy/policy.ts';
import {
  decodeRegistryEntry,
  encodeRegistryEntry,
  mergeRecord,
  standing,
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
  /** Grows with each revocation learnt: results of handshakes before it do not stand. */
  #revocations = 0;

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
      directory.#enter(entry.value);
    }
    for await (const [key, value] of entriesOf(store, 'peer')) directory.#restore(key, value);
    return directory;
  }

  get own(): VerifiedRecord {
    return this.#own;
  }

  get revocationVersion(): number {
    return this.#revocations;
  }

  get size(): number {
    return this.#entries.size;
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
    const dids = new Set([...this.#entries.keys(), ...this.#acquaintances.keys()]);
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

  /** Our record was published anew. */
  replaceOwn(record: VerifiedRecord): void {
    this.#own = record;
  }

  /** Whether an agent may be dealt with now, and by which record. */
  standing(did: Did, now: Millis): Verdict<VerifiedRecord> {
    return standing(this.#entries.get(did), now);
  }

  /** Merges a verified record of an agent that is known already, or that `welcome` need not name. */
  async believe(record: VerifiedRecord): Promise<Verdict<RegistryEntry>> {
    const merged = this.#merge(record);
    if (merged.kind !== 'accept') return merged;
    await this.#store.commit([putEntry(merged.value)]);
    this.#hold(merged.value);
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
    await this.#store.commit(operations);
    if (merged.kind === 'accept') this.#hold(merged.value);
    if (known !== undefined) this.#organisations.set(known.id, known);
    return accept(alias);
  }

  #merge(record: VerifiedRecord): Verdict<RegistryEntry> {
    const { did } = record.record;
    if (!this.#entries.has(did) && this.#entries.size >= maxAgents) return reject('overloaded', 'the registry is full');
    return mergeRecord(this.#entries.get(did), record);
  }

  #hold(entry: RegistryEntry): void {
    if (entry.dispute !== undefined || entry.revocation !== undefined) this.#revocations++;
    this.#enter(entry);
  }

  #enter(entry: RegistryEntry): void {
    const [before, after] = [this.organisationOf(entry.did), entry.record?.organisation?.id];
    this.#entries.set(entry.did, entry);
    if (before === after) return;
    if (before !== undefined) this.#members.get(before)?.delete(entry.did);
    if (after !== undefined) this.#members.set(after, (this.#members.get(after) ?? new Set()).add(entry.did));
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
