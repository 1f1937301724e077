import { fading, saturated, type Credibility } from './credibility.ts';
import { one, scaled, times, type Fixed } from './decay.ts';
import type { Hour } from './ledger.ts';
import type { Parameters } from './parameters.ts';
import type { Roots } from './roots.ts';

/** What one rater said about an agent in one UTC day. */
export interface Testimony {
  /** The rater's organisation; an agent without one is its own. */
  readonly organisation: string;
  readonly day: number;
  /** Good and bad units, fresh, fixed point; together at most 1.0. */
  readonly r: Fixed;
  readonly s: Fixed;
}

/** What one organisation adds to the hearsay about an agent; fixed-point units. */
export interface HeardFrom {
  readonly organisation: string;
  /** What it says, decayed and saturated at M. */
  readonly r: Fixed;
  readonly s: Fixed;
  /** c, fixed point. */
  readonly credibility: Fixed;
}

/** R and S: what counts of all that is said about an agent. */
export interface Heard {
  readonly r: Fixed;
  readonly s: Fixed;
  readonly from: readonly HeardFrom[];
}

/** What of the evidence hearsay is made of. */
interface Said {
  readonly subject: string;
  readonly organisation: string | undefined;
  readonly testimony: readonly Testimony[];
  readonly credibility: Credibility;
}

/**
 * The hearsay about an agent. Each organisation saturates at M and gets the share c of K: whoever is many gets no
 * more by it, and whoever is not believed leaves its share unused. What an organisation says of its own agents
 * counts nothing.
 */
export function hearsayOf(said: Said, roots: Roots, parameters: Parameters, nowHour: Hour): Heard {
  const fade = fading(parameters, nowHour);
  const own = said.organisation ?? said.subject;
  const sums = new Map<string, { r: Fixed; s: Fixed }>();
  for (const { organisation, day, r, s } of said.testimony) {
    if (organisation === own || roots.blocked.has(organisation)) continue;
    const { good, bad } = fade(day);
    const sum = sums.get(organisation) ?? { r: 0, s: 0 };
    sums.set(organisation, sum);
    sum.r += times(r, good);
    sum.s += times(s, bad);
  }
  const heard = { r: 0, s: 0 };
  const from: HeardFrom[] = [];
  for (const [organisation, sum] of sums) {
    const { r, s } = saturated(sum, parameters.organisationUnits * one);
    const credibility = said.credibility.values.get(organisation) ?? 0;
    from.push({ organisation, r, s, credibility });
    heard.r += scaled(times(r, credibility), parameters.hearsayUnits, parameters.organisationUnits);
    heard.s += scaled(times(s, credibility), parameters.hearsayUnits, parameters.organisationUnits);
  }
  return { ...heard, from: from.toSorted((a, b) => (a.organisation < b.organisation ? -1 : 1)) };
}
