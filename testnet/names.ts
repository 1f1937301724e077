/** Fewest and most organisations of one network: stories need three sides, and each organisation is a process of about 230 MB. */
export const organisationBounds = { least: 3, most: 24 } as const;

const names = `
  Acme Globex Initech Umbra Vandelay Wonka Stark Wayne Tyrell Cyberdyne Soylent Massive
  Aperture Oscorp Monarch Virtucon Zorin Octan Duff Gringotts Sirius Nakatomi Rekall Yoyodyne
`
  .trim()
  .split(/\s+/);

/** Names of so many organisations, always the same ones. Throws RangeError beyond the bounds. */
export function organisationNames(count: number): readonly string[] {
  const { least, most } = organisationBounds;
  if (!Number.isInteger(count) || count < least || count > most)
    throw new RangeError(`A network has ${least} to ${most} organisations.`);
  return names.slice(0, count);
}
