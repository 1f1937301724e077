import { z } from 'zod';
import {
  millis,
  parseCanonicalDid,
  parseMeshDid,
  parseMessageId,
  type Did,
  type MeshDid,
  type MessageId,
  type Millis,
} from './base/base.ts';
import { decodeHeaded, encodeHeaded } from './headed.ts';
import { between } from './mesh-clients.ts';
import type { AheadOfDisk } from './mesh-turn.ts';
import { entriesOf } from './pages.ts';
import type { KdfVariant } from './session/session.ts';
import type { Operation, Store } from './store/store.ts';

/** A message of this node's agent to an AgentMesh agent that is not delivered yet. */
export interface MeshLetter {
  readonly seq: number;
  readonly id: MessageId;
  readonly to: MeshDid;
  /** The node that serves the agent. */
  readonly host: Did;
  readonly expires: Millis;
  /** JSON, as the other agent gets it. */
  readonly payload: Uint8Array;
  /** The frame that it travels in, and the variant that it was sealed under; undefined while it waits. */
  readonly sent: { readonly frame: string; readonly variant: KdfVariant } | undefined;
}

const letter = z.strictObject({
  id: z.string().transform((text) => parseMessageId(text)),
  host: z.string().transform((text) => parseCanonicalDid(text)),
  expires: z.number().transform(millis),
  sent: z.strictObject({ frame: z.string(), variant: z.enum(['spec', 'npm4']) }).optional(),
});

const prefix = 'o/';

/** The messages of this node's agent to AgentMesh agents, in the order of each, until their receivers took them. */
export class MeshOutbox implements AheadOfDisk {
  readonly #store: Store;
  readonly #letters = new Map<MeshDid, Map<number, MeshLetter>>();
  /** Changed since memory was last known to be as the disk. */
  readonly #changed = new Map<number, MeshLetter>();
  #next = 1;
  #count = 0;
  /** On their way to disk for the first time. */
  #coming = 0;

  private constructor(store: Store) {
    this.#store = store;
  }

  /** Reads what the store holds. */
  static async open(store: Store): Promise<MeshOutbox> {
    const outbox = new MeshOutbox(store);
    for await (const [key, value] of entriesOf(store, 'frame', between(prefix))) {
      const [, did = '', seq = ''] = new TextDecoder().decode(key).split('/');
      const to = parseMeshDid(did);
      const read = to === undefined ? undefined : readLetter(value, { to, seq: Number.parseInt(seq, 16) });
      if (read !== undefined) outbox.#set(read);
    }
    return outbox;
  }

  get count(): number {
    return this.#count + this.#coming;
  }

  /** The agents that something waits for, or is on its way to. */
  peers(): readonly MeshDid[] {
    return [...this.#letters.keys()];
  }

  /** The messages to an agent, oldest first. */
  to(peer: MeshDid): readonly MeshLetter[] {
    return [...(this.#letters.get(peer)?.values() ?? [])];
  }

  /** The message that travels in a frame; undefined when none does, or not any more. */
  byFrame(peer: MeshDid, frame: string): MeshLetter | undefined {
    return this.to(peer).find(({ sent }) => sent?.frame === frame);
  }

  /** Takes a message in once `commit` has put it on disk; throws as that does. Messages enter in the order of the calls. */
  async add(about: Omit<MeshLetter, 'seq' | 'sent'>, commit: (put: Operation) => Promise<void>): Promise<void> {
    const added = { ...about, seq: this.#next++, sent: undefined };
    this.#coming++;
    try {
      await commit(writeLetter(added));
    } finally {
      this.#coming--;
    }
    this.#set(added);
  }

  /** The message as it is now. */
  put(changed: MeshLetter): Operation {
    this.#set(changed);
    this.#changed.set(changed.seq, changed);
    return writeLetter(changed);
  }

  /** It came to its end. */
  remove(gone: MeshLetter): Operation {
    this.#unset(gone);
    this.#changed.set(gone.seq, gone);
    return { kind: 'delete', space: 'frame', key: keyOf(gone) };
  }

  settled(): void {
    this.#changed.clear();
  }

  reread(): void {
    for (const changed of this.#changed.values()) {
      const value = this.#store.get('frame', keyOf(changed));
      const read = value === undefined ? undefined : readLetter(value, changed);
      if (read === undefined) this.#unset(changed);
      else this.#set(read);
    }
    // What was gone and is back stands where it stood.
    for (const peer of new Set([...this.#changed.values()].map(({ to }) => to))) {
      const own = this.#letters.get(peer);
      if (own !== undefined) this.#letters.set(peer, new Map([...own].sort(([a], [b]) => a - b)));
    }
    this.#changed.clear();
  }

  #unset(gone: MeshLetter): void {
    const own = this.#letters.get(gone.to);
    if (own?.delete(gone.seq) === true) this.#count--;
    if (own?.size === 0) this.#letters.delete(gone.to);
  }

  #set(one: MeshLetter): void {
    const own = this.#letters.get(one.to) ?? new Map<number, MeshLetter>();
    if (!own.has(one.seq)) this.#count++;
    own.set(one.seq, one);
    this.#letters.set(one.to, own);
    this.#next = Math.max(this.#next, one.seq + 1);
  }
}

function writeLetter(written: MeshLetter): Operation {
  const { id, host, expires, sent, payload } = written;
  const header = { id, host, expires, ...(sent === undefined ? {} : { sent }) };
  return { kind: 'put', space: 'frame', key: keyOf(written), value: encodeHeaded(header, payload) };
}

function readLetter(value: Uint8Array, { to, seq }: Pick<MeshLetter, 'to' | 'seq'>): MeshLetter | undefined {
  const { header, rest } = decodeHeaded(value);
  const { id, host, expires, sent } = letter.parse(header);
  return id === undefined || host === undefined ? undefined : { seq, id, to, host, expires, payload: rest, sent };
}

function keyOf({ to, seq }: Pick<MeshLetter, 'to' | 'seq'>): string {
  return `${prefix}${to}/${seq.toString(16).padStart(14, '0')}`;
}
