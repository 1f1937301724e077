import { z } from 'zod';
import { dimensionNames, messageId, trustTarget } from './schema.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');
const hour = z.number().int().min(0).max(0xffff_ffff);
const whole = z.number().int().min(0);
const id = z.string().min(1).max(256);
const numbers = z.array(z.number()).readonly();
const texts = z.array(z.string()).readonly();

/** The part of a trust answer that is claimed, and can be recomputed. */
const answer = z.object({
  score: z.number().int().min(0).max(1000),
  tier: z.enum(['verified_partner', 'trusted', 'standard', 'probationary', 'untrusted']),
  confidence: z.number().int().min(0).max(1000),
  evidenceRoot: hash,
  rootsHash: hash,
  parametersHash: hash,
  hour,
});

const units = z.number().int().min(0).describe('Fixed point: 1048576 is one unit.');
const testimony = z.object({ organisation: id, day: whole, r: units, s: units });
const spread = z.object({ organisation: id, hops: whole, day: whole, loss: units });
const vouch = z.object({ target: id, capability: z.string(), expires: hour });
const four = z.tuple([whole, whole, whole, whole]).readonly();
const five = z.tuple([whole, whole, whole, whole, whole]).readonly();

const parameters = z.object({
  version: whole,
  goodHalfLifeHours: whole,
  badHalfLifeHours: whole,
  shortHalfLifeHours: whole,
  weightQuarters: five,
  severityQuarters: four,
  priorUnits: whole,
  shortUnits: whole,
  hearsayUnits: whole,
  organisationUnits: whole,
  rootShare: whole,
  iterations: whole.max(64),
  disagreement: whole,
  agreementWidth: whole,
  dailyReceipts: whole,
  vouchUnits: whole,
  damageFactor: whole,
  damagePerHop: whole,
  damageDepth: whole,
  damagePoints: whole,
  knownPrior: whole,
  unknownPrior: whole,
  unknownCeiling: whole,
  unknownUnits: whole,
  writeUnits: whole,
  maxAgeHours: whole,
});

const roots = z.object({
  organisation: id,
  pinned: texts,
  known: texts,
  vouches: z.array(vouch).readonly(),
  blocked: texts,
  forgiven: z.array(z.tuple([id, hour]).readonly()).readonly(),
});

/** A score with all that went into it: `parley trust --json` writes it, `parley trust verify` computes it again. */
export const publishedTrust = z.object({
  version: z.literal(1),
  hour,
  parameters,
  roots,
  evidence: z.object({
    subject: id,
    organisation: id.optional(),
    ledger: z.string().describe('Canonical bytes of the ledger of own evidence, base64url.'),
    organisationLedgers: texts,
    testimony: z.array(testimony).readonly(),
    spread: z.array(spread).readonly(),
    ceiling: z.number().int().min(0).max(1000).optional(),
    revoked: z.boolean(),
    disproved: z.boolean(),
    unusual: z.boolean(),
  }),
  credibility: z.object({
    hour,
    root: hash,
    values: z.array(z.tuple([id, whole]).readonly()).readonly(),
    graph: z
      .object({
        agents: texts,
        organisations: texts,
        organisationOf: numbers,
        rater: numbers,
        subject: numbers,
        day: numbers,
        r: numbers,
        s: numbers,
        seen: numbers,
        seenR: numbers,
        seenS: numbers,
      })
      .optional(),
  }),
  answer,
});

const quarantine = z.object({
  cause: z.string(),
  since: z.number(),
  until: z.number().optional().describe('Absent: until a person lifts it.'),
});

const explained = z.object({
  answer,
  long: z.number().int(),
  short: z.number().int(),
  r: units,
  s: units,
  prior: units,
  standing: z.enum(['own', 'known', 'unknown']),
  damage: z.number().int(),
  heard: z.object({
    r: units,
    s: units,
    from: z.array(z.object({ organisation: id, r: units, s: units, credibility: units })).readonly(),
  }),
  classes: z
    .array(
      z.object({
        action: z.string(),
        open: z.boolean(),
        by: z.enum(['evidence', 'vouch', 'delegation', 'nothing']),
        r: units,
        until: z.number().optional().describe('When the vouch or the delegation ends.'),
      }),
    )
    .readonly()
    .describe('Capability classes with evidence or a grant, and whether write actions are open in them.'),
  quarantine: quarantine.optional(),
  announced: z
    .array(
      quarantine.extend({
        by: id.describe('DID of the agent whose node shut it out.'),
        lifted: z.boolean().describe('It was let in again before its time; then this says nothing.'),
        counts: z.boolean().describe('Whether it is evidence: a receipt proves that the two dealt with each other.'),
      }),
    )
    .readonly()
    .describe('Quarantines that other nodes announced, newest first.'),
  flags: texts,
});

const actKinds = [
  'pin',
  'unpin',
  'vouch',
  'unvouch',
  'block',
  'unblock',
  'forgive',
  'quarantine',
  'unquarantine',
] as const;

const decision = z.object({
  at: z.number(),
  by: z.string(),
  why: z.string(),
  act: z.enum(actKinds),
  target: id,
  capability: z.string().optional(),
  expires: hour.optional(),
});

const who = z.strictObject({ who: trustTarget });

/** The paths about trust. */
export const trustRoutes = {
  trust: {
    method: 'GET',
    path: '/v1/trust/agent',
    summary: 'The score of an agent, and what it is made of.',
    authenticated: true,
    query: who,
    response: explained,
  },
  publishTrust: {
    method: 'GET',
    path: '/v1/trust/published',
    summary: 'The score with all that went into it, so that anyone can compute it again.',
    authenticated: true,
    query: who,
    response: publishedTrust,
  },
  trustRoots: {
    method: 'GET',
    path: '/v1/trust',
    summary: 'Whom this node believes to begin with, the parameters, quarantines, and what its operator decided.',
    authenticated: true,
    response: z.object({
      roots,
      rootsHash: hash,
      parameters,
      parametersHash: hash,
      quarantined: z.array(quarantine.extend({ did: z.string() })).readonly(),
      decisions: z.array(decision).readonly(),
    }),
  },
  decideTrust: {
    method: 'POST',
    path: '/v1/trust/decisions',
    summary: 'Records what the operator decides about an agent or an organisation, with who and why.',
    authenticated: true,
    request: z.strictObject({
      act: z.enum(actKinds),
      target: trustTarget,
      by: z.string().min(1).max(128),
      why: z.string().min(1).max(1024),
      capability: z.string().max(64).default('').describe('For vouch: the action it opens; every action when empty.'),
      seconds: z
        .number()
        .int()
        .min(3600)
        .max(365 * 24 * 3600)
        .default(30 * 24 * 3600)
        .describe('For vouch: how long it holds.'),
    }),
    response: decision,
  },
  rate: {
    method: 'POST',
    path: '/v1/messages/:id/rate',
    summary: 'The agent’s own verdict on a message or a call; counts as evidence once.',
    authenticated: true,
    params: z.strictObject({ id: messageId }),
    request: z.strictObject({
      outcome: z
        .number()
        .int()
        .min(0)
        .max(100)
        .describe('100: in full. 0: not at all what was asked, a breach of contract.'),
      dimension: z.enum(dimensionNames),
      with: trustTarget.optional().describe('Whose message is meant, where messages of several agents have the id.'),
    }),
    response: z.object({ did: z.string(), score: z.number().int(), receipt: z.boolean() }),
  },
} as const;
