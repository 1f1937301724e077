import { MeshError } from '../base/base.ts';
import { decodeRatchetState, encodeRatchetState } from '../wire/wire.ts';
import { openMessage, prepareMessage, sealMessage } from './ratchet.ts';
import type { SessionState, Suite } from './suite.ts';
import { initiate, respond, type KdfVariant } from './x3dh.ts';

/**
 * The suite of the AgentMesh wire protocol 1.0: X3DH, Double Ratchet, ChaCha20-Poly1305 with random
 * nonces. Named `agentmesh`; the variant `npm4` is for local clients of that release alone, is not
 * offered to nodes, and is named `agentmesh-npm4`.
 */
export function agentMeshSuite(variant: KdfVariant): Suite {
  const name = variant === 'spec' ? 'agentmesh' : `agentmesh-${variant}`;
  return {
    name,
    initiate: (options) => initiate(options, name, variant),
    respond: (options) => respond(options, variant),
    prepare: prepareMessage,
    seal: sealMessage,
    open: openMessage,
    encodeState: encodeRatchetState,
    decodeState,
  };
}

function decodeState(bytes: Uint8Array): SessionState {
  const verdict = decodeRatchetState(bytes);
  if (verdict.kind === 'accept') return verdict.value;
  throw new MeshError(
    'store-damaged',
    `A session could not be read from the store: ${verdict.detail ?? verdict.reason}. Restore the data directory, or remove the session so that a new one is opened.`,
  );
}
