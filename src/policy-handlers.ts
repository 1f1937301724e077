import { MeshError, type Millis } from './base/base.ts';
import type { Handlers, Input, Output } from './control/control.ts';
import { pagesOf, type Page as KeptPage } from './journal.ts';
import {
  decide,
  type AgentFacts,
  type CompiledPolicies,
  type ContextFacts,
  type Decision,
  type Facts,
} from './policy/policy.ts';
import { checkFiles, showProblem } from './rulebook/rulebook.ts';
import type { RunningNode } from './running-node.ts';

type PolicyRoute = 'simulatePolicies' | 'labels' | 'clearLabels' | 'evaluation' | 'evaluations';

/** What the control API does about policies. */
export function policyHandlers(parts: RunningNode): Pick<Handlers, PolicyRoute> {
  return {
    simulatePolicies: ({ request }, signal) => simulate(parts, request.files, signal),
    labels: () => ({ peers: parts.recall.labelled() }),
    clearLabels: async () => {
      const peers = parts.recall.labelled();
      await parts.store.commit([...parts.recall.forget()]);
      return { peers };
    },
    evaluation: ({ request }) => evaluate(parts, parts.crossCheck.policies(), request),
    evaluations: ({ request }) => evaluateAll(parts, request),
  };
}

/** Journalled messages judged in one simulation, newest last; decisions between two breaths of the event loop. */
const maxJudged = 20_000;
const perTurn = 100;
/** Most changes listed. */
const maxChanges = 1000;

async function simulate(
  { store, clock }: RunningNode,
  files: Input<'simulatePolicies'>['request']['files'],
  signal: AbortSignal,
): Promise<Output<'simulatePolicies'>> {
  const policies = await checkFiles(files, signal);
  if (!('index' in policies)) {
    throw new MeshError('policy-invalid', `These policies cannot be used.\n${policies.map(showProblem).join('\n')}`);
  }
  const asksMore = ['findings', 'labels', 'seen', 'exceeded'].some((name) => policies.mentions.has(name));
  const changes: Change[] = [];
  let judged = 0;
  let unknown = 0;
  for await (const kept of pagesOf(store)) {
    if (judged >= maxJudged || signal.aborted) break;
    const page = judgedPage(kept);
    if (page === undefined) continue;
    judged++;
    if (asksMore || page.isCut) unknown++;
    if (changes.length < maxChanges) changes.push(...changeOf(page, policies));
    if (judged % perTurn === 0) await new Promise<void>((next) => clock.after(0, next));
  }
  return { judged, unknown, changes };
}

type Change = Output<'simulatePolicies'>['changes'][number];

function changeOf({ id, allowed, action, facts }: Page, policies: CompiledPolicies): readonly Change[] {
  const decisions = facts.map((fact) => decide(policies, fact));
  const decisive = decisions.find(({ allow }) => !allow) ?? decisions.at(-1);
  if (decisive === undefined || decisive.allow === allowed) return [];
  const [before, after] = decisive.allow ? (['deny', 'allow'] as const) : (['allow', 'deny'] as const);
  return [{ id, action, before, after, policies: decisive.policies.map((policy) => policy.id) }];
}

interface Page {
  readonly id: Output<'simulatePolicies'>['changes'][number]['id'];
  readonly allowed: boolean;
  readonly action: string;
  readonly facts: readonly Facts[];
  /** Whether the journal had no room for all arguments. */
  readonly isCut: boolean;
}

/** What was kept of a message that came as far as policy. */
function judgedPage({ entry, kept }: KeptPage): Page | undefined {
  const [decision] = entry.decisions;
  if (decision?.step !== 'policy' || kept === undefined) return undefined;
  const { facts, complete } = kept;
  return { id: entry.id, allowed: decision.allowed, action: entry.action, facts, isCut: !complete };
}

function isFacts(value: object): value is Facts {
  return 'principal' in value && 'action' in value && 'resource' in value && 'context' in value;
}

type Question = Input<'evaluation'>['request'];

function evaluateAll(parts: RunningNode, request: Input<'evaluations'>['request']): Output<'evaluations'> {
  const { evaluations, options, ...defaults } = request;
  const semantic = options?.evaluations_semantic ?? 'execute_all';
  const policies = parts.crossCheck.policies();
  const answers: Output<'evaluation'>[] = [];
  for (const asked of evaluations ?? [{}]) {
    const answer = evaluate(parts, policies, { ...defaults, ...asked });
    answers.push(answer);
    if (semantic === 'deny_on_first_deny' && !answer.decision) break;
    if (semantic === 'permit_on_first_permit' && answer.decision) break;
  }
  return { evaluations: answers };
}

/** A question of which parts may be missing. */
type Asked = { readonly [K in 'subject' | 'action' | 'resource' | 'context']?: Question[K] | undefined };

function evaluate(parts: RunningNode, policies: CompiledPolicies, asked: Asked): Output<'evaluation'> {
  const { subject, action, resource, context } = asked;
  if (subject === undefined || action === undefined || resource === undefined)
    return { decision: false, context: { reason: 'facts-invalid', policies: [] } };
  const facts = factsOfQuestion(parts, { subject, action, resource, context });
  return typeof facts === 'string'
    ? { decision: false, context: { reason: facts, policies: [] } }
    : answerOf(decide(policies, facts));
}

function answerOf({ allow, reason, policies, retryAfterMs }: Decision): Output<'evaluation'> {
  return {
    decision: allow,
    context: {
      ...(reason === undefined ? {} : { reason }),
      policies: policies.map(({ id }) => id),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}

/** Who the subject is says this node, never the question: properties of a subject are not looked at. The reason, when there are no facts. */
function factsOfQuestion(
  parts: RunningNode,
  { subject, action, resource, context = {} }: Question,
): Facts | 'not-registered' | 'facts-invalid' {
  const now = parts.clock.now();
  const principal = agentOf(parts, subject.id, now);
  const { owner, server } = propertiesOf(resource, parts.identity.did);
  const at = agentOf(parts, resource.type === 'agent' ? resource.id : owner, now);
  if (principal === undefined || at === undefined) return 'not-registered';
  const [protocol = ''] = action.name.split('.', 1);
  const facts: object = {
    principal,
    action: action.name,
    resource: {
      kind: resource.type,
      owner: at,
      name: resource.id,
      uri: resource.id,
      id: resource.id,
      request: '',
      server,
    },
    context: {
      ...circumstancesOf(context),
      direction: principal.own ? 'out' : 'in',
      protocol: protocol === 'message' ? 'native' : protocol,
      now,
      labels: () => parts.recall.labelsOf(principal.own ? at.did : principal.did),
      seen: () => parts.recall.seen(),
    },
  };
  return kinds.has(resource.type) && protocols.has(protocol) && isFacts(facts) ? facts : 'facts-invalid';
}

/** Who owns the resource, this node's agent when it is not said, and the MCP server it is on. */
function propertiesOf(
  { properties = {} }: Question['resource'],
  self: string,
): { readonly owner: string; readonly server: string } {
  const { owner, server } = properties;
  return { owner: typeof owner === 'string' ? owner : self, server: typeof server === 'string' ? server : '' };
}

function circumstancesOf(context: Readonly<Record<string, unknown>>): Pick<ContextFacts, 'sizeBytes' | 'arguments'> {
  const { sizeBytes } = context;
  return { sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : 0, arguments: context['arguments'] };
}

const protocols: ReadonlySet<string> = new Set(['message', 'a2a', 'mcp']);
const kinds: ReadonlySet<string> = new Set(['agent', 'skill', 'topic', 'server', 'tool', 'mcp-resource', 'prompt']);

function agentOf({ directory, reputation }: RunningNode, name: string, now: Millis): AgentFacts | undefined {
  const did = directory.byName(name);
  return did !== undefined && (directory.has(did) || did === directory.own.record.did)
    ? reputation.agentFacts(did, now)
    : undefined;
}
