import { accept, reject, utf8, type AgreementKey, type MeshDid, type Random, type Verdict } from '../base/base.ts';
import type { X3dhEstablishment } from '../wire/wire.ts';
import { agentMesh } from './agentmesh.ts';
import type { RatchetSession } from './ratchet.ts';
import type { Message, Moment, Opened, Sealed } from './suite.ts';
import type { KeyPrekeys } from './prekeys.ts';
import { initiateWith, respondWith, type KdfVariant } from './x3dh.ts';

/** The variants in the order in which they are tried. Which one a peer speaks is learnt from what opens, never told. */
export const kdfVariants: readonly KdfVariant[] = ['spec', 'npm4'];

const engines = { spec: agentMesh('spec'), npm4: agentMesh('npm4') } as const;

/** One side of a session with an AgentMesh agent, of either variant. */
export type MeshSession = RatchetSession;

/** An AgentMesh agent that this node ends the encryption for. */
export interface MeshSelf {
  readonly did: MeshDid;
  /** X25519 form of its identity key. */
  readonly agreement: AgreementKey;
}

/** The agent at the other end, by its verified keys. */
export interface MeshPeer {
  readonly did: MeshDid;
  /** Ed25519. */
  readonly publicKey: Uint8Array;
}

/** A prekey bundle as AgentMesh agents show it. */
export interface MeshBundle {
  /** X25519 form of the identity key. */
  readonly agreementKey: Uint8Array;
  /** Its signature is Ed25519 over the raw 32 bytes of the key. */
  readonly signed: { readonly id: number; readonly key: Uint8Array; readonly signature: Uint8Array };
  readonly oneTime: { readonly id: number; readonly key: Uint8Array } | undefined;
}

/** What a KNOCK says of the key agreement: not which signed prekey was used. */
export type MeshEstablishment = Omit<X3dhEstablishment, 'signedPrekeyId'>;

/**
 * Starts a session from a bundle. It is of one variant: what the first message is sealed under cannot be left open.
 * Refuses `bad-signature`, `key-mismatch` and `weak-key`.
 */
export function knockMesh(
  bundle: MeshBundle,
  between: { readonly self: MeshSelf; readonly peer: MeshPeer; readonly random: Random },
  variant: KdfVariant,
): Verdict<{ readonly state: MeshSession; readonly establishment: MeshEstablishment }> {
  const { self, peer, random } = between;
  const shown = {
    identityKey: bundle.agreementKey,
    signedPrekeyId: bundle.signed.id,
    signedPrekey: bundle.signed.key,
    signedPrekeySignature: bundle.signed.signature,
    oneTimePrekey: bundle.oneTime,
  };
  const associatedData = boundTo(self.did, peer.did);
  return initiateWith(shown, { self, peer, associatedData, random }, engines[variant].name, variant);
}

/**
 * Joins the session that a KNOCK began. One state for each way in which the other side may have made its own: by variant
 * and, as a KNOCK does not name it, by signed prekey; in the order in which they are tried. Refuses `key-mismatch`,
 * `prekey-unknown` and `weak-key`.
 */
export function answerMesh(
  establishment: MeshEstablishment,
  between: { readonly self: MeshSelf; readonly peer: MeshPeer; readonly prekeys: KeyPrekeys },
): Verdict<readonly MeshSession[]> {
  const { self, peer, prekeys } = between;
  const options = { self, peer, prekeys, associatedData: boundTo(peer.did, self.did) };
  const states: MeshSession[] = [];
  for (const variant of kdfVariants) {
    for (const { id } of prekeys.signed) {
      const joined = respondWith({ ...establishment, signedPrekeyId: id }, options, engines[variant].name, variant);
      if (joined.kind !== 'accept') return joined;
      states.push(joined.value.state);
    }
  }
  return accept(states);
}

/** Opens the first message after a KNOCK; the state that it opens under becomes the session. Refuses as `Suite.open`. */
export function openFirst(
  candidates: readonly MeshSession[],
  message: Message,
  moment: Moment,
): Verdict<Opened<MeshSession>> {
  let last: Verdict<Opened<MeshSession>> = reject('undecryptable');
  for (const state of candidates) {
    last = openMesh(state, message, moment);
    if (last.kind === 'accept') return last;
  }
  return last;
}

/** As `Suite.open`. */
export function openMesh(state: MeshSession, message: Message, moment: Moment): Verdict<Opened<MeshSession>> {
  return engines[variantOf(state)].open(state, message, moment);
}

/** As `Suite.seal`. */
export function sealMesh(state: MeshSession, plaintext: Uint8Array, moment: Moment): Sealed<MeshSession> {
  return engines[variantOf(state)].seal(state, plaintext, moment);
}

/** The variant that a session is of. */
export function variantOf({ suite }: MeshSession): KdfVariant {
  return suite === engines.npm4.name ? 'npm4' : 'spec';
}

/** A session for the store; holds secrets. */
export function encodeMeshSession(state: MeshSession): Uint8Array {
  return engines.spec.encodeState(state);
}

/** Reads what `encodeMeshSession` made of a session of this variant; throws MeshError('store-damaged') on anything else. */
export function decodeMeshSession(bytes: Uint8Array, variant: KdfVariant): MeshSession {
  return engines[variant].decodeState(bytes);
}

/** What AgentMesh clients bind to every message, in both directions. */
function boundTo(initiator: MeshDid, responder: MeshDid): Uint8Array {
  return utf8(`${initiator}|${responder}`);
}
