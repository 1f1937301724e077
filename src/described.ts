import type { Did } from './base/base.ts';
import type { VerifiedRecord } from './identity/identity.ts';
import type { AgentFacts } from './policy/policy.ts';

/** What is known of an agent here beside its record. */
export interface Described {
  /** Whether it is our own agent. */
  readonly own: boolean;
  readonly record: VerifiedRecord | undefined;
  readonly alias: string | undefined;
  isKnownOrganisation(key: Uint8Array): boolean;
  /** Domains that vouch for the key of an organisation, by its id. */
  domainsOf(organisation: string): readonly string[];
}

/** The part of what policy sees of an agent that is not its score. */
export type Description = Omit<AgentFacts, 'score' | 'tier' | 'confidence'>;

/** An agent as policy sees it, but for its score. */
export function describeAgent(did: Did, { own, record, alias, ...known }: Described): Description {
  const organisation = record?.organisation;
  const about = {
    did,
    own,
    capabilities: record?.record.capabilities ?? [],
    ...(alias === undefined ? {} : { alias }),
  };
  if (organisation === undefined) return about;
  const { id, name, key } = organisation;
  const domains = known.domainsOf(id);
  const vouched = domains.length === 0 ? {} : { domains };
  return { ...about, organisation: { id, name, known: known.isKnownOrganisation(key), ...vouched } };
}
