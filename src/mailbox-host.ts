import {
  equalBytes,
  limits,
  reject,
  type Did,
  type Millis,
  type PeerId,
  type Reason,
  type Verdict,
} from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import { Shelves, verifyGrant, type MailboxStorage, type Offer } from './mailbox/mailbox.ts';
import { damagedMailbox } from './mailbox-in-store.ts';
import { mailboxProtocol } from './mailbox-talk.ts';
import type { Channel, Net } from './net/net.ts';
import {
  decodeMailboxFrame,
  decodeMailboxGrant,
  decodeSigned,
  encodeMailboxFrame,
  encodeSigned,
  type MailboxFrame,
  type Signed,
} from './wire/wire.ts';

/** What a mailbox needs of the rest of the hall. */
export interface MailboxHostPorts {
  readonly net: Pick<Net, 'peerId' | 'handle'>;
  readonly storage: MailboxStorage;
  readonly clock: Clock;
  readonly events: Events;
  readonly directory: Pick<Directory, 'standing' | 'signerStands'>;
  readonly handshakes: { authenticated(host: PeerId): { readonly peer: Did } | undefined };
  readonly reputation: { killOf(did: Did): unknown };
  readonly offer: Offer;
}

/** Visitors at once that are nobody we know: each may have a largest letter in memory. */
const maxVisitors = 64;
/** How long a visit may last, milliseconds. */
const visitMs = 120_000;
/** How often what is too old is let go. */
const sweepEveryMs = 60_000;
/** Letters let go in one sweep; the rest waits for the next. */
const perSweep = 10_000;

type OwnersFrame = Extract<MailboxFrame, { kind: 'grant' | 'fetch' | 'taken' }>;

/**
 * The mailbox that this node offers to its peers: keeps sealed letters for those who granted it, until they fetch
 * them. What it answers rests on `Shelves`, in memory; letters and grants lie in a storage.
 */
export class MailboxHost {
  readonly #ports: MailboxHostPorts;
  readonly #shelves: Shelves;
  /** As they were given; those that are in the storage. */
  readonly #grants = new Map<Did, Signed>();
  #visitors = 0;
  #cancel = (): void => {};

  private constructor(ports: MailboxHostPorts) {
    this.#ports = ports;
    this.#shelves = new Shelves(ports.offer);
  }

  /** Reads what is kept, and opens to visitors. */
  static async open(ports: MailboxHostPorts): Promise<MailboxHost> {
    const host = new MailboxHost(ports);
    for await (const restored of ports.storage.restore()) {
      if (restored.kind === 'letter') host.#shelves.restore(restored.owner, restored.kept);
      else host.#restoreGrant(restored.grant);
    }
    ports.net.handle(mailboxProtocol, { maxFrameBytes: limits.maxFrameBytes }, (channel) => void host.#serve(channel));
    host.#sweepLater();
    return host;
  }

  /** What is kept, for whom, within which bounds. */
  describe(): {
    readonly messages: number;
    readonly bytes: number;
    readonly offer: Offer;
    readonly owners: ReturnType<Shelves['owners']>;
  } {
    return { ...this.#shelves.use, offer: this.#ports.offer, owners: this.#shelves.owners() };
  }

  stop(): void {
    this.#cancel();
  }

  /** Lets go of what is too old, and of grants that ended. */
  async sweep(): Promise<void> {
    const { storage, clock } = this.#ports;
    const gone = this.#shelves.expire(clock.now(), perSweep);
    const letters = gone.flatMap(({ owner, kept }) => kept.map((one) => ({ owner, kept: one })));
    const known = new Set(this.#shelves.owners().map(({ owner }) => owner));
    const grants = [...this.#grants.keys()].filter((owner) => !known.has(owner));
    for (const owner of grants) this.#grants.delete(owner);
    await storage.remove({ letters, grants });
  }

  #sweepLater(): void {
    const { clock, events } = this.#ports;
    this.#cancel = clock.after(sweepEveryMs, () => {
      void this.sweep()
        .catch((error: unknown) => events.internalError('mailbox', error))
        .finally(() => this.#sweepLater());
    });
  }

  #restoreGrant(bytes: Uint8Array): void {
    const signed = decodeSigned(bytes);
    const grant = signed.kind === 'accept' ? decodeMailboxGrant(signed.value.payload) : signed;
    if (signed.kind !== 'accept' || grant.kind !== 'accept') throw damagedMailbox();
    this.#grants.set(grant.value.owner, signed.value);
    this.#shelves.grant(grant.value);
  }

  async #serve(channel: Channel): Promise<void> {
    const { clock, events } = this.#ports;
    const isKnown = this.#ownerAt(channel.remotePeer) !== undefined;
    if (!isKnown && this.#visitors >= maxVisitors) {
      channel.abort('overloaded');
      return;
    }
    if (!isKnown) this.#visitors++;
    const cancel = clock.after(visitMs, () => channel.abort('timeout'));
    try {
      for await (const bytes of channel.frames) if (!(await this.#take(channel, bytes))) break;
    } catch (error) {
      events.internalError('mailbox', error);
      channel.abort('overloaded');
    }
    cancel();
    if (!isKnown) this.#visitors--;
    await channel.close();
  }

  /** One frame; false when the visit ends with it. One at a time, so that a visitor waits for the disk and not in memory. */
  async #take(channel: Channel, bytes: Uint8Array): Promise<boolean> {
    const frame = decodeMailboxFrame(bytes);
    if (frame.kind !== 'accept') return this.#refuse(channel, frame.reason);
    const { value } = frame;
    if (value.kind === 'deposit') {
      const stored = await this.#deposit(value);
      const reason = stored.kind === 'accept' ? undefined : stored.reason;
      this.#ports.events.letterKept(reason);
      await send(channel, { kind: 'deposit-reply', id: value.id, reason });
      return true;
    }
    if (value.kind !== 'grant' && value.kind !== 'fetch' && value.kind !== 'taken')
      return this.#refuse(channel, 'unexpected-frame');
    const owner = this.#ownerAt(channel.remotePeer);
    if (owner === undefined) return this.#refuse(channel, 'not-authenticated');
    await this.#serveOwner(channel, owner, value);
    return true;
  }

  #refuse(channel: Channel, reason: Reason): false {
    this.#ports.events.badFrame(channel.remotePeer, reason);
    channel.abort(reason);
    return false;
  }

  #ownerAt(host: PeerId): Did | undefined {
    return this.#ports.handshakes.authenticated(host)?.peer;
  }

  /** In the storage when accepted; also when it was there before. */
  async #deposit({ owner, id, letter }: Extract<MailboxFrame, { kind: 'deposit' }>): Promise<Verdict<true>> {
    const { storage, clock } = this.#ports;
    const { refusal } = storage;
    if (refusal !== undefined) return reject(refusal);
    const now = clock.now();
    const grant = this.#grants.get(owner);
    if (grant === undefined || !this.#stands(owner, grant, now)) return reject('mailbox-grant');
    const shelved = this.#shelves.deposit(owner, { id, bytes: letter.length }, now);
    if (shelved.kind !== 'accept') return shelved;
    const { kept, isNew } = shelved.value;
    if (!isNew) return await storage.confirm({ owner, kept });
    let stored: Verdict<true> = reject('store-failed');
    try {
      stored = await storage.put({ owner, kept }, letter);
    } finally {
      if (stored.kind !== 'accept') this.#shelves.remove(owner, [kept.seq]);
    }
    return stored;
  }

  /** Whether the owner may be dealt with, and the key that signed its grant is one of its own that was not revoked. */
  #stands(owner: Did, grant: Signed, now: Millis): boolean {
    const { directory, reputation } = this.#ports;
    return (
      directory.standing(owner, now).kind === 'accept' &&
      directory.signerStands(owner, grant.key).kind === 'accept' &&
      reputation.killOf(owner) === undefined
    );
  }

  async #serveOwner(channel: Channel, owner: Did, frame: OwnersFrame): Promise<void> {
    switch (frame.kind) {
      case 'grant':
        await send(channel, { kind: 'grant-reply', reason: await this.#takeGrant(owner, frame.grant) });
        return;
      case 'fetch':
        await this.#give(channel, owner, frame);
        return;
      case 'taken': {
        const gone = this.#shelves.remove(owner, frame.seqs);
        // Losing this write only means that they are given once more.
        await this.#ports.storage.remove({ letters: gone.map((kept) => ({ owner, kept })), grants: [] });
        await send(channel, { kind: 'taken-reply' });
      }
    }
  }

  async #takeGrant(owner: Did, signed: Signed): Promise<Reason | undefined> {
    const { storage, clock, directory, net } = this.#ports;
    const standing = directory.standing(owner, clock.now());
    if (standing.kind !== 'accept') return standing.reason;
    const key = standing.value.record.publicKey;
    const grant = verifyGrant(signed, { owner, key, mailbox: net.peerId, now: clock.now() });
    if (grant.kind !== 'accept') return grant.reason;
    const taken = this.#shelves.grant(grant.value);
    if (taken.kind !== 'accept') return taken.reason;
    const value = encodeSigned(signed);
    const before = this.#grants.get(owner);
    if (before !== undefined && equalBytes(encodeSigned(before), value)) return undefined;
    const stored = await storage.grant(owner, value);
    if (stored.kind !== 'accept') return stored.reason;
    this.#grants.set(owner, signed);
    return undefined;
  }

  /** A page of what is kept, a largest frame of it at most; what is not in the storage yet is not there yet. */
  async #give(channel: Channel, owner: Did, asked: Extract<MailboxFrame, { kind: 'fetch' }>): Promise<void> {
    const page = this.#shelves.page(owner, asked.after, asked.limit + 1);
    let bytes = 0;
    let given = 0;
    for (const kept of page.slice(0, asked.limit)) {
      const letter = await this.#ports.storage.read({ owner, kept });
      if (letter !== undefined && bytes > 0 && bytes + letter.length > limits.maxFrameBytes) break;
      given++;
      if (letter === undefined) continue;
      bytes += letter.length;
      await send(channel, { kind: 'item', seq: kept.seq, letter });
    }
    await send(channel, { kind: 'fetched', more: given < page.length, reason: undefined });
  }
}

/** How long a visitor may leave a full channel undrained, milliseconds. */
const drainMs = 10_000;

async function send(channel: Channel, frame: MailboxFrame): Promise<void> {
  // A channel that is over ends the loop that reads it.
  if (!channel.send(encodeMailboxFrame(frame)))
    await channel.drained(AbortSignal.timeout(drainMs)).catch(() => channel.abort('timeout'));
}
