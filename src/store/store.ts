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
export { leftOut, readBackup, readBackupHeader, writeBackup, type BackupHeader } from './backup-file.ts';
export { readOrganisationFile, writeOrganisationFile } from './organisation-file.ts';
export { storeLimits } from './coalescer.ts';
export { Idly } from './idly.ts';
export {
  createKeyring,
  freshDataKey,
  openKeyring,
  readKeyringFile,
  saveKeyring,
  sealKeyring,
  unlockKindOf,
  unsealKeyring,
  wipeSecrets,
  type CreateKeyringOptions,
  type KeyringSecrets,
  type SaveKeyringOptions,
  type Unlock,
} from './keyring.ts';
