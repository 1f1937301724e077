import { randomBytes } from 'node:crypto';

/** A source of random bytes; pure rooms take it as a parameter. */
export type Random = (length: number) => Uint8Array;

/** The operating system's generator. Only the hall and edge rooms hand it on. */
export const systemRandom: Random = (length) => new Uint8Array(randomBytes(length));
