import { z } from 'zod';
import { fromUtf8, millis, parseCanonicalDid, sha256, toHex, utf8, type Did, type Millis } from './base/base.ts';
import { readCard, summaryOf, type CardShelf, type CardSummary, type KeptCard } from './bridge/bridge.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import { decodeHeaded, encodeHeaded } from './headed.ts';
import { verifyCardSeal } from './identity/identity.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';

/** What keeping cards needs of the hall. */
export interface CardsPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly directory: Pick<Directory, 'peer' | 'standing' | 'signerStands'>;
  readonly events: Pick<Events, 'internalError'>;
}

/** How much is kept. */
interface CardBounds {
  readonly cards: number;
  /** Of all together. */
  readonly bytes: number;
}

/** Cards of the agents that were asked last: more than a node deals with in a day, and less than matters on its disk. */
const usualBounds: CardBounds = { cards: 256, bytes: 4 * 1024 * 1024 };
/** How long a card counts after it came: as long as a record may. */
const lifeMs = 30 * 24 * 3600 * 1000;
/** How often the same card is noted as seen again: clients read it with every start. */
const againMs = 3600 * 1000;
/** Longest signature or place of a card, characters. */
const maxTextLength = 4096;

const prefix = 'card/';

/** A card on the disk. */
interface Stored {
  readonly bytes: Uint8Array;
  readonly location: string;
  readonly seal: string;
  readonly received: Millis;
}

/** What is known of one without reading it. */
interface Known {
  readonly size: number;
  readonly received: Millis;
  /** Names the card and its signature. */
  readonly version: string;
  readonly about: CardAbout;
}

/** What people are shown of a card that is kept. */
export interface CardAbout extends CardSummary {
  /** Changes with the card. */
  readonly etag: string;
  readonly received: Millis;
}

/**
 * The A2A cards of remote agents, beside their records: each as its node sent and signed it, for when that is not reached.
 * Only what the agent's own key signed is kept, so that a card counts for whoever holds the agent's record.
 */
export class Cards implements CardShelf {
  readonly #ports: CardsPorts;
  readonly #most: CardBounds;
  /** Longest not seen first. */
  readonly #known = new Map<Did, Known>();
  #bytes = 0;

  private constructor(ports: CardsPorts, most: CardBounds) {
    this.#ports = ports;
    this.#most = most;
  }

  /** Reads what the store holds; cards of agents that are held no more go. Throws MeshError 'store-damaged'. */
  static async open(ports: CardsPorts, most = usualBounds): Promise<Cards> {
    const cards = new Cards(ports, most);
    const found: { readonly owner: Did; readonly stored: Stored }[] = [];
    const over: Operation[] = [];
    for await (const [key, value] of entriesOf(ports.store, 'meta', { gte: prefix, lt: 'card0' })) {
      const owner = ownerIn(key, ports.directory);
      if (owner === undefined) over.push({ kind: 'delete', space: 'meta', key });
      else found.push({ owner, stored: decode(value) });
    }
    for (const { owner, stored } of found.toSorted((a, b) => a.stored.received - b.stored.received))
      cards.#note(owner, stored);
    if (over.length > 0) await ports.store.commit(over, { lazy: true });
    return cards;
  }

  /** Keeps a card that the agent's key signed, and no other. It is on disk a little later: what a crash loses comes again. */
  keep(owner: Did, card: Omit<KeptCard, 'ageSeconds'>): void {
    const { clock, store, events } = this.#ports;
    const received = clock.now();
    const known = this.#known.get(owner);
    const version = versionOf(card);
    if (known?.version === version && received - known.received < againMs) return;
    const stored = { ...card, received };
    if (card.seal.length > maxTextLength || card.location.length > maxTextLength || !this.#isSigned(owner, stored))
      return;
    this.#note(owner, stored);
    const put: Operation = { kind: 'put', space: 'meta', key: prefix + owner, value: encode(stored) };
    store
      .commit([put, ...this.#makeRoom()], { lazy: true })
      .catch((error: unknown) => events.internalError('cards', error));
  }

  /** The card of an agent that stands, as long as the key that signed it does. */
  held(owner: Did): Promise<KeptCard | undefined> {
    const { store, clock, directory } = this.#ports;
    const now = clock.now();
    const value = this.#counts(owner, now) ? store.get('meta', prefix + owner) : undefined;
    const stored = value && decode(value);
    const isGood =
      stored !== undefined && directory.standing(owner, now).kind === 'accept' && this.#isSigned(owner, stored);
    if (!isGood) return Promise.resolve(undefined);
    const { received, ...card } = stored;
    return Promise.resolve({ ...card, ageSeconds: Math.max(0, Math.floor((now - received) / 1000)) });
  }

  /** What is shown of the card of an agent; undefined when none is kept. */
  about(owner: Did): CardAbout | undefined {
    return this.#counts(owner, this.#ports.clock.now()) ? this.#known.get(owner)?.about : undefined;
  }

  #counts(owner: Did, now: Millis): boolean {
    const known = this.#known.get(owner);
    return known !== undefined && now - known.received < lifeMs;
  }

  /** Whether a key of the agent, current or former, signed a card, and was not revoked. */
  #isSigned(owner: Did, { bytes, seal }: Pick<Stored, 'bytes' | 'seal'>): boolean {
    const { directory } = this.#ports;
    const keys = directory.peer(owner).entry?.record?.keys ?? [];
    const card = readCard(bytes);
    if (card === undefined) return false;
    return keys.some(
      (publicKey) =>
        directory.signerStands(owner, publicKey).kind === 'accept' &&
        verifyCardSeal(card, seal, [{ kid: owner, alg: 'EdDSA', publicKey }]).kind === 'accept',
    );
  }

  #note(owner: Did, stored: Stored): void {
    const card = readCard(stored.bytes);
    if (card === undefined) return;
    this.#forget(owner);
    const { received } = stored;
    const size = stored.bytes.length;
    const etag = `"${toHex(sha256(stored.bytes)).slice(0, 32)}"`;
    this.#known.set(owner, {
      size,
      received,
      version: versionOf(stored),
      about: { ...summaryOf(card), etag, received },
    });
    this.#bytes += size;
  }

  #forget(owner: Did): void {
    this.#bytes -= this.#known.get(owner)?.size ?? 0;
    this.#known.delete(owner);
  }

  /** Those longest not seen go: the writes. */
  #makeRoom(): readonly Operation[] {
    const gone: Operation[] = [];
    for (const owner of this.#known.keys()) {
      if (this.#known.size <= this.#most.cards && this.#bytes <= this.#most.bytes) break;
      this.#forget(owner);
      gone.push({ kind: 'delete', space: 'meta', key: prefix + owner });
    }
    return gone;
  }
}

function ownerIn(key: Uint8Array, directory: CardsPorts['directory']): Did | undefined {
  const text = fromUtf8(key)?.slice(prefix.length);
  const did = text === undefined ? undefined : parseCanonicalDid(text);
  return did !== undefined && directory.peer(did).entry !== undefined ? did : undefined;
}

function versionOf({ bytes, seal }: Pick<Stored, 'bytes' | 'seal'>): string {
  return toHex(sha256(utf8(seal), Uint8Array.of(0), bytes));
}

const headSchema = z.object({
  location: z.string().max(maxTextLength),
  seal: z.string().max(maxTextLength),
  received: z.number().transform((ms) => millis(ms)),
});

function encode({ bytes, ...head }: Stored): Uint8Array {
  return encodeHeaded(head, bytes);
}

function decode(value: Uint8Array): Stored {
  const { header, rest } = decodeHeaded(value);
  return { ...headSchema.parse(header), bytes: rest };
}
