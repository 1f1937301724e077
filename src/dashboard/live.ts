import type { Answer, Peer } from '../control/api.ts';
import { followEvents } from './event-stream.ts';
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

/** The node, followed. */
export const node = new Store<NodeView>({ status: undefined, waiting: undefined, peers: new Map() });
/** The newest happenings, newest first. */
export const happenings = new Store<readonly Happening[]>([]);
/** The latest batch of messages, for those who draw it. */
export const flow = new Store<FlowEvent | undefined>(undefined);

/** Follows the node until the signal aborts; connects again by itself. */
export function followNode(signal: AbortSignal): Promise<void> {
  return followEvents('/v1/live', take, signal);
}

function take(json: string): void {
  const event: Event = JSON.parse(json);
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
