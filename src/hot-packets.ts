import type { MessageId, Millis } from './base/base.ts';
import type { Packet } from './wire/wire.ts';

/** A packet that is on disk, or on its way there, and has not left. */
export interface Ready {
  readonly id: MessageId;
  readonly packet: Packet;
  /** When it is too late to leave. */
  readonly expires: Millis;
  /** Whether it is the word on a message that was given up. */
  readonly isWord: boolean;
}

/** Sealed packets kept in memory between commit and sending, as many as may be in flight; the rest is read back from the store. */
const maxHot = 2048;
/** Bytes of them: two of the largest, or thousands of small ones. */
const maxHotBytes = 8 * 1024 * 1024;

/** Packets of one lane between their commit and their sending, by their place in the outbox. */
export class HotPackets {
  readonly #packets = new Map<number, Ready>();
  #bytes = 0;

  get(seq: number): Ready | undefined {
    return this.#packets.get(seq);
  }

  /** Keeps a packet, where there is room. */
  keep(seq: number, ready: Ready): void {
    const bytes = ready.packet.ciphertext.length;
    if (this.#packets.size >= maxHot || this.#bytes + bytes > maxHotBytes) return;
    this.#packets.set(seq, ready);
    this.#bytes += bytes;
  }

  remove(seq: number): void {
    this.#bytes -= this.#packets.get(seq)?.packet.ciphertext.length ?? 0;
    this.#packets.delete(seq);
  }

  clear(): void {
    this.#packets.clear();
    this.#bytes = 0;
  }
}
