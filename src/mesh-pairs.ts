import { Ahead, noChange, type Change } from './ahead.ts';
import { fromUtf8, utf8, parseMeshDid, type MeshDid } from './base/base.ts';
import { readCarriedFrame, strangers, type Pair } from './bridge/bridge.ts';
import { between } from './mesh-clients.ts';
import { entriesOf } from './pages.ts';
import type { Store } from './store/store.ts';

/** Peers of one client that are remembered; a further KNOCK is refused until sessions with others have ended. */
const maxOfClient = 2048;

const prefix = 'pair/';

/** Where each local AgentMesh client stands with each of its peers. */
export class MeshPairs {
  readonly #pairs = new Map<MeshDid, Ahead<MeshDid, Pair>>();

  private constructor() {}

  /** Reads what the store holds. */
  static async open(store: Store): Promise<MeshPairs> {
    const pairs = new MeshPairs();
    for await (const [key, value] of entriesOf(store, 'agentmesh', between(prefix))) {
      const [self, peer] = (fromUtf8(key) ?? '').slice(prefix.length).split('/').map(parseMeshDid);
      const pair = readPair(value);
      if (self !== undefined && peer !== undefined && pair !== undefined) pairs.#of(self).restore(peer, pair);
    }
    return pairs;
  }

  get(self: MeshDid, peer: MeshDid): Pair {
    return this.#pairs.get(self)?.get(peer) ?? strangers;
  }

  peersOf(self: MeshDid): readonly MeshDid[] {
    return [...(this.#pairs.get(self)?.keys() ?? [])];
  }

  /** Whether there is no room for one more peer of a client. */
  isFull(self: MeshDid, peer: MeshDid): boolean {
    const own = this.#pairs.get(self);
    return own !== undefined && own.size >= maxOfClient && !own.has(peer);
  }

  /** Puts the two where they stand now. */
  put(self: MeshDid, peer: MeshDid, pair: Pair): Change {
    if (this.get(self, peer) === pair) return noChange;
    const key = `${prefix}${self}/${peer}`;
    const isNothing =
      pair.own === undefined && pair.theirs === undefined && !pair.isOpen && !pair.isMuted && !pair.isDeaf;
    const space = 'agentmesh';
    return isNothing
      ? this.#of(self).change(peer, undefined, [{ kind: 'delete', space, key }])
      : this.#of(self).change(peer, pair, [{ kind: 'put', space, key, value: utf8(JSON.stringify(pair)) }]);
  }

  #of(self: MeshDid): Ahead<MeshDid, Pair> {
    const own = this.#pairs.get(self) ?? new Ahead<MeshDid, Pair>();
    this.#pairs.set(self, own);
    return own;
  }
}

interface Stored {
  readonly own?: string;
  readonly theirs?: { readonly knock: unknown; readonly as: string };
  readonly isOpen: boolean;
  readonly isMuted: boolean;
  readonly isDeaf: boolean;
}

function readPair(value: Uint8Array): Pair | undefined {
  const { theirs, ...pair }: Stored = JSON.parse(fromUtf8(value) ?? '{}');
  if (theirs === undefined) return pair;
  const knock = readCarriedFrame(utf8(JSON.stringify(theirs.knock)));
  if (knock.kind !== 'accept' || knock.value.type !== 'knock') return pair;
  return { ...pair, theirs: { knock: knock.value, as: theirs.as } };
}
