import { request, type IncomingMessage } from 'node:http';
import { setTimeout as pass } from 'node:timers/promises';
import type { LiveEvent } from '../../src/control/control.ts';
import type { ToldByNode } from './network.ts';

/** Pause before a node that does not answer is asked again, milliseconds. */
const againMs = 500;
/** After so long without a sign of life a connection is given up, milliseconds: a node gives one every fifteen seconds. */
const silentMs = 40_000;
/** Longest event that is taken, characters: beyond the state of a node with thousands of peers. */
const maxEvent = 16 * 1024 * 1024;

/** Messages between two looks of a node. */
type Flow = Extract<LiveEvent, { kind: 'flow' }>;

const nothing: ToldByNode = { status: undefined, waiting: undefined, peers: new Map() };

/** One node, followed by the stream of its control API on the socket that this user may open. */
export class NodeFeed {
  readonly #socket: string;
  readonly #happened: (newest: Flow['newest']) => void;
  #told = nothing;
  #isHeard = false;

  /** Nothing is opened before `follow`. */
  constructor(socket: string, happened: (newest: Flow['newest']) => void) {
    this.#socket = socket;
    this.#happened = happened;
  }

  /** What it told last. */
  get told(): ToldByNode {
    return this.#told;
  }

  /** Whether it tells of its changes just now. */
  get isHeard(): boolean {
    return this.#isHeard;
  }

  /** Follows the node until the signal aborts, over its stops and starts. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Whatever it was that ended it, the node is asked again. One that listens no more is to tell everything anew.
      await this.#stream(signal).catch((error: unknown) => {
        if (isAway(error)) this.#told = nothing;
      });
      this.#isHeard = false;
      await pass(againMs, undefined, { signal }).catch(() => undefined);
    }
    this.#told = nothing;
  }

  async #stream(signal: AbortSignal): Promise<void> {
    const call = request({ socketPath: this.#socket, path: '/v1/live', signal, timeout: silentMs });
    call.once('timeout', () => call.destroy());
    call.end();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      call.once('response', resolve);
      call.once('error', reject);
    });
    if (response.statusCode !== 200) {
      response.destroy();
      return;
    }
    for await (const event of eventsOf(response)) this.#take(event);
  }

  #take(event: LiveEvent): void {
    this.#isHeard = true;
    if (event.kind === 'flow') this.#happened(event.newest);
    if (event.kind !== 'state') return;
    const peers = new Map(event.whole ? [] : this.#told.peers);
    for (const peer of event.peers) peers.set(peer.did, peer);
    for (const did of event.gone) peers.delete(did);
    this.#told = { status: event.status ?? this.#told.status, waiting: event.waiting ?? this.#told.waiting, peers };
  }
}

function isAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
}

/** Server-sent events as a node of this version writes them: one line of data each. */
async function* eventsOf(response: IncomingMessage): AsyncGenerator<LiveEvent> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const piece of response) {
    const parts = (rest + String(piece)).split('\n\n');
    rest = parts.pop() ?? '';
    if (rest.length > maxEvent) throw new RangeError('the event is too long');
    for (const part of parts) {
      const event: LiveEvent = JSON.parse(part.slice('data: '.length));
      yield event;
    }
  }
}
