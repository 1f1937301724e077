import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { vectorsDir } from '../support/vectors.ts';

const hex = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'hex')));

const head = {
  tcId: z.number(),
  comment: z.string(),
  flags: z.array(z.string()),
  result: z.enum(['valid', 'acceptable', 'invalid']),
};

const noComment = { ...head, comment: z.string().optional() };

function file<G extends z.ZodType>(group: G) {
  return z.object({ numberOfTests: z.number(), testGroups: z.array(group) });
}

/** The files that are used, with the fields that are used. */
export const formats = {
  x25519: file(z.object({ tests: z.array(z.object({ ...head, public: hex, private: hex, shared: hex })) })),
  ed25519: file(
    z.object({ publicKey: z.object({ pk: hex }), tests: z.array(z.object({ ...head, msg: hex, sig: hex })) }),
  ),
  hkdf_sha256: file(
    z.object({ tests: z.array(z.object({ ...head, ikm: hex, salt: hex, info: hex, size: z.number(), okm: hex })) }),
  ),
  mlkem_768: file(
    z.object({ tests: z.array(z.object({ ...noComment, seed: hex, ek: hex.optional(), c: hex, K: hex.optional() })) }),
  ),
  hmac_sha256: file(z.object({ tests: z.array(z.object({ ...head, key: hex, msg: hex, tag: hex })) })),
  chacha20_poly1305: file(
    z.object({
      tests: z.array(z.object({ ...head, key: hex, iv: hex, aad: hex, msg: hex, ct: hex, tag: hex })),
    }),
  ),
};

const dir = vectorsDir();

/** Whether the Wycheproof vectors are here; says so when they are not. */
export const isPresent = dir !== undefined && existsSync(join(dir, 'wycheproof'));
if (!isPresent) console.warn('the Wycheproof vectors are absent: their tests are skipped (see PARLEY_VECTORS)');

/** One file of the vectors, as its format reads it. */
export function readVectors<T>(name: string, format: z.ZodType<T>): T {
  const path = join(dir ?? '', 'wycheproof', `${name}_test.json`);
  return format.parse(JSON.parse(readFileSync(path, 'utf8')));
}
