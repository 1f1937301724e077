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
export class MeshOutbox {
  readonly #letters = new Map<MeshDid, Map<number, MeshLetter>>();
  #next = 1;
  #count = 0;

  private constructor() {}

  /** Reads what the store holds. */
  static async open(store: Store): Promise<MeshOutbox> {
    const outbox = new MeshOutbox();
    for await (const [key, value] of entriesOf(store, 'frame', between(prefix))) {
      const [, did = '', seq = ''] = new TextDecoder().decode(key).split('/');
      const { header, rest } = decodeHeaded(value);
      const { id, host, expires, sent } = letter.parse(header);
      const to = parseMeshDid(did);
      if (to === undefined || id === undefined || host === undefined) continue;
      outbox.#set({ seq: Number.parseInt(seq, 16), id, to, host, expires, payload: rest, sent });
    }
    return outbox;
  }

  get count(): number {
    return this.#count;
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

  add(about: Omit<MeshLetter, 'seq' | 'sent'>): Operation {
    return this.put({ ...about, seq: this.#next, sent: undefined });
  }

  /** The message as it is now. */
  put(changed: MeshLetter): Operation {
    this.#set(changed);
    const { id, host, expires, sent, payload } = changed;
    const header = { id, host, expires, ...(sent === undefined ? {} : { sent }) };
    return { kind: 'put', space: 'frame', key: keyOf(changed), value: encodeHeaded(header, payload) };
  }

  /** It came to its end. */
  remove(gone: MeshLetter): Operation {
    const own = this.#letters.get(gone.to);
    if (own?.delete(gone.seq) === true) this.#count--;
    if (own?.size === 0) this.#letters.delete(gone.to);
    return { kind: 'delete', space: 'frame', key: keyOf(gone) };
  }

  #set(one: MeshLetter): void {
    const own = this.#letters.get(one.to) ?? new Map<number, MeshLetter>();
    if (!own.has(one.seq)) this.#count++;
    own.set(one.seq, one);
    this.#letters.set(one.to, own);
    this.#next = Math.max(this.#next, one.seq + 1);
  }
}

function keyOf({ to, seq }: MeshLetter): string {
  return `${prefix}${to}/${seq.toString(16).padStart(14, '0')}`;
}
