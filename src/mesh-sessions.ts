import { z } from 'zod';
import type { MeshDid } from './base/base.ts';
import { decodeHeaded, encodeHeaded } from './headed.ts';
import type { AheadOfDisk } from './mesh-turn.ts';
import {
  decodeMeshSession,
  encodeMeshSession,
  variantOf,
  type KdfVariant,
  type MeshSession,
} from './session/session.ts';
import type { Operation, Store } from './store/store.ts';

/** Where the agent of this node stands with an AgentMesh agent. */
export type MeshStanding =
  /** Our KNOCK waits for its answer. */
  | { readonly kind: 'asked'; readonly knockId: string; readonly state: MeshSession }
  /** Their KNOCK was accepted; the first message tells which of these the session is. */
  | { readonly kind: 'answered'; readonly states: readonly MeshSession[] }
  | { readonly kind: 'open'; readonly state: MeshSession };

/** What is kept of one AgentMesh agent. */
export interface MeshAcquaintance {
  /** Undefined without a session. */
  readonly standing: MeshStanding | undefined;
  /** The variant that it is known to speak. */
  readonly speaks: KdfVariant | undefined;
  /** The variant of our next KNOCK. */
  readonly next: KdfVariant;
}

const variant = z.enum(['spec', 'npm4']);
const stored = z.strictObject({
  kind: z.enum(['none', 'asked', 'answered', 'open']),
  knockId: z.string().optional(),
  speaks: variant.optional(),
  next: variant,
  states: z.array(z.tuple([variant, z.int().min(1)])),
});

const stranger: MeshAcquaintance = { standing: undefined, speaks: undefined, next: 'spec' };

/** The sessions of this node's agent with AgentMesh agents. Changes are returned as the writes that make them last. */
export class MeshSessions implements AheadOfDisk {
  readonly #store: Store;
  /** As many as the gateway knows peers of one client. */
  readonly #known = new Map<MeshDid, MeshAcquaintance>();

  constructor(store: Store) {
    this.#store = store;
  }

  get(peer: MeshDid): MeshAcquaintance {
    const known = this.#known.get(peer);
    if (known !== undefined) return known;
    const value = this.#store.get('session', keyOf(peer));
    const read = value === undefined ? stranger : readAcquaintance(value);
    this.#known.set(peer, read);
    return read;
  }

  /** Everything is read from the disk again when it is asked for. */
  reread(): void {
    this.#known.clear();
  }

  /** Puts the pair where it stands now. */
  put(peer: MeshDid, change: Partial<MeshAcquaintance>): Operation {
    const next = { ...this.get(peer), ...change };
    this.#known.set(peer, next);
    return { kind: 'put', space: 'session', key: keyOf(peer), value: writeAcquaintance(next) };
  }
}

/** Beside the sessions with nodes, whose keys begin with a DID of theirs. */
function keyOf(peer: MeshDid): string {
  return `@${peer}`;
}

function writeAcquaintance({ standing, speaks, next }: MeshAcquaintance): Uint8Array {
  const states = statesOf(standing);
  const encoded = states.map(encodeMeshSession);
  const header: z.input<typeof stored> = {
    kind: standing?.kind ?? 'none',
    next,
    ...(standing?.kind === 'asked' ? { knockId: standing.knockId } : {}),
    ...(speaks === undefined ? {} : { speaks }),
    states: states.map((state, i) => [variantOf(state), encoded[i]?.length ?? 0]),
  };
  return encodeHeaded(header, ...encoded);
}

function statesOf(standing: MeshStanding | undefined): readonly MeshSession[] {
  if (standing === undefined) return [];
  return standing.kind === 'answered' ? standing.states : [standing.state];
}

function readAcquaintance(value: Uint8Array): MeshAcquaintance {
  const { header, rest } = decodeHeaded(value);
  const { kind, knockId = '', speaks, next, states: lengths } = stored.parse(header);
  let at = 0;
  const states = lengths.map(([of, length]) => decodeMeshSession(rest.slice(at, (at += length)), of));
  const [state] = states;
  const known = { speaks, next };
  if (kind === 'none' || state === undefined) return { ...known, standing: undefined };
  if (kind === 'answered') return { ...known, standing: { kind, states } };
  return { ...known, standing: kind === 'asked' ? { kind, knockId, state } : { kind, state } };
}
