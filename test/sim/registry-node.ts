import { MeshError, sha256, toHex, type Did, type Millis } from '../../src/base/base.ts';
import { authenticateRecord, verifyRevocation, type VerifiedRecord } from '../../src/identity/identity.ts';
import {
  applyRevocation,
  encodeRegistryEntry,
  heldStatements,
  mergeRecord,
  OrderTree,
  type HeldStatement,
  type RegistryEntry,
} from '../../src/registry/registry.ts';
import { decodeSigned } from '../../src/wire/wire.ts';

type Verified =
  | { readonly kind: 'record'; readonly did: Did; readonly record: VerifiedRecord }
  | { readonly kind: 'revocation'; readonly did: Did; readonly revocation: Parameters<typeof applyRevocation>[1] };

/** What verification costs is paid once for all nodes: the same bytes have the same verdict everywhere. */
export class Verifier {
  readonly #known = new Map<string, Verified>();

  verify(bytes: Uint8Array): Verified {
    const key = toHex(sha256(bytes));
    const known = this.#known.get(key) ?? verified(bytes);
    this.#known.set(key, known);
    return known;
  }
}

function verified(bytes: Uint8Array): Verified {
  const signed = decodeSigned(bytes);
  if (signed.kind === 'accept' && signed.value.type === 'AgentRecord') {
    const record = authenticateRecord(bytes);
    if (record.kind === 'accept') return { kind: 'record', did: record.value.record.did, record: record.value };
  } else {
    const revocation = verifyRevocation(bytes);
    if (revocation.kind === 'accept')
      return { kind: 'revocation', did: revocation.value.revocation.did, revocation: revocation.value };
  }
  throw new MeshError('internal', 'a statement of the simulation does not verify');
}

/** What every node begins with; shared, since nothing in it changes. */
export interface Base {
  readonly entries: ReadonlyMap<Did, RegistryEntry>;
  readonly items: OrderTree;
  readonly statements: ReadonlyMap<string, HeldStatement>;
}

/** One node's registry: real entries under the real merge rule, and the set that repair compares. */
export class RegistryNode {
  readonly #changed = new Map<Did, RegistryEntry>();
  readonly #learnt = new Map<string, HeldStatement>();
  readonly #base: Base;
  readonly #verifier: Verifier;
  readonly #now: Millis;
  #items: OrderTree;

  constructor(base: Base, verifier: Verifier, now: Millis) {
    this.#base = base;
    this.#verifier = verifier;
    this.#now = now;
    this.#items = base.items;
  }

  get items(): OrderTree {
    return this.#items;
  }

  entry(did: Did): RegistryEntry | undefined {
    return this.#changed.get(did) ?? this.#base.entries.get(did);
  }

  /** Takes in a statement; true when it was news. */
  hear(bytes: Uint8Array): boolean {
    const statement = this.#verifier.verify(bytes);
    const before = this.entry(statement.did);
    const merged =
      statement.kind === 'record'
        ? mergeRecord(before, statement.record)
        : applyRevocation(before, statement.revocation);
    if (merged.kind !== 'accept') return false;
    this.#changed.set(statement.did, merged.value);
    const old = before === undefined ? [] : heldStatements(before, this.#now);
    for (const item of old) this.#items = this.#items.delete(item);
    for (const item of heldStatements(merged.value, this.#now)) {
      this.#items = this.#items.insert(item);
      this.#learnt.set(toHex(item.id), item);
    }
    return true;
  }

  /** The bytes of a statement that was held at some time. */
  statement(id: Uint8Array): Uint8Array | undefined {
    const key = toHex(id);
    return (this.#learnt.get(key) ?? this.#base.statements.get(key))?.bytes;
  }

  /** A hash of everything held: every entry as it would be stored, in the order of the DIDs. */
  root(digestOf: (entry: RegistryEntry) => Uint8Array): string {
    const dids = [...new Set([...this.#base.entries.keys(), ...this.#changed.keys()])].toSorted();
    const entries = dids.map((did) => this.entry(did)).filter((entry) => entry !== undefined);
    return toHex(sha256(...entries.map(digestOf)));
  }
}

/** SHA-256 of a stored entry, remembered for each entry: most nodes share most of them. */
export function entryDigests(): (entry: RegistryEntry) => Uint8Array {
  const known = new WeakMap<RegistryEntry, Uint8Array>();
  return (entry) => {
    const digest = known.get(entry) ?? sha256(encodeRegistryEntry(entry));
    known.set(entry, digest);
    return digest;
  };
}

/** What a node holds that heard these statements, as a beginning for many. */
export function baseOf(statements: readonly Uint8Array[], verifier: Verifier, now: Millis): Base {
  const node = new RegistryNode({ entries: new Map(), items: OrderTree.empty, statements: new Map() }, verifier, now);
  for (const bytes of statements) node.hear(bytes);
  const entries = new Map<Did, RegistryEntry>();
  for (const bytes of statements) {
    const { did } = verifier.verify(bytes);
    const entry = node.entry(did);
    if (entry !== undefined) entries.set(did, entry);
  }
  const held = [...entries.values()].flatMap((entry) => heldStatements(entry, now));
  return { entries, items: node.items, statements: new Map(held.map((item) => [toHex(item.id), item])) };
}
