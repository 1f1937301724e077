import { MeshError } from '../base/base.ts';
import { decodeRatchetState, encodeRatchetState } from '../wire/wire.ts';
import * as prekeys from './prekeys.ts';
import { openMessage, prepareMessage, sealMessage, type RatchetSession } from './ratchet.ts';
import type { PureSuite } from './suite.ts';
import { bundleBody, initiate, respond, type KdfVariant } from './x3dh.ts';

/**
 * The suite of the AgentMesh wire protocol 1.0: X3DH, Double Ratchet, ChaCha20-Poly1305 with random
 * nonces. Named `agentmesh`; the variant `npm4` is for local clients of that release alone, is not
 * offered to nodes, and is named `agentmesh-npm4`.
 */
export function agentMesh(variant: KdfVariant): PureSuite<RatchetSession, prekeys.KeyPrekeys> {
  const name = variant === 'spec' ? 'agentmesh' : `agentmesh-${variant}`;
  return {
    name,
    createPrekeys: (moment) => prekeys.createPrekeys(name, moment),
    refillPrekeys: prekeys.refillPrekeys,
    takeBundle: (own, self, now) => prekeys.takeBundle(own, self, now, bundleBody),
    consumePrekey: prekeys.consumePrekey,
    encodePrekeys: prekeys.encodePrekeys,
    decodePrekeys: (bytes) => prekeys.decodePrekeys(name, bytes),
    initiate: (options) => initiate(options, name, variant),
    respond: (options) => respond(options, name, variant),
    prepare: prepareMessage,
    seal: sealMessage,
    open: openMessage,
    encodeState: encodeRatchetState,
    decodeState: (bytes) => decodeState(name, bytes),
  };
}

function decodeState(suite: string, bytes: Uint8Array): RatchetSession {
  const verdict = decodeRatchetState(bytes);
  if (verdict.kind === 'accept') return { ...verdict.value, suite };
  throw new MeshError(
    'store-damaged',
    `A session could not be read from the store: ${verdict.detail ?? verdict.reason}. Restore the data directory, or remove the session so that a new one is opened.`,
  );
}
