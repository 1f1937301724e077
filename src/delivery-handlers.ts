import { MeshError, type Did, type MessageId } from './base/base.ts';
import type { Handlers, Input, Output } from './control/control.ts';
import type { KeptLetter } from './dead-letters.ts';
import { apart } from './frame-run.ts';
import { readEntry, readPages, type Ending, type Entry } from './journal.ts';
import type { Lane } from './lane.ts';
import { endState } from './message-state.ts';
import type { Stored } from './outbox.ts';
import type { RunningNode } from './running-node.ts';
import { decodeEnvelope, type Envelope } from './wire/wire.ts';

type Watched = Pick<
  RunningNode,
  'store' | 'links' | 'inbox' | 'partsOut' | 'deadLetters' | 'feed' | 'directory' | 'pipeline' | 'config' | 'mailing'
>;
type Trace = Output<'trace'>;
type TracedStep = Trace['steps'][number];
type Wait = Output<'outbox'>['queues'][number]['waits'];

/** The control API's handlers about where messages are, what waits, and what could not be delivered. */
export function deliveryHandlers(
  parts: Watched,
): Pick<Handlers, 'message' | 'trace' | 'outbox' | 'deadLetters' | 'retryDeadLetters' | 'dropDeadLetters' | 'ends'> {
  const { deadLetters: letters, feed, store } = parts;
  return {
    message: ({ params }) => messageState(parts, params.id),
    trace: ({ params }) => trace(parts, params.id),
    outbox: ({ query }) => outbox(parts, query),
    deadLetters: async ({ query }) => {
      const after = query.after === undefined ? 0 : parseCursor(query.after);
      const page = await letters.read(after, query.limit);
      const last = page.at(-1)?.cursor ?? after;
      return { letters: page.map((letter) => shown(parts, letter)), count: letters.count, cursor: last.toString(36) };
    },
    retryDeadLetters: async ({ request }) => {
      const results: Output<'retryDeadLetters'>['results'][number][] = [];
      // One after the other: what was sent in an order goes again in that order.
      for (const id of request.ids) results.push(await retry(parts, id));
      return { results };
    },
    dropDeadLetters: async ({ request }) => {
      const known = request.ids.filter((id) => letters.find(id) !== undefined);
      await store.commit(known.flatMap((id) => letters.removing(id)));
      return { dropped: known.length };
    },
    ends: async ({ query }, signal) => {
      const after = query.after === 'end' ? feed.end : parseCursor(query.after);
      if (query.waitMs > 0) await feed.wait(after, AbortSignal.any([signal, AbortSignal.timeout(query.waitMs)]));
      const { ends, missed } = feed.read(after, query.limit);
      const last = ends.at(-1)?.cursor ?? Math.max(after, missed ? feed.end : after);
      return {
        ends: ends.map(({ cursor, reason, ...end }) => ({
          ...end,
          cursor: cursor.toString(36),
          ...(reason === undefined ? {} : { reason }),
        })),
        cursor: last.toString(36),
        missed,
      };
    },
  };
}

function parseCursor(text: string): number {
  const cursor = Number.parseInt(text, 36);
  if (Number.isSafeInteger(cursor)) return cursor;
  throw new MeshError('request-invalid', 'That is not a cursor that this node gave. Leave it out to begin anew.');
}

/** The pages of a message; throws `not-found` when it is not known here. */
async function found(
  { store }: Pick<RunningNode, 'store'>,
  id: MessageId,
): Promise<{ readonly entry: Entry; readonly ending: Ending | undefined }> {
  const pages = await readEntry(store, id);
  if (pages !== undefined) return pages;
  throw unknownMessage();
}

/** No page is kept about an id. */
export function unknownMessage(): MeshError {
  return new MeshError(
    'not-found',
    'No message with that id is known here, or it is older than what is kept (`audit.factsDays`). Check the id, and on which node it was sent.',
  );
}

/** Where a message is, as far as that is known without a look into the outbox: agents ask often. */
async function messageState(parts: Watched, id: MessageId): Promise<Output<'message'>> {
  const { entry, ending } = await found(parts, id);
  const { direction, peer, created, expires } = entry;
  const refusal = entry.decisions.find((decision) => !decision.allowed)?.reason;
  const why = refusal ?? ending?.reason;
  const base = { id, direction, peer, created, expires, ...(why === undefined ? {} : { reason: why }) };
  if (refusal !== undefined) return { ...base, state: 'refused' };
  if (direction === 'in') return { ...base, state: inbound(parts, entry, []).state };
  if (ending !== undefined) return { ...base, state: endState(ending) };
  return { ...base, state: parts.links.laneTo(peer).isInFlight(id) ? 'sent' : 'accepted' };
}

async function trace(parts: Watched, id: MessageId): Promise<Trace> {
  const { entry, ending } = await found(parts, id);
  const { direction, peer, action, created, expires, frames } = entry;
  const alias = parts.directory.peer(peer).alias;
  const base = {
    id,
    direction,
    peer,
    action,
    created,
    expires,
    ...(alias === undefined ? {} : { alias }),
    ...(frames === undefined ? {} : { frames }),
    auditEntries: (await readPages(parts.store, id)).indexes,
  };
  const judged = entry.decisions.map(({ at, allowed, reason, detail }): TracedStep => ({
    step: 'judged',
    at,
    side: 'local',
    ok: allowed,
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
  }));
  const refusal = entry.decisions.find(({ allowed }) => !allowed)?.reason;
  if (refusal !== undefined) return { ...base, state: 'refused', reason: refusal, steps: judged };
  if (direction === 'in') return { ...base, ...inbound(parts, entry, judged) };
  const accepted: TracedStep = { step: 'accepted', at: judged.at(-1)?.at ?? created, side: 'local', ok: true };
  const steps = [...judged, accepted];
  return ending === undefined
    ? { ...base, ...(await underWay(parts.links.laneTo(peer), { id, parts, steps })) }
    : { ...base, ...ended(parts, ending, { id, steps }) };
}

type Course = Pick<Trace, 'state' | 'reason' | 'steps' | 'waits' | 'resealed' | 'priority'>;

function inbound({ inbox }: Watched, { cursor }: Entry, judged: readonly TracedStep[]): Course {
  const at = judged.at(-1)?.at;
  const received: TracedStep = { step: 'received', side: 'local', ok: true, ...(at === undefined ? {} : { at }) };
  if (cursor === undefined || inbox.has(Number.parseInt(cursor, 36)))
    return { state: 'received', steps: [...judged, received] };
  const taken: TracedStep = { step: 'acknowledged', side: 'local', ok: true };
  return { state: 'acknowledged', steps: [...judged, received, taken] };
}

function ended(
  { deadLetters: letters }: Watched,
  { at, outcome, reason, sent }: Ending,
  { id, steps }: { readonly id: MessageId; readonly steps: readonly TracedStep[] },
): Course {
  const why = reason === undefined ? {} : { reason };
  // Who gave it up is told by the reason: only an expiry and a broken session are found out here.
  const side = outcome === 'delivered' || outcome === 'denied' ? 'remote' : 'local';
  const left: readonly TracedStep[] = sent === undefined ? [] : [{ step: 'sent', at: sent, side: 'local', ok: true }];
  const end: TracedStep = { step: 'ended', at, side, ok: outcome === 'delivered', ...why };
  const buried: readonly TracedStep[] =
    letters.find(id) === undefined ? [] : [{ step: 'buried', at, side: 'local', ok: false, ...why }];
  return { state: endState({ outcome, reason }), ...why, steps: [...steps, ...left, end, ...buried] };
}

/** What is known of a message that has not ended: its place in the outbox, and what it waits for. */
async function underWay(
  lane: Lane,
  about: { readonly id: MessageId; readonly parts: Watched; readonly steps: readonly TracedStep[] },
): Promise<Course> {
  const { id, parts, steps } = about;
  const sent = lane.sentAt(id);
  const stored = await findIn(lane, id);
  const isSealed = stored?.entry.packet !== undefined;
  const sealed: readonly TracedStep[] = isSealed ? [{ step: 'sealed', side: 'local', ok: true }] : [];
  const left: readonly TracedStep[] = sent === undefined ? [] : [{ step: 'sent', at: sent, side: 'local', ok: true }];
  return {
    state: sent === undefined ? (isSealed ? 'sealed' : 'accepted') : 'sent',
    steps: [...steps, ...sealed, ...left],
    waits: {
      ...(sent === undefined ? ownWait(parts, lane, id) : { for: 'acknowledgement' }),
      ...letterOf(parts, lane, stored),
    },
    ...(stored === undefined ? {} : { resealed: stored.entry.attempts, priority: stored.entry.priority ?? 'normal' }),
  };
}

/** The mailboxes at which a letter waits with the message. */
function letterOf({ mailing }: Watched, { peer }: Lane, stored: Stored | undefined): Pick<Wait, 'mailboxes'> {
  const mailboxes = stored === undefined ? [] : mailing.out.mailboxesWith(peer, stored.seq);
  return mailboxes.length === 0 ? {} : { mailboxes };
}

/** Entries stand in the order of acceptance, and nobody asks often. */
async function findIn(lane: Lane, id: MessageId): Promise<Stored | undefined> {
  for await (const stored of lane.waiting()) if (stored.entry.id === id) return stored;
  return undefined;
}

/** What a message that has not left waits for. */
function ownWait(parts: Watched, lane: Lane, id: MessageId): Wait {
  const wait = waitOf(parts, lane);
  const gone = parts.partsOut.progressOf(id);
  if (gone === undefined || gone.arrived === gone.of) return wait;
  return { ...wait, ...(wait.for === 'turn' ? { for: 'parts' } : {}), arrived: gone.arrived, parts: gone.of };
}

/** What the first message of a lane waits for. */
function waitOf({ links }: Watched, lane: Lane): Wait {
  const tried = links.lastTry(lane.peer);
  const error = tried === undefined ? {} : { lastError: tried.reason };
  const next = tried?.next === undefined ? {} : { nextTry: tried.next };
  if (!links.isLinked(lane.peer)) return { for: 'connection', ...error, ...next };
  if (lane.sessions.current === undefined) return { for: 'session', ...error, ...next };
  const { pausedUntil } = lane;
  return pausedUntil === undefined ? { for: 'turn' } : { for: 'room', nextTry: pausedUntil };
}

async function outbox(parts: Watched, { to, limit }: Input<'outbox'>['query']): Promise<Output<'outbox'>> {
  const only = to === undefined ? undefined : peerNamed(parts, to);
  const { links, directory } = parts;
  const lanes = links.lanes().filter((lane) => lane.busy && (only === undefined || lane.peer === only));
  const messages: Output<'outbox'>['messages'][number][] = [];
  for (const lane of lanes) {
    if (messages.length >= limit) break;
    for await (const stored of lane.waiting()) {
      messages.push(waitingOf(lane, stored));
      if (messages.length >= limit) break;
    }
  }
  const queues = lanes.map((lane) => {
    const { alias } = directory.peer(lane.peer);
    return {
      peer: lane.peer,
      ...(alias === undefined ? {} : { alias }),
      waiting: lane.depth,
      connected: links.isLinked(lane.peer),
      session: lane.sessions.current !== undefined,
      waits: waitOf(parts, lane),
    };
  });
  return { queues, messages };
}

function waitingOf(lane: Lane, { entry }: Stored): Output<'outbox'>['messages'][number] {
  const { id, expires, attempts, packet, envelope, priority = 'normal' } = entry;
  const { body, created } = envelopeIn(envelope);
  return {
    id,
    peer: lane.peer,
    // A part is in no outbox: its message is.
    kind: body.kind === 'part' ? 'message' : body.kind,
    bytes: body.kind === 'message' ? (body.whole?.size ?? envelope.length) : envelope.length,
    created,
    expires,
    resealed: attempts,
    priority,
    ...(body.kind === 'message' ? { topic: body.topic } : {}),
    state: lane.isInFlight(id) ? 'sent' : packet === undefined ? 'accepted' : 'sealed',
  };
}

/** The store authenticates its values, so what does not decode is a defect. */
function envelopeIn(bytes: Uint8Array): Envelope {
  const read = decodeEnvelope(bytes);
  if (read.kind === 'accept') return read.value;
  throw new RangeError('an envelope in the store is not readable');
}

function peerNamed({ directory }: Watched, name: string): Did {
  const did = directory.byName(name);
  if (did !== undefined) return did;
  throw new MeshError('peer-unknown', 'No peer of that name is known here. `parley peers` lists those that are.');
}

function shown({ directory }: Watched, letter: KeptLetter): Output<'deadLetters'>['letters'][number] {
  const { id, cursor, at, denied, reason, sealed } = letter;
  const { to, created, body } = envelopeIn(letter.envelope);
  const { alias } = directory.peer(to);
  const content = body.kind === 'message' ? body : { topic: '', contentType: '', body: new Uint8Array(0) };
  const state = endState({ outcome: denied ? 'denied' : 'rejected', reason });
  return {
    id,
    cursor: cursor.toString(36),
    peer: to,
    created,
    ended: at,
    reason,
    ...(alias === undefined ? {} : { alias }),
    topic: content.topic,
    contentType: content.contentType,
    bytes: content.body.length,
    state: state === 'delivered' ? 'failed' : state,
    mayHaveArrived: sealed && !denied,
  };
}

/** A new message with the content of a letter, which goes in the commit that accepts it. */
async function retry(
  { deadLetters: letters, pipeline, config }: Watched,
  id: MessageId,
): Promise<Output<'retryDeadLetters'>['results'][number]> {
  const letter = letters.claim(id);
  if (letter === undefined) return { id, state: 'unknown' };
  try {
    const ttlMs = config.limits.messageTtlSeconds * 1000;
    // Frames that left as a run go one by one: what of them came is known there.
    const all = apart(envelopeIn(letter.envelope));
    for (const [i, { to, body }] of all.entries()) {
      const isLast = i === all.length - 1;
      const sent = await pipeline.send({ to, body, ttlMs, cause: isLast ? letters.removing(id) : [] });
      if (sent.kind === 'refused') return { id, as: sent.id, state: sent.kind, reason: sent.reason };
      if (isLast) return { id, as: sent.id, state: sent.kind };
    }
    return { id, state: 'unknown' };
  } finally {
    letters.release(id);
  }
}
