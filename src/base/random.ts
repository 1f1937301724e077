import { randomBytes, randomFillSync } from 'node:crypto';

/** A source of random bytes; pure rooms take it as a parameter. */
export type Random = (length: number) => Uint8Array;

/** Ids and nonces are cut from bytes drawn ahead; what may become a key, 32 bytes and more, is drawn by itself. */
const maxPooledBytes = 24;
const pool = new Uint8Array(4096);
let poolAt = pool.length;

/** The operating system's generator. Only the hall and edge rooms hand it on. */
export const systemRandom: Random = (length) => {
  if (length > maxPooledBytes) return new Uint8Array(randomBytes(length));
  if (poolAt + length > pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const out = pool.slice(poolAt, poolAt + length);
  pool.fill(0, poolAt, poolAt + length);
  poolAt += length;
  return out;
};
