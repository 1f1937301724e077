import {
  MeshError,
  accept,
  fromUtf8,
  ignore,
  millis,
  parseCanonicalDid,
  reject,
  type Did,
  type Millis,
  type Verdict,
} from './base/base.ts';
import {
  claimedOrganisation,
  didMeshAlias,
  organisationId,
  type AgentIdentity,
  type VerifiedRecord,
  type VerifiedRevocation,
  parseDid,
} from './identity/identity.ts';
import { Acquaintances, organisationIn, type KnownOrganisation, type Welcome } from './acquaintances.ts';
import { describeAgent, type Description } from './described.ts';
import { putEntry, putJson } from './directory-writes.ts';
import {
  decodeRegistryEntry,
  endingsOf,
  entryBytes,
  glance,
  heldStatements,
  ingest,
  isStranger,
  mergeRecord,
  signerStands,
  standing,
  type Holdings,
  type Learnt,
  type RegistryEntry,
} from './registry/registry.ts';
import { Memberships } from './memberships.ts';
import { OwnAgent } from './own-agent.ts';
import { entriesOf } from './pages.ts';
import { RevokedDelegations } from './revoked-delegations.ts';
import type { Operation, Store } from './store/store.ts';
import { StatementSet } from './statement-set.ts';
import { Strangers } from './strangers.ts';
import type { ClaimedRecord } from './wire/wire.ts';

/** A peer as the hall sees it. */
export interface Peer {
  readonly did: Did;
  readonly alias: string | undefined;
  readonly entry: RegistryEntry | undefined;
  readonly multiaddrs: readonly string[];
}

/**
 * Agents held at most; one takes 6 to 21 kB of memory, by how many of its records came. Beyond, one makes room that nobody named, of the
 * organisation that has the most: what one organisation signs cannot keep out the agents of another.
 */
const maxAgents = 10_000;

/** What the rest of the hall knows that decides whose word is kept when there is no room for everyone's. */
export interface Guard {
  /** Whether an agent gave a delegation of a chain that is held here. */
  isIssuer(did: Did): boolean;
  /** Whether an agent gave a delegation of a chain that is carried for others. */
  isCarriedIssuer(did: Did): boolean;
  /** Whether the operator pinned an agent or an organisation. */
  isPinned(target: string): boolean;
}

/** The agents and organisations this node knows, and by which local names. */
export class Directory {
  readonly #store: Store;
  readonly #self: AgentIdentity;
  readonly #own: OwnAgent;
  readonly #entries = new Map<Did, RegistryEntry>();
  readonly #members = new Memberships();
  readonly #acquaintances = new Acquaintances();
  readonly #organisations = new Map<string, KnownOrganisation>();
  /** Agents that the configuration names by DID: the operator vouches for them. */
  readonly #configured = new Set<Did>();
  /** Grows with each revocation or dispute learnt of an agent: results of handshakes with it before do not stand. */
  readonly #revocations = new Map<Did, number>();
  readonly #revokedDelegations = new RevokedDelegations();
  /** What is repaired with others: everything but the ends of strangers that anyone can make up. */
  readonly statements = new StatementSet();
  /** Agents of which only a revocation is held. */
  readonly #strangers = new Strangers();
  #domainsOf: (organisation: string) => readonly string[] = () => [];
  #guard: Guard = { isIssuer: () => false, isCarriedIssuer: () => false, isPinned: () => false };

  readonly #maxAgents: number;

  private constructor(store: Store, self: AgentIdentity, own: VerifiedRecord, most: number) {
    this.#maxAgents = most;
    this.#store = store;
    this.#self = self;
    this.#own = new OwnAgent(own);
    this.#revokedDelegations.weigh({
      isNeeded: (did) => this.isAuthorityKnown(did) || this.#guard.isCarriedIssuer(did),
      isPinned: (did) => did === self.did || this.#isPinned(did),
    });
  }

  /** Reads what the store holds. Throws MeshError('store-damaged') when a record in it does not verify. */
  static async open(store: Store, self: AgentIdentity, own: VerifiedRecord, most = maxAgents): Promise<Directory> {
    const directory = new Directory(store, self, own, most);
    for await (const [, value] of entriesOf(store, 'record')) {
      const entry = decodeRegistryEntry(value);
      if (entry.kind !== 'accept') throw damaged();
      directory.#hold(entry.value);
    }
    for await (const [key, value] of entriesOf(store, 'revocation'))
      if (!directory.#revokedDelegations.restore(key, value)) throw damaged();
    for await (const [key, value] of entriesOf(store, 'peer')) directory.#restore(key, value);
    directory.#noteOwn();
    return directory;
  }

  /** Says whose word matters here; until then only agents that are held do. */
  guard(guard: Guard): void {
    this.#guard = guard;
    for (const revoked of this.#revokedDelegations.all()) this.#noteRevoked(revoked);
  }

  /** Says which domains vouch for the key of an organisation; until then none do. */
  vouchedBy(domainsOf: (organisation: string) => readonly string[]): void {
    this.#domainsOf = domainsOf;
  }

  get own(): VerifiedRecord {
    return this.#own.record;
  }

  /** The id of the organisation that signs for our agent. */
  get ownOrganisation(): string | undefined {
    return this.#own.organisation?.id;
  }

  /** The DID that the key of our organisation makes: by it the organisation delegates. */
  get ownOrganisationDid(): Did | undefined {
    return this.#own.organisation?.did;
  }

  /** Changes whenever something was learnt of an agent that ends what was proved before. */
  revocationVersionOf(did: Did): number {
    return this.#revocations.get(did) ?? 0;
  }

  get size(): number {
    return this.#entries.size - this.#strangers.count;
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
    return [...new Set([...recorded, ...this.#acquaintances.dids()])].map((did) => this.peer(did));
  }

  /** The agent with a local name; names compare without case. */
  byAlias(alias: string): Did | undefined {
    return this.#acquaintances.byAlias(alias);
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

  /** Calls the listener when another organisation, or none, signs for our agent from now on. */
  onOrganisation(listener: () => void): void {
    this.#own.onOrganisation(listener);
  }

  /** Our record was published anew. */
  replaceOwn(record: VerifiedRecord): void {
    this.#own.replace(record);
    this.#noteOwn();
  }

  /** Whether an agent may be dealt with now, and by which record. Nobody may once our own agent was ended, or while it is suspended. */
  standing(did: Did, now: Millis): Verdict<VerifiedRecord> {
    const ended = this.ownEnd();
    return ended === undefined ? this.standingOf(did, now) : reject(ended, 'of this agent itself');
  }

  /**
   * Whether nothing passes between us and an agent for now because one of the two is suspended: unlike what is ended, it may
   * go on, so what waits is kept.
   */
  isAtRest(did: Did): boolean {
    return this.#own.isSuspended || this.#entries.get(did)?.record?.record.status === 'suspended';
  }

  /** Whether what is known of an agent lets anyone deal with it, whatever became of our own. */
  standingOf(did: Did, now: Millis): Verdict<VerifiedRecord> {
    const verdict = standing(this.#entries.get(did), now);
    return verdict.kind === 'accept' ? this.stillSponsored(verdict.value) : verdict;
  }

  /**
   * As `standing`, were this record of the agent merged; nothing is stored. Also for an agent that was ended, since it
   * connects to tell so, and for one that was put out of its organisation, since it has to hear it.
   */
  standingWith(record: VerifiedRecord, now: Millis): Verdict<VerifiedRecord> {
    const held = this.#entries.get(record.record.did);
    const merged = mergeRecord(held, record);
    return standing(merged.kind === 'accept' ? merged.value : held, now);
  }

  /** Whether the organisation that signed for a record has not revoked that since; accepts the record. */
  stillSponsored(record: VerifiedRecord): Verdict<VerifiedRecord> {
    return this.#revokedDelegations.stillSponsored(record, (id) => this.#members.authorityOf(id));
  }

  /** Until when what an organisation signed for an agent is revoked; undefined when nothing is, Infinity for everything. */
  membershipEnd(did: Did, authority: Did): number | undefined {
    return this.#revokedDelegations.membershipEnd(did, authority);
  }

  /** Why our own agent may deal with nobody: it was revoked, its key was used for two records, or it is suspended. */
  ownEnd(): 'revoked' | 'equivocation' | 'not-active' | undefined {
    return this.#own.end();
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
    // Held before it is on disk: it proves itself, and the next merge must not miss it.
    if (learnt.kind === 'delegation') {
      const kept = this.#revokedDelegations.add(learnt.revocation);
      if (kept.kind !== 'accept') return kept;
      for (const write of kept.value) if (write.kind === 'delete') this.statements.put(String(write.key), []);
      this.#noteRevoked(learnt.revocation);
      await this.#store.commit(kept.value);
      return verdict;
    }
    const room = this.#mayHold(learnt);
    if (room.kind !== 'accept') return room;
    this.#hold(learnt.entry);
    const gone = [...room.value, ...this.#strangers.overflow((did) => this.#isAwaited(did))];
    await this.#store.commit([putEntry(learnt.entry), ...this.#forget(gone)]);
    return verdict;
  }

  /**
   * Every revocation held, and both records of every dispute: what a peer that was away must hear. First of agents that
   * are known here, last of those that anyone can make up.
   */
  *endings(): Generator<Uint8Array> {
    const own = this.#own.heard === undefined ? [] : [this.#own.heard];
    const entries = [...own, ...this.#entries.values()];
    for (const entry of entries) if (!isStranger(entry)) yield* endingsOf(entry);
    for (const revoked of this.#revokedDelegations.all()) yield revoked.bytes;
    for (const entry of entries) if (isStranger(entry)) yield* endingsOf(entry);
  }

  /** Whether a delegation was revoked by the one that gave it, or its organisation. */
  isDelegationRevoked(id: Uint8Array, issuer: Did): boolean {
    return this.#revokedDelegations.has(id, issuer);
  }

  /** Whether what an agent, also our own, signed with one of its keys still stands. */
  signerStands(did: Did, key: Uint8Array): Verdict<true> {
    return signerStands(this.#entryOf(did), key);
  }

  #entryOf(did: Did): RegistryEntry | undefined {
    return did === this.#self.did ? this.#own.heard : this.#entries.get(did);
  }

  #holdings(now: Millis): Holdings {
    return {
      now,
      entryOf: (did) => this.#entryOf(did),
      concerns: (record) => this.#concerns(record),
      delegationRevocation: (id, issuer) => this.#revokedDelegations.get(id, issuer),
      hasRevokedAll: (issuer) => this.#revokedDelegations.hasAll(issuer),
    };
  }

  /** Whether what was learnt of an agent is kept: which agents make room for it. */
  #mayHold({ did, kind, entry }: Exclude<Learnt, { kind: 'delegation' }>): Verdict<readonly Did[]> {
    if (kind === 'revocation' || did === this.#self.did || this.#entries.get(did)?.record !== undefined)
      return accept([]);
    return this.#roomFor(did, entry.record?.organisation?.id);
  }

  /** Records are held of agents that are known, and of those of a known organisation. */
  #concerns({ did, sponsorship }: ClaimedRecord): boolean {
    if (did === this.#self.did || this.#entries.get(did)?.record !== undefined || this.#isAwaited(did)) return true;
    const organisation = claimedOrganisation(sponsorship);
    return organisation !== undefined && this.isKnownOrganisation(organisation);
  }

  /** Who makes room for one more agent: nobody while there is some, else one that nobody named and nothing ended. */
  #roomFor(did: Did, organisation: string | undefined): Verdict<readonly Did[]> {
    if (this.size < this.#maxAgents) return accept([]);
    const own = this.#members.of(organisation).length;
    for (const [id, members] of this.#members.largestFirst()) {
      if (members.size <= own && !this.#isAwaited(did)) break;
      if (id === this.ownOrganisation || this.#guard.isPinned(id)) continue;
      const spare = [...members].findLast((member) => this.#isSpare(member));
      if (spare !== undefined) return accept([spare]);
    }
    return ignore('overloaded', 'the registry is full');
  }

  #isSpare(did: Did): boolean {
    const entry = this.#entries.get(did);
    return entry !== undefined && endingsOf(entry).length === 0 && !this.#isAwaited(did) && !this.#isPinned(did);
  }

  /** Whether the operator, an invitation or a delegation named an agent. */
  #isAwaited(did: Did): boolean {
    return this.#acquaintances.has(did) || this.#configured.has(did) || this.#guard.isIssuer(did);
  }

  #isPinned(did: Did): boolean {
    return this.#guard.isPinned(did) || this.#guard.isPinned(this.organisationOf(did) ?? did);
  }

  #forget(dids: readonly Did[]): readonly Operation[] {
    for (const did of dids) {
      this.#members.leave(did, this.organisationOf(did));
      this.#entries.delete(did);
      this.#revocations.delete(did);
      this.statements.put(did, []);
    }
    return dids.map((did) => ({ kind: 'delete', space: 'record', key: did }));
  }

  /** Merges a verified record of an agent that is known already, or that `welcome` need not name. */
  async believe(record: VerifiedRecord): Promise<Verdict<RegistryEntry>> {
    const merged = this.#merge(record);
    if (merged.kind !== 'accept') return merged;
    const { entry, gone } = merged.value;
    // Held first: what another merge adds meanwhile must not be lost.
    this.#hold(entry);
    await this.#store.commit([putEntry(entry), ...this.#forget(gone)]);
    return accept(entry);
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
    const record = did === this.#self.did ? this.own : did === undefined ? undefined : this.#entries.get(did)?.record;
    return record?.organisation?.id;
  }

  /**
   * Whether what somebody delegates is carried for others: an agent that is held or named here, or an organisation that
   * signs for one that is held, by the DID that its key has.
   */
  isAuthorityKnown(did: Did): boolean {
    return (
      this.#entries.get(did)?.record !== undefined || this.#isAwaited(did) || this.organisationBehind(did) !== undefined
    );
  }

  /** The id of the organisation whose key has this DID; undefined for an agent. */
  organisationBehind(did: Did): string | undefined {
    return did === this.ownOrganisationDid ? this.ownOrganisation : this.#members.behind(did);
  }

  isKnownOrganisation(key: Uint8Array): boolean {
    return this.#organisations.has(organisationId(key)) || organisationId(key) === this.ownOrganisation;
  }

  /**
   * Accepts an agent by invitation or configuration, and the organisation behind it: its record, its name
   * here, the organisation and what `also` holds are one write. Returns the name, or why the record is not believed.
   */
  async welcome(record: VerifiedRecord, how: Welcome, also: readonly Operation[]): Promise<Verdict<string>> {
    const { did, name } = record.record;
    const merged = this.#merge(record);
    if (merged.kind === 'reject') return merged;
    const alias = this.#acquaintances.freeAlias(how.alias ?? name, did);
    const acquaintance = { alias, multiaddrs: how.multiaddrs };
    const operations: Operation[] = [...also, putJson(`agent/${did}`, acquaintance)];
    if (merged.kind === 'accept') operations.push(putEntry(merged.value.entry), ...this.#forget(merged.value.gone));
    const known = organisationIn(record, how);
    if (known !== undefined) operations.push(putJson(`organisation/${known.id}`, known));
    // The name is taken at once, so that two newcomers of one name cannot both get it.
    this.#acquaintances.name(did, acquaintance);
    if (merged.kind === 'accept') this.#hold(merged.value.entry);
    await this.#store.commit(operations);
    if (known !== undefined) this.#organisations.set(known.id, known);
    return accept(alias);
  }

  /** The entry with this record, and who makes room for it. */
  #merge(record: VerifiedRecord): Verdict<{ readonly entry: RegistryEntry; readonly gone: readonly Did[] }> {
    const { did } = record.record;
    const held = this.#entries.get(did);
    const room = held?.record === undefined ? this.#roomFor(did, record.organisation?.id) : accept([]);
    if (room.kind !== 'accept') return reject(room.reason, room.detail);
    const merged = mergeRecord(held, record);
    return merged.kind === 'accept' ? accept({ entry: merged.value, gone: room.value }) : merged;
  }

  #hold(entry: RegistryEntry): void {
    const { did } = entry;
    this.#revocations.set(did, endingsOf(entry).length);
    if (did === this.#self.did) {
      this.#own.heard = entry;
      this.#noteOwn();
      return;
    }
    this.#enter(entry);
    const voucher = isStranger(entry) ? this.#voucherOf(entry) : undefined;
    if (!isStranger(entry)) this.#strangers.remove(did);
    else this.#strangers.add(did, { organisation: voucher, bytes: entryBytes(entry) });
    const isRepaired = !isStranger(entry) || voucher !== undefined || this.#isAwaited(did);
    this.statements.put(did, isRepaired ? heldStatements(entry, always) : []);
  }

  #noteOwn(): void {
    const entry = this.#own.entry();
    if (entry !== undefined) this.statements.put(this.#self.did, heldStatements(entry, always));
  }

  #noteRevoked(revocation: VerifiedRevocation): void {
    this.statements.put(RevokedDelegations.nameOf(revocation), this.#revokedDelegations.statementOf(revocation));
  }

  /** A known organisation that signs for an agent of which only its end is held. */
  #voucherOf({ revocation, revokedKeys }: RegistryEntry): string | undefined {
    const named = [revocation, ...revokedKeys].map((one) => one?.organisation).filter((one) => one !== undefined);
    return named.find(({ key }) => this.isKnownOrganisation(key))?.id;
  }

  #enter(entry: RegistryEntry): void {
    const organisation = entry.record?.organisation;
    const before = this.organisationOf(entry.did);
    this.#entries.set(entry.did, entry);
    if (before === organisation?.id) return;
    this.#members.leave(entry.did, before);
    if (organisation !== undefined) this.#members.join(entry.did, organisation);
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
    this.#acquaintances.name(did, { alias, multiaddrs });
  }

  membersOf(organisation: string): readonly Did[] {
    return this.#members.of(organisation);
  }

  /** The part of what policy sees of an agent that is not its score. */
  describe(did: Did): Description {
    const own = did === this.#self.did;
    return describeAgent(did, {
      own,
      record: own ? this.own : this.#entries.get(did)?.record,
      alias: this.#acquaintances.get(did)?.alias,
      isKnownOrganisation: (key) => this.isKnownOrganisation(key),
      domainsOf: this.#domainsOf,
    });
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
    if (did !== undefined) this.#acquaintances.name(did, JSON.parse(text));
  }
}

/** What has ended is let go of when the set is used. */
const always = millis(0);

function damaged(): MeshError {
  return new MeshError(
    'store-damaged',
    'A record in the store does not verify, so the store was changed or damaged. Restore the data directory from a backup.',
  );
}
