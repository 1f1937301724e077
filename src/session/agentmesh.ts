import { encodeRatchetState } from '../wire/wire.ts';
import * as prekeys from './prekeys.ts';
import { agentMeshKdf } from './kdf.ts';
import { DoubleRatchet, withoutExpiredKeys, type RatchetSession } from './ratchet.ts';
import { decodeRatchetSession } from './ratchet-codec.ts';
import type { PureSuite } from './suite.ts';
import { bundleBody, initiate, respond, type KdfVariant } from './x3dh.ts';

const ratchet = new DoubleRatchet(agentMeshKdf);

/**
 * The suite of the AgentMesh wire protocol 1.0: X3DH, Double Ratchet, ChaCha20-Poly1305 with random
 * nonces. Named `agentmesh`; the variant `npm4` is for local clients of that release alone, is not
 * offered to nodes, and is named `agentmesh-npm4`.
 */
export function agentMesh(variant: KdfVariant): PureSuite<RatchetSession, prekeys.KeyPrekeys> {
  const name = variant === 'spec' ? 'agentmesh' : `agentmesh-${variant}`;
  const kind = { suite: name, withKem: false };
  return {
    name,
    createPrekeys: (moment) => prekeys.createPrekeys(kind, moment),
    refillPrekeys: prekeys.refillPrekeys,
    takeBundle: (own, self, now) => prekeys.takeBundle(own, self, now, bundleBody),
    consumePrekey: prekeys.consumePrekey,
    encodePrekeys: prekeys.encodePrekeys,
    decodePrekeys: (bytes) => prekeys.decodePrekeys(kind, bytes),
    initiate: (options) => initiate(options, name, variant),
    respond: (options) => respond(options, name, variant),
    prepare: (state, moment) => ratchet.prepare(state, moment),
    expire: (state, now) => withoutExpiredKeys(state, now),
    seal: (state, plaintext, moment) => ratchet.seal(state, plaintext, moment),
    open: (state, message, moment) => ratchet.open(state, message, moment),
    encodeState: encodeRatchetState,
    decodeState: (bytes) => decodeRatchetSession(bytes, name, false),
  };
}
