import { concat, MeshError, u64be, utf8, type Did, type MessageId } from './base/base.ts';
import type { OverEntries } from './over-entries.ts';
import type { Operation, Store } from './store/store.ts';
import { decodeOutboxEntry, encodeOutboxEntry, type OutboxEntry } from './wire/wire.ts';

/** An entry of the outbox where it stands. */
export interface Stored {
  readonly seq: number;
  readonly entry: OutboxEntry;
}

/** Reads an entry; the store authenticates its values, so what does not decode is a defect: throws RangeError. */
export function decodeStored(value: Uint8Array): OutboxEntry {
  const entry = decodeOutboxEntry(value);
  if (entry.kind !== 'accept') throw new RangeError('an outbox entry in the store is not readable');
  return entry.value;
}

/** Outbox keys sort by peer, then by sequence number. */
export function outboxKey(peer: Did, seq: number): Uint8Array {
  return concat(utf8(`${peer}/`), u64be(seq));
}

/** The write that puts an entry at its place. */
export function putEntry(peer: Did, { seq, entry }: Stored): Operation {
  return { kind: 'put', space: 'outbox', key: outboxKey(peer, seq), value: encodeOutboxEntry(entry) };
}

/** The write that takes away what is at a place. */
export function removeEntry(peer: Did, seq: number): Operation {
  return { kind: 'delete', space: 'outbox', key: outboxKey(peer, seq) };
}

/** The entry at a place, as it is on disk. */
export function entryAt(store: Store, peer: Did, seq: number): OutboxEntry | undefined {
  const value = store.get('outbox', outboxKey(peer, seq));
  return value && decodeStored(value);
}

/** The message at a place; undefined when it has ended, as `over` knows before the disk does. */
export function idAt(store: Store, peer: Did, seq: number, over: OverEntries): MessageId | undefined {
  const id = entryAt(store, peer, seq)?.id;
  return id !== undefined && over.has(id) ? undefined : id;
}

/** Behind every outbox key of a peer. */
export function outboxEnd(peer: Did): Uint8Array {
  return concat(utf8(`${peer}/`), new Uint8Array(9).fill(255));
}

/** The sequence number in an outbox key. */
export function seqOf(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset + key.length - 8, 8).getBigUint64(0));
}

/** Entries read at once when catching up. */
export const pageSize = 64;
/** Bytes of them, a few of the largest: they are in memory until they have left. */
const maxPageBytes = 16 * 1024 * 1024;

/** A page of what waits for a peer, in order; empty behind the last entry. */
export async function readPage(
  store: Store,
  peer: Did,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<readonly Stored[]> {
  const page: Stored[] = [];
  let bytes = 0;
  const between = { gt: outboxKey(peer, after), lte: outboxKey(peer, upTo), limit: pageSize };
  for await (const [key, value] of store.range('outbox', between)) {
    page.push({ seq: seqOf(key), entry: decodeStored(value) });
    bytes += value.length;
    if (bytes > maxPageBytes) break;
  }
  return page;
}

/** Thrown when so much waits for the disk that nothing should begin now. */
export function diskBusy(): MeshError {
  return new MeshError(
    'store-busy',
    'The disk does not keep up, so nothing more is accepted at the moment. Try again in a moment.',
  );
}
