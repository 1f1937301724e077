import type { HallNode } from './hall-node.ts';
import type { Network } from './network.ts';
import type { World } from './world.ts';

/** What can happen to nodes that talk. */
export type Happening =
  | { readonly kind: 'send'; readonly from: number; readonly to: number; readonly count: number }
  | { readonly kind: 'crash'; readonly node: number; readonly downMs: number }
  | { readonly kind: 'reset'; readonly a: number; readonly b: number }
  | { readonly kind: 'cut'; readonly a: number; readonly b: number; readonly forMs: number }
  | { readonly kind: 'pass'; readonly ms: number };

/** What was accepted from one node for another, in the order in which the sender was told so. */
export class Ledger {
  readonly #accepted = new Map<string, string[]>();

  accept(from: HallNode, to: HallNode, text: string): void {
    const key = `${from.name} ${to.name}`;
    this.#accepted.set(key, [...(this.#accepted.get(key) ?? []), text]);
  }

  accepted(from: HallNode, to: HallNode): readonly string[] {
    return this.#accepted.get(`${from.name} ${to.name}`) ?? [];
  }
}

/** Plays a story over running nodes; what was accepted is in the ledger, whatever became of its sender since. */
export async function play(
  stage: { readonly world: World; readonly network: Network; readonly nodes: readonly HallNode[] },
  story: readonly Happening[],
): Promise<Ledger> {
  const { network, world, nodes } = stage;
  const ledger = new Ledger();
  let count = 0;
  const at = (index: number): HallNode => {
    const node = nodes[index % nodes.length];
    if (node === undefined) throw new Error('there are no nodes');
    return node;
  };
  const act = async (happening: Happening): Promise<void> => {
    switch (happening.kind) {
      case 'send':
        for (let i = 0; i < happening.count; i++) {
          const text = `${++count}`;
          void post(ledger, { from: at(happening.from), to: at(happening.to), text });
        }
        return;
      case 'crash': {
        const node = at(happening.node);
        node.crash();
        await world.pass(happening.downMs);
        await node.start();
        return;
      }
      case 'reset':
        network.reset(at(happening.a).host, at(happening.b).host);
        return;
      case 'cut':
        network.cut(at(happening.a).host, at(happening.b).host);
        await world.pass(happening.forMs);
        network.heal();
        return;
      case 'pass':
        await world.pass(happening.ms);
    }
  };
  for (const happening of story) await act(happening);
  return ledger;
}

/** Hands a message over; it counts from the moment its sender is told that it is on disk. */
async function post(
  ledger: Ledger,
  { from, to, text }: { readonly from: HallNode; readonly to: HallNode; readonly text: string },
): Promise<void> {
  if (from === to || !from.isUp) return;
  const sent = await from.post(to, text).catch(() => undefined);
  if (sent?.kind === 'accepted') ledger.accept(from, to, text);
}
