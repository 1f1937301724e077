import { z } from 'zod';
import { Ahead, joined, noChange, type Change } from './ahead.ts';
import {
  equalBytes,
  fromBase64url,
  fromUtf8,
  millis,
  parseCanonicalDid,
  toBase64url,
  utf8,
  type Did,
  type Millis,
  parseMeshDid,
  type MeshDid,
} from './base/base.ts';
import { type Bundle, type OneTimePrekey, type Prekeys, type TokenSubject } from './bridge/bridge.ts';
import { entriesOf } from './pages.ts';
import type { Store } from './store/store.ts';
import { hostedBytes, maxHosted, maxHostedBytes, type HostedAgent } from './wire/wire.ts';

/** A local AgentMesh client, as it registered. */
export interface MeshClient {
  readonly did: MeshDid;
  /** Ed25519; undefined of a legacy client that has not deposited prekeys yet, and then nobody hears of it. */
  readonly key: Uint8Array | undefined;
  /** Whether it registered without a proof. */
  readonly isLegacy: boolean;
  readonly capabilities: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly registered: Millis;
  /** Time in its last proof at the relay: the next must be later, so that each works once. */
  readonly provedAt: Millis;
  /** Who an issuer says it is; undefined of one that never showed a token. */
  readonly verified?: VerifiedClient | undefined;
}

/** What a token said of a client; counts until `expires`. */
export interface VerifiedClient extends TokenSubject {
  readonly at: Millis;
}

/** What a client deposited, and what became of it. */
interface Deposited {
  readonly prekeys: Prekeys;
  readonly oneTime: readonly OneTimePrekey[];
  /** One-time prekeys given out and not used yet, by id, with the node whose agent may use it. */
  readonly given: ReadonlyMap<number, Did>;
}

/** One-time prekeys given out and not used: further bundles go out without one. */
const maxGiven = 400;

const text = z.string();
const bytes = text.transform((value) => fromBase64url(value) ?? new Uint8Array(0));
const storedClient = z.strictObject({
  key: bytes.optional(),
  isLegacy: z.boolean(),
  capabilities: z.array(text),
  metadata: z.record(text, text),
  registered: z.number().transform(millis),
  provedAt: z.number().transform(millis),
  verified: z
    .strictObject({
      issuer: text,
      subject: text,
      tenant: text.optional().transform((tenant) => tenant),
      app: text.optional().transform((app) => app),
      expires: z.number().transform(millis),
      at: z.number().transform(millis),
    })
    .optional(),
});
const storedPrekeys = z.strictObject({
  key: bytes,
  agreementKey: bytes,
  signed: z.strictObject({ id: z.number(), key: bytes, signature: bytes }),
  oneTime: z.array(z.strictObject({ id: z.number(), key: bytes })),
  given: z.array(z.tuple([z.number(), text])),
});

/**
 * The AgentMesh clients registered at this node, and their prekeys, as they will be on disk: whoever changes something
 * commits what is returned, and tells how that ended.
 */
export class MeshClients {
  readonly #clients = new Ahead<MeshDid, MeshClient>();
  readonly #deposits = new Ahead<MeshDid, Deposited>();
  readonly #seen = new Map<MeshDid, Millis>();

  private constructor() {}

  /** Reads what the store holds. */
  static async open(store: Store): Promise<MeshClients> {
    const clients = new MeshClients();
    for await (const [key, value] of entriesOf(store, 'agentmesh', between('client/'))) {
      const did = parseMeshDid((fromUtf8(key) ?? '').slice('client/'.length));
      if (did === undefined) continue;
      const client = storedClient.parse(JSON.parse(fromUtf8(value) ?? ''));
      clients.#clients.restore(did, { did, ...client, key: client.key });
      const deposit = store.get('prekey', prekeysKey(did));
      if (deposit !== undefined) clients.#deposits.restore(did, readDeposited(deposit));
    }
    return clients;
  }

  get count(): number {
    return this.#clients.size;
  }

  find(did: MeshDid): MeshClient | undefined {
    return this.#clients.get(did);
  }

  all(): readonly MeshClient[] {
    return [...this.#clients.values()];
  }

  /** The clients that others may hear of: those whose keys are proved. */
  hosted(): readonly HostedAgent[] {
    return this.all().flatMap(({ key, capabilities, registered }) =>
      key === undefined ? [] : [{ key, capabilities, registered }],
    );
  }

  /** Whether one more client with these capabilities fits into the record of this node. */
  hasRoom(capabilities: readonly string[]): boolean {
    const all = this.all().map(({ capabilities: own, registered }) => ({ key: anyKey, capabilities: own, registered }));
    const next = [...all, { key: anyKey, capabilities, registered: millis(Number.MAX_SAFE_INTEGER) }];
    return next.length <= maxHosted && hostedBytes(next) <= maxHostedBytes;
  }

  /** Registers a client, or changes one. */
  put(client: MeshClient): Change {
    const { did, key, ...rest } = client;
    const value = { ...rest, ...(key === undefined ? {} : { key: toBase64url(key) }) };
    return this.#clients.change(did, client, [
      { kind: 'put', space: 'agentmesh', key: `client/${did}`, value: utf8(JSON.stringify(value)) },
    ]);
  }

  /** Forgets a client and its prekeys. */
  remove(did: MeshDid): Change {
    return joined(
      this.#clients.change(did, undefined, [{ kind: 'delete', space: 'agentmesh', key: `client/${did}` }]),
      this.#deposits.change(did, undefined, [{ kind: 'delete', space: 'prekey', key: prekeysKey(did) }]),
      { ...noChange, landed: () => void this.#seen.delete(did) },
    );
  }

  /** Takes a client's prekeys; `isNew` when its signed prekey is another than before. Keys given out of an older set count no more. */
  deposit(
    did: MeshDid,
    prekeys: Prekeys,
    oneTime: readonly OneTimePrekey[],
  ): { readonly isNew: boolean; readonly change: Change } {
    const before = this.#deposits.get(did);
    const isSame = before !== undefined && equalBytes(before.prekeys.signed.key, prekeys.signed.key);
    const given = isSame ? before.given : new Map<number, Did>();
    const fresh = oneTime.filter(({ id }) => !given.has(id));
    return {
      isNew: before !== undefined && !isSame,
      change: this.#putDeposit(did, { prekeys, oneTime: fresh, given }),
    };
  }

  /** A bundle without a one-time prekey: it uses nothing up. Undefined when none was deposited. */
  bundle(did: MeshDid): Bundle | undefined {
    const deposit = this.#deposits.get(did);
    return deposit && { ...deposit.prekeys, oneTime: undefined };
  }

  /** A bundle for an agent behind `node`, with a one-time prekey while there is one. Undefined when none was deposited. */
  takeBundle(did: MeshDid, node: Did): { readonly bundle: Bundle; readonly change: Change } | undefined {
    const deposit = this.#deposits.get(did);
    if (deposit === undefined) return undefined;
    const [first, ...rest] = deposit.oneTime;
    if (first === undefined || deposit.given.size >= maxGiven)
      return { bundle: { ...deposit.prekeys, oneTime: undefined }, change: noChange };
    const given = new Map([...deposit.given, [first.id, node] as const]);
    return {
      bundle: { ...deposit.prekeys, oneTime: first },
      change: this.#putDeposit(did, { ...deposit, oneTime: rest, given }),
    };
  }

  /** Whether a KNOCK from behind `node` may name this one-time prekey: it was given there, and not used. */
  isGiven(did: MeshDid, id: number, node: Did): boolean {
    return this.#deposits.get(did)?.given.get(id) === node;
  }

  /** Uses a one-time prekey up. */
  use(did: MeshDid, id: number): Change {
    const deposit = this.#deposits.get(did);
    if (deposit?.given.has(id) !== true) return noChange;
    const given = new Map(deposit.given);
    given.delete(id);
    return this.#putDeposit(did, { ...deposit, given });
  }

  /** The ids of the one-time prekeys that were not given out yet. */
  oneTimeIds(did: MeshDid): ReadonlySet<number> {
    return new Set(this.#deposits.get(did)?.oneTime.map(({ id }) => id));
  }

  /** A sign of life of a client, in memory. */
  saw(did: MeshDid, now: Millis): void {
    this.#seen.set(did, now);
  }

  /** The last sign of life since the start; its registration when there was none. */
  lastSeen(did: MeshDid): Millis {
    return this.#seen.get(did) ?? this.#clients.get(did)?.registered ?? millis(0);
  }

  #putDeposit(did: MeshDid, deposit: Deposited): Change {
    return this.#deposits.change(did, deposit, [
      { kind: 'put', space: 'prekey', key: prekeysKey(did), value: writeDeposited(deposit) },
    ]);
  }
}

/** Stands for a key where only its length counts. */
const anyKey = new Uint8Array(32).fill(1);

/** Beside the node's own prekeys, whose keys are names of suites. */
function prekeysKey(did: MeshDid): string {
  return `@${did}`;
}

/** The range of keys that begin with a text ending in `/`. */
export function between(prefix: string): { readonly gte: string; readonly lt: string } {
  return { gte: prefix, lt: `${prefix.slice(0, -1)}0` };
}

function writeDeposited({ prekeys, oneTime, given }: Deposited): Uint8Array {
  const { key, agreementKey, signed } = prekeys;
  const value = {
    key: toBase64url(key),
    agreementKey: toBase64url(agreementKey),
    signed: { id: signed.id, key: toBase64url(signed.key), signature: toBase64url(signed.signature) },
    oneTime: oneTime.map((one) => ({ id: one.id, key: toBase64url(one.key) })),
    given: [...given],
  };
  return utf8(JSON.stringify(value));
}

function readDeposited(value: Uint8Array): Deposited {
  const { oneTime, given, ...prekeys } = storedPrekeys.parse(JSON.parse(fromUtf8(value) ?? ''));
  const known = given.flatMap(([id, node]) => {
    const did = parseCanonicalDid(node);
    return did === undefined ? [] : [[id, did] as const];
  });
  return { prekeys, oneTime, given: new Map(known) };
}
