/** The door of `audit`: a transparency log without its disk: the tree, its proofs and tiles, checkpoints, entries, exports. */
export * from './merkle.ts';
export * from './proof.ts';
export * from './tiles.ts';
export * from './growing-tree.ts';
export * from './note.ts';
export * from './checkpoint.ts';
export * from './tlog-proof.ts';
export * from './witness.ts';
export * from './entry.ts';
export * from './verify-log.ts';
export * from './exports.ts';
