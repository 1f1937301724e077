import type { JSX } from 'preact';

/** The tiers of trust, the highest first, each with its own shape: colour is never the only sign. */
export const tiers = ['verified_partner', 'trusted', 'standard', 'probationary', 'untrusted'] as const;

/** A tier of trust. */
export type Tier = (typeof tiers)[number];

const names: Readonly<Record<Tier, string>> = {
  verified_partner: 'verified partner',
  trusted: 'trusted',
  standard: 'standard',
  probationary: 'probationary',
  untrusted: 'untrusted',
};

/** Outlines about the origin, of about the same area: a circle would have radius 8. */
const outlines: Readonly<Record<Tier, string>> = {
  verified_partner: 'M0-9.6 2.4-3.3 9.1-3 3.9 1.3 5.6 7.8 0 4.1-5.6 7.8-3.9 1.3-9.1-3-2.4-3.3Z',
  trusted: 'M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0Z',
  standard: 'M-7-5a2 2 0 0 1 2-2H5a2 2 0 0 1 2 2V5a2 2 0 0 1-2 2H-5a2 2 0 0 1-2-2Z',
  probationary: 'M0-9.5 9.5 0 0 9.5-9.5 0Z',
  untrusted: 'M0 8.5-9.4-6.5H9.4Z',
};

/** A tier as the page knows it; a word of a newer node counts as the lowest. */
export function tierOf(word: string): Tier {
  return tiers.find((tier) => tier === word) ?? 'untrusted';
}

/** A tier in words. */
export function tierName(word: string): string {
  return names[tierOf(word)];
}

/** The outline of a tier, about the origin of the drawing. */
export function outlineOf(word: string): string {
  return outlines[tierOf(word)];
}

/** A tier as a small sign in running text; the words stand beside it. */
export function TierMark({ tier }: { readonly tier: string }): JSX.Element {
  return (
    <svg class={`tier-mark tier-${tierOf(tier)}`} viewBox="-11 -11 22 22" aria-hidden="true">
      <path d={outlineOf(tier)} />
    </svg>
  );
}
