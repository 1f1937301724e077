import { z } from 'zod';

/** A path on the node's own machine. */
const path = z.string().min(1).max(4096).startsWith('/', 'an absolute path');

/** The rows of the contract about what the node must not lose. */
export const keysRoutes = {
  backup: {
    method: 'POST',
    path: '/v1/backup',
    summary: 'Writes a backup of identity, peers, evidence, decisions and messages to a new file on this machine.',
    authenticated: true,
    request: z.strictObject({
      file: path,
      passphraseFile: path
        .optional()
        .describe('Holds the passphrase that opens the backup; by default what unlocks the keyring does.'),
    }),
    response: z.object({ file: z.string(), entries: z.number().int(), bytes: z.number().int() }),
  },
} as const;
