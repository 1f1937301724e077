import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { MeshError, millis, parseCanonicalDid, trustScore, utf8, type Did } from './base/base.ts';
import { scanContent, type ContentPattern } from './content/content.ts';
import { resourceTypesOf, type AgentFacts, type Facts } from './policy/policy.ts';

/** A case: facts, and what a set of policies shall say to them. */
export interface PolicyCase {
  readonly name: string;
  readonly file: string;
  readonly facts: (patterns: readonly ContentPattern[]) => Facts;
  readonly expect: 'allow' | 'deny';
  /** Ids of policies that must be among the deciding ones. */
  readonly policies: readonly string[];
  readonly reason: string | undefined;
  readonly labels: readonly string[] | undefined;
  /** What must be covered before it is delivered, as `@redact` names it. */
  readonly redact: readonly string[] | undefined;
}

const tiers = ['untrusted', 'probationary', 'standard', 'trusted', 'verified_partner'] as const;

const did = z.string().transform((text, context): Did => {
  const parsed = parseCanonicalDid(text.startsWith('did:') ? text : sampleDid(text));
  if (parsed !== undefined) return parsed;
  context.issues.push({ code: 'custom', input: text, message: 'is no DID, and no name of 1 to 20 letters and digits' });
  return z.NEVER;
});

/** A DID for a name: cases read better with `alice` than with a key. */
function sampleDid(name: string): string {
  const base58 = Array.from(name.toLowerCase())
    .map((c) => (c === 'l' ? 'L' : c === '0' ? '1' : c))
    .join('');
  return `did:agentmesh:${base58.padStart(24, 'X')}`;
}

const proved = z.strictObject({ issuer: z.string(), subject: z.string(), tenant: z.string().optional() });

const agent = z.strictObject({
  did: did.optional(),
  own: z.boolean().optional(),
  name: z.string().optional(),
  organisation: z.string().optional(),
  organisationName: z.string().default(''),
  known: z.boolean().default(true),
  score: z.int().min(0).max(1000).default(600),
  confidence: z.number().min(0).max(1).default(0.5),
  capabilities: z.array(z.string()).default([]),
  granted: z.array(z.string()).default([]),
  delegationDepth: z.int().min(0).optional(),
  mayWrite: z.boolean().default(false),
  identity: z
    .strictObject({ entra: proved.optional(), oidc: proved.optional(), spiffe: proved.optional() })
    .default({}),
});

const kinds = ['agent', 'skill', 'topic', 'server', 'tool', 'mcp-resource', 'prompt', 'exchange', 'node'] as const;

/** What an action acts on when nobody says it: an agent, or the first that it can act on at all. */
function kindFor(action: string): (typeof kinds)[number] {
  const [first, ...rest] = resourceTypesOf(action);
  const type = first === undefined || rest.includes('Agent') ? 'Agent' : first;
  return kinds.find((kind) => kind.replace('-', '') === type.toLowerCase()) ?? 'agent';
}

const resource = z.strictObject({
  kind: z.enum(kinds).optional(),
  owner: agent.prefault({}),
  name: z.string().default(''),
  server: z.string().default(''),
  uri: z.string().default(''),
  id: z.string().default('0'),
  request: z.string().default('mcp.call'),
  definition: z
    .strictObject({
      hash: z.string(),
      pin: z.enum(['new', 'pinned', 'drifted', 'rejected']),
      flags: z.array(z.string()).default([]),
      readOnly: z.boolean().optional(),
      destructive: z.boolean().optional(),
    })
    .optional(),
});

const circumstances = z.strictObject({
  direction: z.enum(['in', 'out']).default('in'),
  protocol: z.enum(['native', 'a2a', 'mcp', 'agentmesh', 'mesh', 'control']).default('mcp'),
  sizeBytes: z.int().min(0).default(0),
  time: z.iso.datetime({ offset: true }).default('2026-01-07T12:00:00Z'),
  method: z.string().optional(),
  contentType: z.string().optional(),
  arguments: z.unknown().optional(),
  status: z.int().optional(),
  part: z.enum(['head', 'chunk', 'end']).optional(),
  answerBytes: z.int().min(0).optional(),
  stage: z.enum(['pre_input', 'pre_tool', 'post_tool', 'pre_output']).optional(),
  labels: z.array(z.string()).default([]),
  seen: z.array(z.string()).default([]),
  findings: z.array(z.string()).optional(),
  body: z.string().optional().describe('Text that the content checks look at, instead of findings.'),
  standing: z.boolean().optional(),
  exceeded: z.record(z.string(), z.int().min(1)).default({}),
});

/** Facts as people write them; what is left out has a harmless default. */
export const factsShape = z.strictObject({
  principal: agent.prefault({}),
  action: z.string(),
  resource: resource.prefault({}),
  context: circumstances.prefault({}),
});

const caseShape = factsShape.extend({
  name: z.string().min(1),
  expect: z.enum(['allow', 'deny']),
  policies: z.array(z.string()).default([]),
  reason: z.string().optional(),
  expectLabels: z.array(z.string()).optional(),
  expectRedact: z.array(z.string()).optional(),
});

type Agent = z.output<typeof agent>;

function agentOf(given: Agent, own: boolean): AgentFacts {
  const isOwn = given.own ?? own;
  const id = given.organisation ?? (isOwn ? 'own-organisation' : 'other-organisation');
  const score = isOwn ? 1000 : given.score;
  return {
    did: given.did ?? did.parse(isOwn ? 'own' : 'other'),
    own: isOwn,
    ...(given.name === undefined ? {} : { alias: given.name }),
    organisation: { id, name: given.organisationName, known: given.known },
    score: trustScore(score),
    tier: tiers[[300, 500, 700, 900].filter((least) => score >= least).length] ?? 'untrusted',
    confidence: given.confidence,
    capabilities: given.capabilities,
    granted: given.granted,
    mayWrite: given.mayWrite,
    identity: given.identity,
    ...(given.delegationDepth === undefined ? {} : { delegationDepth: given.delegationDepth }),
  };
}

/** Completes facts. Whose agent is whose follows from the direction where it is not said. */
export function factsOfShape(given: z.output<typeof factsShape>, patterns: readonly ContentPattern[]): Facts {
  const { principal, action, context } = given;
  const { labels, seen, findings, body, exceeded, time, ...rest } = context;
  const isOut = context.direction === 'out';
  const found = (): readonly string[] => findings ?? (body === undefined ? [] : scanContent(utf8(body), patterns));
  const facts = {
    principal: agentOf(principal, isOut),
    action,
    resource: {
      ...given.resource,
      kind: given.resource.kind ?? kindFor(action),
      owner: agentOf(given.resource.owner, !isOut),
    },
    context: {
      ...defined(rest),
      now: millis(Date.parse(time)),
      labels: () => labels,
      seen: () => seen,
      findings: found,
      exceeded: (limit: string) => exceeded[limit],
    },
  };
  return asFacts(facts);
}

function defined<T extends object>(object: T): T {
  const copy = { ...object };
  for (const [key, value] of Object.entries(object)) if (value === undefined) Reflect.deleteProperty(copy, key);
  return copy;
}

/** The engine itself refuses an action it does not know, and a resource of a wrong kind falls to default deny. */
function asFacts(facts: object): Facts {
  if (isFacts(facts)) return facts;
  throw new MeshError('internal', 'The facts of a case came out incomplete. Please report it.');
}

function isFacts(facts: object): facts is Facts {
  return 'principal' in facts && 'action' in facts && 'resource' in facts && 'context' in facts;
}

/** Largest file of cases, characters. */
const maxCaseFile = 1024 * 1024;

/** Reads all cases of a directory (`*.yaml`, `*.yml`, `*.json`), sorted by file. Throws MeshError('policy-invalid'). */
export async function readCases(dir: string): Promise<readonly PolicyCase[]> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new MeshError('policy-invalid', `The cases in ${dir} cannot be read. Name a directory that there is.`, {
      cause,
    });
  });
  const cases: PolicyCase[] = [];
  for (const name of names.filter((each) => /\.(?:ya?ml|json)$/.test(each)).sort()) {
    cases.push(...casesOf(name, await readFile(join(dir, name), 'utf8')));
  }
  if (cases.length === 0)
    throw new MeshError('policy-invalid', `There are no cases in ${dir}. A case has name, action and expect.`);
  return cases;
}

function casesOf(file: string, text: string): readonly PolicyCase[] {
  const parsed = z.array(caseShape).safeParse(parseYaml(file, text));
  if (parsed.success) {
    return parsed.data.map(({ name, expect, policies, reason, expectLabels, expectRedact, ...facts }) => ({
      name,
      file,
      facts: (patterns) => factsOfShape(facts, patterns),
      expect,
      policies,
      reason,
      labels: expectLabels,
      redact: expectRedact,
    }));
  }
  throw new MeshError('policy-invalid', `${file} is no list of cases: ${z.prettifyError(parsed.error)}`);
}

/** Reads one set of facts from text. Throws MeshError('policy-invalid'). */
export function readFacts(file: string, text: string): z.output<typeof factsShape> {
  const parsed = factsShape.safeParse(parseYaml(file, text));
  if (parsed.success) return parsed.data;
  throw new MeshError('policy-invalid', `${file} has no facts: ${z.prettifyError(parsed.error)}`);
}

function parseYaml(file: string, text: string): unknown {
  if (text.length > maxCaseFile)
    throw new MeshError('policy-invalid', `${file} is larger than ${maxCaseFile} characters.`);
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw new MeshError('policy-invalid', `${file} is not valid YAML: ${error.message}.`);
  return document.toJS({ maxAliasCount: 100 });
}
