import { MeshError } from '../base/base.ts';
import { decodeRatchetState } from '../wire/wire.ts';
import type { RatchetSession } from './ratchet.ts';

/** Reads a session of a suite with or without a KEM exchange from the store; throws MeshError('store-damaged'). */
export function decodeRatchetSession(bytes: Uint8Array, suite: string, hasKem: boolean): RatchetSession {
  const verdict = decodeRatchetState(bytes);
  const isOfSuite = verdict.kind === 'accept' && (verdict.value.kem !== undefined) === hasKem;
  if (isOfSuite) return { ...verdict.value, suite };
  const why = verdict.kind === 'accept' ? 'it is of another suite' : (verdict.detail ?? verdict.reason);
  throw new MeshError(
    'store-damaged',
    `A session could not be read from the store: ${why}. Restore the data directory, or remove the session so that a new one is opened.`,
  );
}
