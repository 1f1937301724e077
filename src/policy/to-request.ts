import { accept, limits, millis, reject, type Verdict } from '../base/base.ts';
import { actions, groupsOf, isActionName } from './action.ts';
import { type ArgumentForms, readArguments } from './arguments.ts';
import type { AgentFacts, ContextFacts, Facts, ProvedIdentity, ResourceFacts, Stage } from './facts.ts';
import { readK8s } from './k8s-facet.ts';
import type { CedarRequest, Entity } from './request.ts';
import { actsOn, hasFacets, resourceTypesOf } from './schema.ts';
import { readSql } from './sql-facet.ts';
import { DatetimeValue, EntityUid, type Field, RecordValue, SetValue, type Value } from './value.ts';

/** Longest name of a tool, server, topic or skill, or URI of an MCP resource, UTF-16 units. */
const maxNameLength = 8192;

const noAncestors: ReadonlySet<string> = new Set();

const actionEntities: ReadonlyMap<string, Entity> = new Map(
  actions.map((action) => {
    const ancestors = new Set(groupsOf(action).map((group) => new EntityUid('Action', group).key));
    const uid = new EntityUid('Action', action);
    return [action, { uid, ancestors, attributes: record([]) }];
  }),
);

/**
 * Builds the Cedar request for facts, by the schema of `schemaText`. Ids of what an agent owns start
 * with its DID, so nobody can name its tool like another's. Rejects with `unknown-action` for an action
 * without a word in the schema and `facts-invalid` for facts that Cedar cannot carry. What `mentions` does not
 * name is left out where making it would cost time: no policy looks there.
 */
export function toRequest(facts: Facts, mentions: ReadonlySet<string> = everything): Verdict<CedarRequest> {
  const action = actionEntities.get(facts.action);
  if (action === undefined || !isActionName(facts.action))
    return reject('unknown-action', 'the action has no rule vocabulary');
  const fault = checkFacts(facts);
  if (fault !== undefined) return reject('facts-invalid', fault);
  const forms = readArguments(facts.context.arguments);
  if (forms.kind !== 'accept') return forms;
  const entities = new Map<string, Entity>();
  const add = (entity: Entity): Entity => {
    entities.set(entity.uid.key, entity);
    return entity;
  };
  add(action);
  // The principal last of the two agents: when both are the same agent the facts are the same.
  const owner = addAgent(facts.resource.owner, add);
  const principal = addAgent(facts.principal, add);
  const resource = addResource(facts.resource, owner, add);
  if (!actsOn(facts.action, resource.uid.type))
    return reject('facts-invalid', `${facts.action} acts on ${resourceTypesOf(facts.action).join(', ')}`);
  addArguments(forms.value, add);
  addLimits(facts.context, add);
  const context = contextRecord(facts, forms.value, mentions);
  return accept({ principal: principal.uid, action: action.uid, resource: resource.uid, context, entities });
}

function checkFacts({ principal, resource, context }: Facts): string | undefined {
  const depths = [principal.delegationDepth ?? 0, resource.owner.delegationDepth ?? 0];
  const numbers = [
    context.sizeBytes,
    context.now,
    context.status ?? 0,
    context.answerBytes ?? 0,
    principal.score,
    resource.owner.score,
    ...depths,
  ];
  if (!numbers.every((value) => Number.isSafeInteger(value) && value >= 0)) return 'a number is not a natural number';
  if (![principal.confidence, resource.owner.confidence].every((c) => c >= 0 && c <= 1))
    return 'a confidence is not in 0..1';
  const short = [context.method ?? '', context.contentType ?? ''];
  if (!short.every((text) => isText(text, limits.maxTextLength)))
    return 'a method or content type is too long or ill-formed';
  if (!namesOf(resource).every((text) => isText(text, maxNameLength)))
    return 'the name of the resource is too long or ill-formed';
  return undefined;
}

function isText(text: string, maxLength: number): boolean {
  return text.length <= maxLength && text.isWellFormed();
}

function namesOf(resource: ResourceFacts): readonly string[] {
  switch (resource.kind) {
    case 'agent':
    case 'node':
      return [];
    case 'skill':
    case 'topic':
    case 'server':
      return [resource.name];
    case 'tool':
    case 'prompt':
      return [resource.server, resource.name];
    case 'mcp-resource':
      return [resource.server, resource.uri];
    case 'exchange':
      return [resource.id, resource.request];
  }
}

type Add = (entity: Entity) => Entity;

function addAgent(agent: AgentFacts, add: Add): Entity {
  const uid = new EntityUid('Agent', agent.did);
  const { id, name, known, domains = [] } = agent.organisation ?? { id: agent.did, name: '', known: false };
  const organisation = add({
    uid: new EntityUid('Organisation', id),
    ancestors: noAncestors,
    attributes: record([
      ['id', id],
      ['name', name],
      ['known', known],
      ['domains', () => new SetValue(domains)],
    ]),
  });
  const attributes = record([
    ['did', agent.did],
    ['name', agent.alias ?? agent.did],
    ['own', agent.own],
    ['owner', uid],
    ['organisation', organisation.uid],
    ['organisationKnown', known],
    ['score', BigInt(agent.score)],
    ['tier', agent.tier],
    ['ring', rings[agent.tier]],
    ['confidence', () => BigInt(Math.floor(agent.confidence * 1000))],
    ['capabilities', () => new SetValue(agent.capabilities)],
    ['granted', () => new SetValue(agent.granted ?? [])],
    ['verified', agent.verifiedAt !== undefined],
    ['verifiedAt', () => BigInt(agent.verifiedAt ?? millis(0))],
    ['delegationDepth', () => BigInt(agent.delegationDepth ?? 0)],
    ['mayWrite', agent.own || agent.mayWrite === true],
    ['identity', () => identityRecord(agent)],
  ]);
  return add({ uid, ancestors: new Set([organisation.uid.key]), attributes });
}

function identityRecord({ identity }: AgentFacts): RecordValue {
  const one = (proved: ProvedIdentity | undefined): RecordValue =>
    record([
      ['issuer', proved?.issuer ?? ''],
      ['subject', proved?.subject ?? ''],
      ['tenant', proved?.tenant ?? ''],
    ]);
  return record([
    ['entra', () => one(identity?.entra)],
    ['oidc', () => one(identity?.oidc)],
    ['spiffe', () => one(identity?.spiffe)],
  ]);
}

/** The execution ring of a tier: 0 may do most. */
const rings: Readonly<Record<AgentFacts['tier'], bigint>> = {
  verified_partner: 0n,
  trusted: 1n,
  standard: 2n,
  probationary: 3n,
  untrusted: 3n,
};

/** MCP's defaults for what a server does not say: it writes, and it destroys. */
function definitionFields({
  definition,
}: Extract<ResourceFacts, { readonly kind: 'tool' }>): readonly (readonly [string, Field])[] {
  return [
    ['hash', definition?.hash ?? ''],
    ['pin', definition?.pin ?? ''],
    ['flags', () => new SetValue(definition?.flags ?? [])],
    ['readOnly', definition?.readOnly ?? false],
    ['destructive', definition?.destructive ?? true],
  ];
}

/** Adds a resource that is not an agent, and the server it is in. */
function addResource(resource: ResourceFacts, owner: Entity, add: Add): Entity {
  const own = (type: string, path: string, fields: readonly (readonly [string, Field])[]): Entity =>
    add(child(owner, { type, id: `${owner.uid.id}/${path}` }, [...fields, ['owner', owner.uid]]));
  const served = (
    type: string,
    server: string,
    [name, ...more]: readonly [Field, ...(readonly [string, Field])[]],
  ): Entity => {
    const parent = own('Server', segment(server), serverFields(server, server));
    const id = `${parent.uid.id}/${typeof name === 'string' ? name : ''}`;
    return add(child(parent, { type, id }, [...serverFields(name, server), ...more, ['owner', owner.uid]]));
  };
  switch (resource.kind) {
    case 'agent':
      return owner;
    case 'skill':
      return own('Skill', resource.name, [['name', resource.name]]);
    case 'topic':
      return own('Topic', resource.name, [['name', resource.name]]);
    case 'server':
      return own('Server', segment(resource.name), serverFields(resource.name, resource.name));
    case 'tool':
      return served('Tool', resource.server, [resource.name, ...definitionFields(resource)]);
    case 'mcp-resource':
      return served('McpResource', resource.server, [resource.uri, ['uri', resource.uri]]);
    case 'prompt':
      return served('Prompt', resource.server, [resource.name]);
    case 'exchange':
      return own('Exchange', resource.id, [
        ['name', resource.id],
        ['request', resource.request],
      ]);
    case 'node':
      return add(
        child(owner, { type: 'Node', id: owner.uid.id }, [
          ['name', owner.uid.id],
          ['owner', owner.uid],
        ]),
      );
  }
}

function child(
  parent: Entity,
  { type, id }: { readonly type: string; readonly id: string },
  fields: readonly (readonly [string, Field])[],
): Entity {
  const ancestors = new Set([parent.uid.key, ...parent.ancestors]);
  return { uid: new EntityUid(type, id), ancestors, attributes: record(fields) };
}

function serverFields(name: Field, server: string): readonly (readonly [string, Field])[] {
  return [
    ['name', name],
    ['server', server],
  ];
}

/** A server's name as one segment of an id: what follows the next slash cannot be mistaken for a part of it. */
function segment(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2F');
}

const argumentsUid = new EntityUid('Arguments', 'request');
const numbersUid = new EntityUid('Numbers', 'request');

function addArguments(forms: ArgumentForms, add: Add): void {
  const entity = (uid: EntityUid, tags: () => RecordValue): Entity => ({
    uid,
    ancestors: noAncestors,
    attributes: record([]),
    get tags() {
      return tags();
    },
  });
  add(entity(argumentsUid, forms.byPath));
  add(entity(numbersUid, forms.numbers));
}

const hourMs = 3_600_000;

const limitsUid = new EntityUid('Limits', 'request');

/** The limits used up, asked one by one when a policy names them. */
class LimitTags extends RecordValue {
  readonly #exceeded: (limit: string) => number | undefined;

  constructor(exceeded: (limit: string) => number | undefined) {
    super(new Map());
    this.#exceeded = exceeded;
  }

  override has(name: string): boolean {
    return this.#exceeded(name) !== undefined;
  }

  override get(name: string): Value | undefined {
    const waitMs = this.#exceeded(name);
    return waitMs === undefined ? undefined : BigInt(waitMs);
  }
}

function addLimits({ exceeded }: ContextFacts, add: Add): void {
  if (exceeded === undefined) return;
  add({ uid: limitsUid, ancestors: noAncestors, attributes: record([]), tags: new LimitTags(exceeded) });
}

/** Names of the fields of `rareFields`. */
const rare: readonly string[] = [
  'stage',
  'labels',
  'seen',
  'findings',
  'approved',
  'standing',
  'exceeded',
  'writes',
  'sql',
  'k8s',
];
/** For callers that know of no policies: every field is made. */
const everything: ReadonlySet<string> = new Set(rare);

function isAnyOf(names: readonly string[], mentions: ReadonlySet<string>): boolean {
  return names.some((name) => mentions.has(name));
}

/** Where in a call a message is, when nobody said. */
function stageOf({ action, context }: Facts): Stage {
  if (context.stage !== undefined) return context.stage;
  if (action === 'exchange.respond') return context.direction === 'out' ? 'post_tool' : 'pre_output';
  return context.direction === 'out' ? 'pre_input' : 'pre_tool';
}

function setOf(items: (() => readonly string[]) | undefined): () => SetValue {
  return () => new SetValue(items?.() ?? []);
}

/** Fields that few policies look at, made for those that do. */
function rareFields(facts: Facts, forms: ArgumentForms): readonly (readonly [string, Field])[] {
  const { context } = facts;
  const common: readonly (readonly [string, Field])[] = [
    ['stage', stageOf(facts)],
    ['labels', setOf(context.labels)],
    ['seen', setOf(context.seen)],
    ['findings', setOf(context.findings)],
    ['approved', context.approved ?? false],
    ['standing', context.standing ?? false],
    ['exceeded', limitsUid],
  ];
  return hasFacets(facts.action)
    ? [
        ...common,
        ['writes', () => isWrite(facts, forms)],
        ['sql', () => sqlRecord(forms)],
        ['k8s', () => k8sRecord(forms)],
      ]
    : common;
}

/**
 * Whether a call is of a write class, as far as can be told: the server says so of its tool, or its arguments hold a
 * statement or a Kubernetes request that writes. A tool that says nothing is not one: hardly any says something, and
 * a newcomer could call none.
 */
function isWrite({ resource }: Facts, forms: ArgumentForms): boolean {
  const hints = resource.kind === 'tool' ? resource.definition : undefined;
  if (hints?.readOnly === false || (hints?.destructive === true && hints.readOnly !== true)) return true;
  const texts = new Map(forms.texts());
  return readSql(texts).writes || readK8s((path) => texts.get(path)).writes;
}

function sqlRecord(forms: ArgumentForms): RecordValue {
  const { present, kinds, tables, writes } = readSql(forms.texts());
  return record([
    ['present', present],
    ['kinds', new SetValue(kinds)],
    ['tables', new SetValue(tables)],
    ['writes', writes],
  ]);
}

function k8sRecord(forms: ArgumentForms): RecordValue {
  const texts = new Map(forms.texts());
  const { present, verb, resource, namespace, name, writes } = readK8s((path) => texts.get(path));
  return record([
    ['present', present],
    ['verb', verb],
    ['resource', resource],
    ['namespace', namespace],
    ['name', name],
    ['writes', writes],
  ]);
}

function contextRecord(facts: Facts, forms: ArgumentForms, mentions: ReadonlySet<string>): RecordValue {
  const { context } = facts;
  const hours = Math.floor(context.now / hourMs);
  return record([
    ['direction', context.direction],
    ['protocol', context.protocol],
    ['sizeBytes', BigInt(context.sizeBytes)],
    ['method', context.method ?? ''],
    ['contentType', context.contentType ?? ''],
    ['time', () => BigInt(context.now)],
    ['now', () => new DatetimeValue(BigInt(context.now))],
    ['hour', () => BigInt(hours % 24)],
    // 1970-01-01 was a Thursday, the fourth day of the week.
    ['weekday', () => BigInt(((Math.floor(hours / 24) + 3) % 7) + 1)],
    ['arguments', argumentsUid],
    ['numbers', numbersUid],
    ['pairs', forms.pairs],
    ['argumentsText', forms.text],
    ['status', BigInt(context.status ?? 0)],
    ['part', context.part ?? ''],
    ['answerBytes', BigInt(context.answerBytes ?? 0)],
    ...(isAnyOf(rare, mentions) ? rareFields(facts, forms) : []),
  ]);
}

function record(fields: readonly (readonly [string, Field])[]): RecordValue {
  return new RecordValue(new Map(fields));
}
