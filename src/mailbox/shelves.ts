import { accept, ignore, limits, toHex, type Did, type Millis, type Verdict } from '../base/base.ts';
import type { MailboxGrant } from '../wire/wire.ts';

/** What a mailbox offers, at most. */
export interface Offer {
  readonly maxBytes: number;
  readonly maxMessages: number;
  readonly maxBytesPerOwner: number;
  readonly maxMessagesPerOwner: number;
}

/** One thing that is kept. */
export interface Kept {
  /** The mailbox's number of it; grows with each. */
  readonly seq: number;
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly bytes: number;
  readonly arrived: Millis;
}

/** Where a deposit went: it is `new`, or was there already. */
export interface Shelved {
  readonly kept: Kept;
  readonly isNew: boolean;
}

/** How much is kept for one owner, or for all. */
export interface ShelfUse {
  readonly messages: number;
  readonly bytes: number;
}

interface Shelf {
  grant: MailboxGrant | undefined;
  /** Oldest first. */
  readonly items: Map<number, Kept>;
  readonly byId: Map<string, Kept>;
  bytes: number;
}

/** Owners with a grant: each costs some hundred bytes, and proved itself to get one. */
const maxOwners = 10_000;

/**
 * What a mailbox keeps, for whom, and how much more it takes. The letters themselves lie elsewhere; here is what the
 * decisions need. Nothing that was taken in is given up for something newer: it goes when its owner took it, when it is
 * older than a message lives, or when its owner's grant ends. What does not fit is refused, which its sender sees.
 */
export class Shelves {
  readonly #offer: Offer;
  readonly #shelves = new Map<Did, Shelf>();
  #messages = 0;
  #bytes = 0;
  #nextSeq = 1;

  constructor(offer: Offer) {
    this.#offer = offer;
  }

  get use(): ShelfUse {
    return { messages: this.#messages, bytes: this.#bytes };
  }

  /** The owners with a grant, in force or not, and what is kept for each. */
  owners(): readonly (ShelfUse & { readonly owner: Did; readonly grant: MailboxGrant | undefined })[] {
    return [...this.#shelves].map(([owner, { grant, items, bytes }]) => ({
      owner,
      grant,
      messages: items.size,
      bytes,
    }));
  }

  grantOf(owner: Did): MailboxGrant | undefined {
    return this.#shelves.get(owner)?.grant;
  }

  /** Takes an owner's verified grant in place of the one before. Ignores with `mailbox-full` when there are too many owners. */
  grant(grant: MailboxGrant): Verdict<true> {
    const { owner } = grant;
    if (!this.#shelves.has(owner) && this.#shelves.size >= maxOwners) return ignore('mailbox-full');
    this.#shelf(owner).grant = grant;
    return accept(true);
  }

  /** Puts back what was kept before a restart; in the order of its numbers. */
  restore(owner: Did, kept: Kept): void {
    this.#put(this.#shelf(owner), kept);
    this.#nextSeq = Math.max(this.#nextSeq, kept.seq + 1);
  }

  /**
   * Makes room for a deposit. Ignores with `mailbox-grant` (no grant of this owner in force) or `mailbox-full` (over the
   * owner's share or the whole); neither is the depositor's fault.
   */
  deposit(owner: Did, item: { readonly id: Uint8Array; readonly bytes: number }, now: Millis): Verdict<Shelved> {
    const shelf = this.#shelves.get(owner);
    if (shelf?.grant === undefined || now >= shelf.grant.expires) return ignore('mailbox-grant');
    const known = shelf.byId.get(toHex(item.id));
    if (known !== undefined) return accept({ kept: known, isNew: false });
    const { maxBytes, maxMessages, maxBytesPerOwner, maxMessagesPerOwner } = this.#offer;
    const fitsShelf =
      shelf.items.size < Math.min(shelf.grant.maxMessages, maxMessagesPerOwner) &&
      shelf.bytes + item.bytes <= Math.min(shelf.grant.maxBytes, maxBytesPerOwner);
    if (!fitsShelf || this.#messages >= maxMessages || this.#bytes + item.bytes > maxBytes)
      return ignore('mailbox-full');
    const kept = { ...item, seq: this.#nextSeq++, arrived: now };
    this.#put(shelf, kept);
    return accept({ kept, isNew: true });
  }

  /** What is kept for an owner behind a number, oldest first. */
  page(owner: Did, after: number, limit: number): readonly Kept[] {
    const page: Kept[] = [];
    for (const kept of this.#shelves.get(owner)?.items.values() ?? []) {
      if (page.length >= limit) break;
      if (kept.seq > after) page.push(kept);
    }
    return page;
  }

  /** Lets go of what an owner took, or of what could not be written after all; gives what there was. */
  remove(owner: Did, seqs: readonly number[]): readonly Kept[] {
    const shelf = this.#shelves.get(owner);
    if (shelf === undefined) return [];
    return seqs.flatMap((seq) => {
      const kept = shelf.items.get(seq);
      if (kept === undefined) return [];
      shelf.items.delete(seq);
      shelf.byId.delete(toHex(kept.id));
      shelf.bytes -= kept.bytes;
      this.#messages--;
      this.#bytes -= kept.bytes;
      return [kept];
    });
  }

  /** Lets go of what is older than a message lives, at most `limit` of it; and of all of whose owner has no grant any more. */
  expire(now: Millis, limit: number): readonly { readonly owner: Did; readonly kept: readonly Kept[] }[] {
    const gone: { owner: Did; kept: readonly Kept[] }[] = [];
    let left = limit;
    for (const [owner, shelf] of this.#shelves) {
      const isOver = shelf.grant === undefined || now >= shelf.grant.expires;
      const due: number[] = [];
      for (const kept of shelf.items.values()) {
        if (due.length >= left || !(isOver || now - kept.arrived >= limits.messageTtlMs)) break;
        due.push(kept.seq);
      }
      left -= due.length;
      if (due.length > 0) gone.push({ owner, kept: this.remove(owner, due) });
      if (isOver && shelf.items.size === 0) this.#shelves.delete(owner);
    }
    return gone;
  }

  #shelf(owner: Did): Shelf {
    const shelf = this.#shelves.get(owner) ?? { grant: undefined, items: new Map(), byId: new Map(), bytes: 0 };
    this.#shelves.set(owner, shelf);
    return shelf;
  }

  #put(shelf: Shelf, kept: Kept): void {
    shelf.items.set(kept.seq, kept);
    shelf.byId.set(toHex(kept.id), kept);
    shelf.bytes += kept.bytes;
    this.#messages++;
    this.#bytes += kept.bytes;
  }
}
