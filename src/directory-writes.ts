import { utf8 } from './base/base.ts';
import { encodeRegistryEntry, type RegistryEntry } from './registry/registry.ts';
import type { Operation } from './store/store.ts';

/** The write that keeps what is known of an agent. */
export function putEntry(entry: RegistryEntry): Operation {
  return { kind: 'put', space: 'record', key: entry.did, value: encodeRegistryEntry(entry) };
}

/** The write that keeps what the operator knows an agent or an organisation by. */
export function putJson(key: string, value: unknown): Operation {
  return { kind: 'put', space: 'peer', key, value: utf8(JSON.stringify(value)) };
}
