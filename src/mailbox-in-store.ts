import {
  accept,
  concat,
  fromUtf8,
  MeshError,
  millis,
  parseCanonicalDid,
  reject,
  u64be,
  utf8,
  type Did,
  type Reason,
  type Verdict,
} from './base/base.ts';
import type { Gone, Kept, KeptFor, MailboxStorage, Restored } from './mailbox/mailbox.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Put, Store } from './store/store.ts';

/** Bytes of a stored head: id, time, size. */
const headBytes = 32;

/**
 * A mailbox's letters and grants in the store of the node, space `mailbox`: `grant/<did>` holds a grant,
 * `head/<did>/<seq>` id, time and size of a letter, `body/<did>/<seq>` the letter.
 */
export class MailboxInStore implements MailboxStorage {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get refusal(): Reason | undefined {
    if (this.#store.failed) return 'store-failed';
    return this.#store.busy ? 'overloaded' : undefined;
  }

  async *restore(): AsyncGenerator<Restored, void, undefined> {
    for await (const [key, value] of entriesOf(this.#store, 'mailbox', { gte: 'head/', lt: 'head0' }))
      yield { kind: 'letter', ...letterOf(key, value) };
    for await (const [, grant] of entriesOf(this.#store, 'mailbox', { gte: 'grant/', lt: 'grant0' }))
      yield { kind: 'grant', grant };
  }

  put(letter: KeptFor, sealed: Uint8Array): Promise<Verdict<true>> {
    return this.#write([headOf(letter), { kind: 'put', space: 'mailbox', key: keyOf('body', letter), value: sealed }]);
  }

  /** Writes the head again: what the first write of it waits for, this one has to wait for too. */
  confirm(letter: KeptFor): Promise<Verdict<true>> {
    return this.#write([headOf(letter)]);
  }

  read(letter: KeptFor): Uint8Array | undefined {
    return this.#store.get('mailbox', keyOf('body', letter));
  }

  grant(owner: Did, grant: Uint8Array): Promise<Verdict<true>> {
    return this.#write([{ kind: 'put', space: 'mailbox', key: `grant/${owner}`, value: grant }]);
  }

  async remove({ letters, grants }: Gone): Promise<void> {
    const operations: readonly Operation[] = [
      ...letters.flatMap((letter) => [forget(keyOf('head', letter)), forget(keyOf('body', letter))]),
      ...grants.map((owner) => forget(`grant/${owner}`)),
    ];
    if (operations.length > 0) await this.#store.commit(operations, { lazy: true });
  }

  async #write(operations: readonly Put[]): Promise<Verdict<true>> {
    try {
      await this.#store.commit(operations);
      return accept(true);
    } catch (error) {
      if (!(error instanceof MeshError)) throw error;
      return reject(error.code === 'store-busy' ? 'overloaded' : 'store-failed');
    }
  }
}

function letterOf(key: Uint8Array, value: Uint8Array): KeptFor {
  const owner = parseCanonicalDid(fromUtf8(key.subarray('head/'.length, -9)) ?? '');
  if (owner === undefined || value.length !== headBytes) throw damagedMailbox();
  const view = new DataView(value.buffer, value.byteOffset);
  const kept: Kept = {
    seq: Number(new DataView(key.buffer, key.byteOffset + key.length - 8).getBigUint64(0)),
    id: value.slice(0, 16),
    arrived: millis(Number(view.getBigUint64(16))),
    bytes: Number(view.getBigUint64(24)),
  };
  return { owner, kept };
}

function headOf(letter: KeptFor): Put {
  const { id, arrived, bytes } = letter.kept;
  const value = concat(id, u64be(arrived), u64be(bytes));
  return { kind: 'put', space: 'mailbox', key: keyOf('head', letter), value };
}

function keyOf(part: 'head' | 'body', { owner, kept }: KeptFor): Uint8Array {
  return concat(utf8(`${part}/${owner}/`), u64be(kept.seq));
}

function forget(key: Uint8Array | string): Operation {
  return { kind: 'delete', space: 'mailbox', key };
}

/** What is thrown when what a mailbox kept is not what it wrote. */
export function damagedMailbox(): MeshError {
  return new MeshError(
    'store-damaged',
    'What this node keeps for others as a mailbox is not readable. Restore the data directory from a backup.',
  );
}
