/** The door of `wire`: bytes to typed frames and back. Every decoder checks size before it parses and bounds every field. */
export * from './signed.ts';
export * from './identity-wire.ts';
export * from './revocation-wire.ts';
export * from './delegation-wire.ts';
export * from './registry-wire.ts';
export * from './receipt-wire.ts';
export * from './quarantine-wire.ts';
export * from './iatp-wire.ts';
export * from './mesh-wire.ts';
export * from './mailbox-wire.ts';
export * from './repair-wire.ts';
export * from './session-wire.ts';
export * from './envelope-wire.ts';
export * from './node-wire.ts';
export * from './state-wire.ts';
export * from './signal-wire.ts';
export * from './prekey-wire.ts';
