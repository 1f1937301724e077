import {
  concat,
  equalBytes,
  millis,
  SecretKey,
  toHex,
  u64be,
  type Millis,
  type PeerId,
  type Random,
  type Verdict,
  reject,
  accept,
} from './base/base.ts';
import {
  createInvitation,
  verifyInvitationProof,
  type AgentIdentity,
  type NewInvitation,
  type ParsedInvitation,
  type VerifiedRecord,
} from './identity/identity.ts';
import type { Operation, Store } from './store/store.ts';
import type { InvitationProof } from './wire/wire.ts';

/** An invitation as the store keeps it: secret, then expiry. */
interface Kept {
  readonly id: Uint8Array;
  readonly secret: SecretKey;
  readonly expires: Millis;
}

/** Open invitations at most; an operator with more should invite organisations, not agents. */
const maxOpen = 1000;

/** Invitations given out by this node, and those it was given and has not used up yet. */
export class Invitations {
  readonly #store: Store;

  /** Used up, while the write that says so is under way. */
  readonly #spent = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Makes an invitation and keeps it until it is used or expires. */
  async create(
    draft: {
      identity: AgentIdentity;
      record: Uint8Array;
      multiaddrs: readonly string[];
      expires: Millis;
      random: Random;
    },
    now: Millis,
  ): Promise<Verdict<NewInvitation>> {
    await this.#dropExpired(now);
    let open = 0;
    for await (const _ of this.#store.range('invitation', { gte: 'given/', lt: 'given0', limit: maxOpen })) open++;
    if (open >= maxOpen) return reject('overloaded', 'there are too many open invitations');
    const invitation = createInvitation(draft);
    await this.#store.commit([put('given', invitation.id, invitation)]);
    return accept(invitation);
  }

  /** Whether the proof shows an invitation of ours that is open; `consume` makes sure it is so only once. */
  check(
    proof: InvitationProof,
    subject: { nonce: Uint8Array; record: VerifiedRecord; peerId: PeerId },
    now: Millis,
  ): Verdict<true> {
    const value = this.#store.get('invitation', keyOf('given', proof.id));
    if (value === undefined || this.#spent.has(toHex(proof.id))) return reject('invitation-unknown');
    const kept = read(proof.id, value);
    return verifyInvitationProof(
      proof,
      kept,
      { nonce: subject.nonce, did: subject.record.record.did, peerId: subject.peerId },
      now,
    );
  }

  /** The write that uses an invitation up. */
  consume(id: Uint8Array): Operation {
    this.#spent.add(toHex(id));
    return { kind: 'delete', space: 'invitation', key: keyOf('given', id) };
  }

  /** The write that keeps an invitation given to us until its handshake succeeded. */
  keep(invitation: ParsedInvitation): Operation {
    return { ...put('held', invitation.id, invitation), key: `held/${invitation.inviter.record.did}` };
  }

  /** The invitation to show to an agent, if we hold one. */
  held(did: string): { readonly id: Uint8Array; readonly secret: SecretKey } | undefined {
    const value = this.#store.get('invitation', `held/${did}`);
    return value === undefined ? undefined : read(value.subarray(0, 16), value);
  }

  /** Forgets the invitation of an agent that let us in. */
  async used(did: string): Promise<void> {
    if (this.#store.get('invitation', `held/${did}`) === undefined) return;
    await this.#store.commit([{ kind: 'delete', space: 'invitation', key: `held/${did}` }]);
  }

  async #dropExpired(now: Millis): Promise<void> {
    const expired: Operation[] = [];
    for await (const [key, value] of this.#store.range('invitation', { limit: 2 * maxOpen })) {
      if (read(value.subarray(0, 16), value).expires < now) expired.push({ kind: 'delete', space: 'invitation', key });
    }
    if (expired.length > 0) await this.#store.commit(expired);
  }
}

function keyOf(side: 'given' | 'held', id: Uint8Array): string {
  return `${side}/${toHex(id)}`;
}

function put(
  side: 'given' | 'held',
  id: Uint8Array,
  kept: Pick<Kept, 'secret' | 'expires'>,
): Operation & { kind: 'put' } {
  const value = concat(id, kept.secret.expose(), u64be(kept.expires));
  return { kind: 'put', space: 'invitation', key: keyOf(side, id), value };
}

function read(id: Uint8Array, value: Uint8Array): Kept {
  if (value.length !== 56 || !equalBytes(value.subarray(0, 16), id))
    throw new RangeError('an invitation in the store is not readable');
  const expires = Number(new DataView(value.buffer, value.byteOffset + 48, 8).getBigUint64(0));
  return { id, secret: SecretKey.own(value.slice(16, 48)), expires: millis(expires) };
}
