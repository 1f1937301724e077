/** The door of `mailbox`: grants, sealed letters, what a mailbox keeps, and what an owner takes from one it does not trust. */
export { mailboxesIn, type MailboxAddress } from './address.ts';
export { createGrant, verifyGrant, type GrantDraft } from './grant.ts';
export { depositId, openLetter, sealLetter, type OpenedLetter } from './letter.ts';
export { beginReading, readItem, type Reading } from './reading.ts';
export { Shelves, type Kept, type Offer, type ShelfUse, type Shelved } from './shelves.ts';
export type { Gone, KeptFor, MailboxStorage, Restored } from './storage.ts';
