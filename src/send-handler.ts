import { MeshError, parseMeshDid, type Did, type MeshDid } from './base/base.ts';
import type { Input, Output } from './control/control.ts';
import type { Sent } from './draft.ts';
import { frameType } from './facts.ts';
import type { RunningNode } from './running-node.ts';

type Sending = Pick<RunningNode, 'directory' | 'links' | 'lookup' | 'pipeline' | 'config' | 'meshEndpoint'>;
type Message = Input<'send'>['request'][number];

/** An agent by its node, or one of AgentMesh, which this node's agent speaks to in its protocol. */
type Recipient = { readonly kind: 'node'; readonly did: Did } | { readonly kind: 'mesh'; readonly did: MeshDid };

/** Accepts messages of the agent, all or none of them known recipients. */
export async function send(parts: Sending, { request }: Input<'send'>, signal: AbortSignal): Promise<Output<'send'>> {
  if (request.some(({ contentType }) => contentType === frameType)) throw notAFrame();
  const addressed = request.map((message) => ({ message, to: recipient(parts, message.to) }));
  const nodes = new Set(addressed.flatMap(({ to }) => (to.kind === 'node' ? [to.did] : [])));
  for (const did of nodes) await parts.lookup.acquaint(did, signal);
  await Promise.all([...nodes].map((did) => parts.links.acquaint(did, signal)));
  const sent = await Promise.all(addressed.map(({ message, to }) => sendTo(parts, to, message)));
  // What was accepted leaves in this turn of the event loop, and before the answer: the peer waits for it, our agent goes on.
  await new Promise((resolve) => setImmediate(resolve));
  return sent.map((result) =>
    result.kind === 'accepted'
      ? { id: result.id, state: 'accepted' }
      : { id: result.id, state: 'refused', reason: result.reason },
  );
}

/** Accepts one message of the agent, whose body came by itself. */
export async function sendBytes(
  parts: Sending,
  { query, request }: Input<'sendBytes'>,
  signal: AbortSignal,
): Promise<Output<'sendBytes'>> {
  const [result] = await send(parts, { request: [{ ...query, body: request }] }, signal);
  if (result === undefined) throw new MeshError('internal', 'A message was sent and nothing became of it.');
  return result;
}

async function sendTo(parts: Sending, to: Recipient, message: Message): Promise<Sent> {
  const { topic, contentType, body, replyTo, ttlSeconds, traceparent, priority } = message;
  const ttlMs = (ttlSeconds ?? parts.config.limits.messageTtlSeconds) * 1000;
  const content = { topic, contentType, body, replyTo };
  if (to.kind === 'node') {
    const traced = traceparent === undefined ? {} : { traceparent };
    return await parts.pipeline.send({ to: to.did, ...traced, ttlMs, priority, body: { kind: 'message', ...content } });
  }
  const endpoint = parts.meshEndpoint();
  if (endpoint === undefined) throw unknownRecipient();
  return await endpoint.send(to.did, content, ttlMs);
}

/** Frames are their senders' own: only the gateway, which asks for a proof, sends them. */
function notAFrame(): MeshError {
  return new MeshError(
    'request-invalid',
    `Messages of type ${frameType} are those of AgentMesh clients, which send them at \`agentmesh.relayPort\`. Use another type.`,
  );
}

/** The agent meant by an alias or a DID in either form; an AgentMesh agent only by its own. */
function recipient({ directory, meshEndpoint }: Sending, to: string): Recipient {
  const did = directory.byName(to);
  if (did !== undefined) return { kind: 'node', did };
  const mesh = parseMeshDid(to);
  if (mesh !== undefined && meshEndpoint()?.knows(mesh) === true) return { kind: 'mesh', did: mesh };
  throw unknownRecipient();
}

function unknownRecipient(): MeshError {
  return new MeshError(
    'peer-unknown',
    'No peer of that name is known here. `parley peers` lists those that are; `parley invite` and `parley join` make new ones known.',
  );
}
