/** Bounds that several rooms share; each says what it protects. A bound that one room owns lives in that room. */
export const limits = {
  /** Largest frame on any libp2p stream, bytes: an envelope of `maxBodyBytes` with its headers and seal fits. */
  maxFrameBytes: 5 * 1024 * 1024,
  /** Largest IATP frame, bytes: two records with their rotation chains fit; nobody unauthenticated can make us hold more. */
  maxIatpFrameBytes: 64 * 1024,
  /** Largest body of one exchange, or of a part of its answer, bytes. */
  maxBodyBytes: 4 * 1024 * 1024,
  /** Largest body of a native message, bytes: what is longer than `partedFromBytes` travels in parts. */
  maxMessageBytes: 16 * 1024 * 1024,
  /** Body of a native message beyond which it travels in parts, bytes: what fits into one packet keeps its place in its stream. */
  partedFromBytes: 4 * 1024 * 1024,
  /** Body of one such part, bytes. */
  partBytes: 256 * 1024,
  /** Parts of one message. */
  maxParts: 64,
  /** Largest encoded agent record, bytes. */
  maxRecordBytes: 16 * 1024,
  /** Longest capability, name, topic or other short text, UTF-16 units. */
  maxTextLength: 1024,
  /** Entries in a list inside a record (addresses, capabilities, rotations). */
  maxListLength: 64,
  /** HTTP headers carried with one exchange. */
  maxHeaders: 128,
  /** Bytes of all HTTP header names and values of one exchange. */
  maxHeaderBytes: 64 * 1024,
  /** A record's longest life, milliseconds (registry.md: 30 days). */
  maxRecordLifeMs: 30 * 24 * 3600 * 1000,
  /** How long an accepted message may wait for delivery, milliseconds (72 h). */
  messageTtlMs: 72 * 3600 * 1000,
  /** Difference between two nodes' clocks that is put up with, milliseconds. */
  clockSkewMs: 30_000,
} as const;
