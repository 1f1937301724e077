import type { Answer, Peer } from '../control/api.ts';
import { authorization } from './api.ts';
import { login, logOut } from './login.ts';
import { Store } from './store.ts';

type Event = Answer<'live'> extends AsyncIterable<infer E> ? E : never;
type State = Extract<Event, { kind: 'state' }>;

/** Messages between two events, and the newest of them. */
export type FlowEvent = Extract<Event, { kind: 'flow' }>;
/** One thing that became of a message, with the time at which this page heard of it. */
export type Happening = FlowEvent['newest'][number] & { readonly at: number };

/** The node as it was told last. */
export interface NodeView {
  readonly status: Answer<'status'> | undefined;
  readonly waiting: NonNullable<State['waiting']> | undefined;
  readonly peers: ReadonlyMap<string, Peer>;
}

/** Happenings that the page shows at most. */
const maxShown = 100;
/** How long to wait before the next try to connect, milliseconds. */
const againMs = 1500;
/** After so long without a sign of life the connection is given up, milliseconds. */
const silentMs = 40_000;

/** The node, followed. */
export const node = new Store<NodeView>({ status: undefined, waiting: undefined, peers: new Map() });
/** Whether changes arrive. */
export const connection = new Store<'connecting' | 'live' | 'lost'>('connecting');
/** The newest happenings, newest first. */
export const happenings = new Store<readonly Happening[]>([]);
/** The latest batch of messages, for those who draw it. */
export const flow = new Store<FlowEvent | undefined>(undefined);

/** Follows the node until the signal aborts; connects again by itself. */
export async function followNode(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await stream(signal);
    } catch {
      // Told below: whatever it was, the page tries again.
    }
    if (signal.aborted) return;
    connection.set('lost');
    await new Promise((next) => setTimeout(next, againMs));
  }
}

async function stream(signal: AbortSignal): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silentMs);
  try {
    const response = await fetch('/v1/live', {
      headers: authorization(),
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (response.status === 401 && login.value !== undefined)
      logOut('The login has ended: twelve hours are over, or the node was started again.');
    if (!response.ok || response.body === null) return;
    for await (const event of eventsOf(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silentMs);
      take(event);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Server-sent events as this node writes them: one line of data each. */
async function* eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Event> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const event: Event = JSON.parse(part.slice('data: '.length));
      yield event;
    }
  }
}

function take(event: Event): void {
  if (connection.value !== 'live') connection.set('live');
  switch (event.kind) {
    case 'state':
      node.set(changed(node.value, event));
      return;
    case 'flow': {
      const at = Date.now();
      const newest = event.newest.map((each) => ({ ...each, at })).toReversed();
      happenings.set([...newest, ...happenings.value].slice(0, maxShown));
      flow.set(event);
      return;
    }
    case 'beat':
  }
}

function changed(before: NodeView, { whole, status, waiting, peers, gone }: State): NodeView {
  const all = new Map(whole ? [] : before.peers);
  for (const peer of peers) all.set(peer.did, peer);
  for (const did of gone) all.delete(did);
  return { status: status ?? before.status, waiting: waiting ?? before.waiting, peers: all };
}
