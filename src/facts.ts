import { accept, reject, type Did, type MessageId, type Millis, type Verdict } from './base/base.ts';
import { readRequestFacts, type RequestFacts } from './bridge/bridge.ts';
import type { ActionName, AgentFacts, ContextFacts, Facts, MessageFacts, ToolDefinition } from './policy/policy.ts';
import type { Body, Envelope, ExchangeRequest, ExchangeResponse, PlainMessage } from './wire/wire.ts';

/** Reads messages that carry the frames of AgentMesh clients, and says what in them policy may judge. */
export interface FrameGate {
  /**
   * Refuses a frame whose sender is not behind the node it comes from, or whose receiver is not behind the one it goes
   * to, and what is wrong with it besides.
   */
  read(
    body: PlainMessage,
    way: { readonly direction: 'in' | 'out'; readonly peer: Did; readonly now: Millis },
  ): Verdict<unknown>;
}

/** Media type of a message that carries a frame of an AgentMesh client. */
export const frameType = 'application/vnd.agentmesh.frame+json';

/** What the facts of an envelope need besides the envelope. */
export interface Circumstances {
  readonly direction: 'in' | 'out';
  readonly now: Millis;
  /** Undefined where no AgentMesh clients are served. */
  readonly frames?: FrameGate | undefined;
  /** An agent as policy sees it; with `acts`, as the one who does that. */
  agent(did: Did, acts?: ActionName): AgentFacts;
  /** The definition of a tool of `owner`, when one was seen; without it nothing is known of any. */
  definitionOf?(tool: {
    readonly owner: Did;
    readonly server: string;
    readonly name: string;
  }): ToolDefinition | undefined;
  /** The action that an exchange was opened with; undefined when it is not open. */
  actionOf(exchange: MessageId): ActionName | undefined;
  /** Bytes of the answer in an open exchange that passed before. */
  answeredBytes(exchange: MessageId): number;
}

/** What policy judges of one envelope; none for the mesh's own bodies, which carry no content. */
export function factsOf(envelope: Envelope, about: Circumstances): Verdict<readonly Facts[]> {
  const { body } = envelope;
  switch (body.kind) {
    case 'message':
      return body.contentType === frameType
        ? frameFacts(envelope, body, about)
        : accept([messageFacts(envelope, body, about)]);
    case 'request':
      return requestFacts(envelope, body, about);
    case 'response':
      return respondFacts(envelope, about, {
        exchange: body.exchange,
        size: body.body.length,
        part: 'head',
        status: body.status,
        announced: announcedBytes(body),
      });
    case 'chunk':
      return respondFacts(envelope, about, { exchange: body.exchange, size: body.body.length, part: 'chunk' });
    case 'hello':
    case 'end':
    case 'withdrawn':
    case 'part':
      return accept([]);
  }
}

/** A frame of an AgentMesh client is a message on a topic of its own; who, to whom and with what intent are arguments. */
function frameFacts(envelope: Envelope, body: PlainMessage, about: Circumstances): Verdict<readonly Facts[]> {
  const { direction, now } = about;
  const peer = direction === 'in' ? envelope.from : envelope.to;
  const read = about.frames?.read(body, { direction, peer, now }) ?? reject('no-target', 'no AgentMesh clients here');
  if (read.kind !== 'accept') return reject(read.reason, read.detail);
  const facts = messageFacts(envelope, body, about);
  const context = { ...facts.context, protocol: 'agentmesh', arguments: read.value } as const;
  return accept([{ ...facts, context }]);
}

function messageFacts(envelope: Envelope, body: PlainMessage, about: Circumstances): MessageFacts {
  const action = about.direction === 'out' ? 'message.send' : 'message.receive';
  return {
    principal: about.agent(envelope.from, action),
    action,
    resource: { kind: 'topic', owner: about.agent(envelope.to), name: body.topic },
    context: {
      ...surroundings(about),
      ...(body.agent === undefined
        ? { protocol: 'native' as const }
        : { protocol: 'agentmesh' as const, arguments: { agent: body.agent } }),
      sizeBytes: body.body.length,
      contentType: body.contentType.split(';')[0]?.trim().toLowerCase() ?? '',
    },
  };
}

function requestFacts(envelope: Envelope, body: ExchangeRequest, about: Circumstances): Verdict<readonly Facts[]> {
  const read = readRequestFacts(body);
  if (read.kind !== 'accept') return read;
  const owner = about.agent(envelope.to);
  return accept(read.value.map((asked) => complete(asked, about.agent(envelope.from, asked.action), owner, about)));
}

/** The facts of a use that `caller` has not asked for yet, of something of `owner`. */
export function factsOfUse(
  asked: RequestFacts,
  { caller, owner }: { readonly caller: Did; readonly owner: Did },
  about: Omit<Circumstances, 'actionOf' | 'answeredBytes'>,
): Facts {
  return complete(asked, about.agent(caller, asked.action), about.agent(owner), about);
}

function complete(
  asked: RequestFacts,
  principal: AgentFacts,
  owner: AgentFacts,
  about: Omit<Circumstances, 'actionOf' | 'answeredBytes'>,
): Facts {
  const context = { ...asked.context, ...surroundings(about) };
  // One branch for each shape of resource: together action and resource tell which facts they are.
  if (asked.action === 'mcp.call') {
    const definition = about.definitionOf?.({ ...asked.resource, owner: owner.did });
    const resource = { ...asked.resource, owner, ...(definition === undefined ? {} : { definition }) };
    return { principal, action: asked.action, resource, context };
  }
  if (asked.action === 'mcp.read')
    return { principal, action: asked.action, resource: { ...asked.resource, owner }, context };
  if (asked.action === 'mcp.prompt')
    return { principal, action: asked.action, resource: { ...asked.resource, owner }, context };
  if (asked.action === 'session.open')
    return { principal, action: asked.action, resource: { ...asked.resource, owner }, context };
  if (isOfServer(asked)) return { principal, action: asked.action, resource: { ...asked.resource, owner }, context };
  return { principal, action: asked.action, resource: { ...asked.resource, owner }, context };
}

function isOfServer(
  asked: RequestFacts,
): asked is Extract<RequestFacts, { readonly resource: { readonly kind: 'server' } }> {
  return asked.resource.kind === 'server';
}

interface AnswerPart {
  readonly exchange: MessageId;
  readonly size: number;
  readonly part: 'head' | 'chunk';
  /** Bytes that the head says the whole answer has. */
  readonly announced?: number;
  readonly status?: number;
}

function respondFacts(envelope: Envelope, about: Circumstances, answer: AnswerPart): Verdict<readonly Facts[]> {
  const request = about.actionOf(answer.exchange);
  if (request === undefined) return reject('cancelled', 'it answers an exchange that is not open');
  const context: ContextFacts = {
    ...surroundings(about),
    protocol: request.startsWith('mcp') ? 'mcp' : request === 'session.open' ? 'agentmesh' : 'a2a',
    sizeBytes: answer.size,
    part: answer.part,
    answerBytes: Math.max(about.answeredBytes(answer.exchange) + answer.size, answer.announced ?? 0),
    ...(answer.status === undefined ? {} : { status: answer.status }),
  };
  const resource = { kind: 'exchange', owner: about.agent(envelope.to), id: answer.exchange, request } as const;
  const principal = about.agent(envelope.from, 'exchange.respond');
  return accept([{ principal, action: 'exchange.respond', resource, context }]);
}

/** The length of the whole answer by its head; 0 when it is not told. */
function announcedBytes({ headers }: ExchangeResponse): number {
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '';
  return /^\d{1,15}$/.test(length) ? Number(length) : 0;
}

function surroundings(about: Pick<Circumstances, 'direction' | 'now'>): Pick<ContextFacts, 'direction' | 'now'> {
  return { direction: about.direction, now: about.now };
}

/** A body with content that is judged. */
export type JudgedBody = Exclude<Body, { kind: 'hello' | 'end' | 'withdrawn' | 'part' }>;

/**
 * `hello`, `end` and `withdrawn` carry no content, only that a session, an exchange or a message begins or ends; a part
 * of a large message is judged with the whole. Nothing to judge.
 */
export function isJudged(body: Body): body is JudgedBody {
  return body.kind !== 'hello' && body.kind !== 'end' && body.kind !== 'withdrawn' && body.kind !== 'part';
}

/** A word for the journal: the action of the first fact, or the kind of the body. */
export function actionWord(envelope: Envelope, facts: readonly Facts[]): string {
  return facts[0]?.action ?? envelope.body.kind;
}
