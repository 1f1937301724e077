/** Orders byte strings of one length as numbers. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether one statement has the lower hash: which of two stays where nothing else says. */
export function isLowerHash(a: { readonly hash: Uint8Array }, b: { readonly hash: Uint8Array }): boolean {
  return compareBytes(a.hash, b.hash) < 0;
}
