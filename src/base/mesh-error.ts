/** Stable codes of what we or the operator do wrong; docs/errors.md says what to do about each. Add, never rename. */
export const errorCodes = [
  'config-invalid',
  'config-unreadable',
  'data-dir-in-use',
  'data-dir-missing',
  'data-dir-exists',
  'store-damaged',
  'store-newer',
  'store-write-failed',
  'store-busy',
  'audit-damaged',
  'mailbox-storage',
  'keyring-locked',
  'keyring-damaged',
  'keyring-permissions',
  'credential-missing',
  'epoch-keys-lost',
  'backup-invalid',
  'policy-invalid',
  'listen-failed',
  'not-running',
  'unauthorized',
  'invitation-invalid',
  'invitation-expired',
  'peer-unknown',
  'peer-unreachable',
  'message-too-large',
  'outbox-full',
  'recipient-busy',
  'refused',
  'stopping',
  'request-invalid',
  'not-found',
  'node-too-old',
  'internal',
] as const;

/** One of the stable error codes. */
export type ErrorCode = (typeof errorCodes)[number];

/**
 * Thrown for what we or the operator do wrong. The message says what happened, why, and what to do;
 * it holds no secret and no text from the network.
 */
export class MeshError extends Error {
  override readonly name = 'MeshError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
