import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { MeshError, SecretKey, systemRandom } from '../../../src/base/base.ts';
import { openStore, type Store } from '../../../src/store/store.ts';

/** A directory of its own, removed when the test ends. */
export async function temporaryDirectory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-store-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A data key of one repeated byte. */
export function keyOf(byte: number): SecretKey {
  return SecretKey.own(new Uint8Array(32).fill(byte));
}

/** Opens a store that is closed when the test ends. */
export async function openedStore(dir: string, dataKey: SecretKey = keyOf(1)): Promise<Store> {
  const store = await openStore({ dir, dataKey, fsync: true, random: systemRandom });
  onTestFinished(() => store.close());
  return store;
}

/** The MeshError that an action ends in, as "code: message"; fails when it ends otherwise. */
export async function errorOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof MeshError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Commits after which the writer of long values removes one. */
export const longLives = 30;

/** A long value made of a short one. */
export function repeated(value: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.alloc(100 * 1024, value));
}
