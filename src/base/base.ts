/** The door of `base`: brands, bytes, limits, errors, verdicts and the crypto primitives. */
export * from './brand.ts';
export * from './bytes.ts';
export * from './crypto.ts';
export { kem, kemBytes, newKemKey, type Encapsulated, type KemKey } from './kem.ts';
export * from './limits.ts';
export * from './mesh-error.ts';
export * from './random.ts';
export * from './reason.ts';
export * from './secret-key.ts';
export { giveBack, zeroBytes } from './slab.ts';
export * from './verdict.ts';
export * from './without-trace.ts';
