/** The door of `store`: the sealed database of a node, and the keyring that holds its secrets at rest. */
export { openStore, type OpenStoreOptions, type Store, type StoreEntry } from './open-store.ts';
export type { Continuity } from './continuity.ts';
export {
  spaces,
  type AtHandOver,
  type Delete,
  type Operation,
  type Put,
  type RangeOptions,
  type Space,
} from './space.ts';
export { storeLimits } from './coalescer.ts';
export {
  createKeyring,
  openKeyring,
  saveKeyring,
  type CreateKeyringOptions,
  type KeyringSecrets,
  type SaveKeyringOptions,
  type Unlock,
} from './keyring.ts';
