import type { Moment } from './suite.ts';
import * as prekeys from './prekeys.ts';

const kind = { suite: 'agentmesh', withKem: false };

/** The prekeys of an AgentMesh agent that this node ends the encryption for. Those in `fresh` lie at the registry. */
export type MeshPrekeys = prekeys.KeyPrekeys;

/** New prekeys, to be committed before they are shown. */
export function createMeshPrekeys(moment: Moment): MeshPrekeys {
  return prekeys.createPrekeys(kind, moment);
}

/**
 * What is due: a signed prekey is rotated after 7 days and kept 14 more, one-time ones are refilled when fewer than 5
 * are left at the registry, whose ids `left` are. The same object when nothing changed; otherwise it is to be shown anew.
 */
export function renewMeshPrekeys(own: MeshPrekeys, left: ReadonlySet<number>, moment: Moment): MeshPrekeys {
  const gone = own.fresh.filter(({ id }) => !left.has(id));
  const fresh = own.fresh.filter(({ id }) => left.has(id));
  const synced = gone.length === 0 ? own : { ...own, fresh, offered: [...own.offered, ...gone].slice(-maxOffered) };
  return prekeys.refillPrekeys(synced, moment);
}

/** Keys given out and not used that are kept; the oldest lapse. */
const maxOffered = 500;

/** The prekeys with those that the registry may have given out meanwhile, for the answer to a KNOCK. */
export function givenMeshPrekeys(own: MeshPrekeys): MeshPrekeys {
  return { ...own, offered: [...own.offered, ...own.fresh] };
}

/** Forgets a one-time prekey that a session used. Commit it with that session's state. */
export function consumeMeshPrekey(own: MeshPrekeys, id: number): MeshPrekeys {
  return { ...prekeys.consumePrekey(own, id), fresh: own.fresh.filter((prekey) => prekey.id !== id) };
}

/** What the registry is to show: public keys only. */
export function shownMeshPrekeys(own: MeshPrekeys): {
  readonly signed: { readonly id: number; readonly key: Uint8Array };
  readonly oneTime: readonly { readonly id: number; readonly key: Uint8Array }[];
} {
  const shown = ({ id, key }: MeshPrekeys['fresh'][number]) => ({ id, key: key.publicKey });
  const [signed] = own.signed;
  if (signed === undefined) throw new RangeError('prekeys without a signed one');
  return { signed: shown(signed), oneTime: own.fresh.map(shown) };
}

/** The prekeys for the store; holds secrets. */
export const encodeMeshPrekeys: (own: MeshPrekeys) => Uint8Array = prekeys.encodePrekeys;

/** Reads what `encodeMeshPrekeys` made; throws MeshError('store-damaged') on anything else. */
export function decodeMeshPrekeys(bytes: Uint8Array): MeshPrekeys {
  return prekeys.decodePrekeys(kind, bytes);
}
