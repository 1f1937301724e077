import { Door } from '../../testnet/door.ts';
import { Faults } from '../../testnet/faults.ts';

/** The way between two nodes, which can be cut: each is reached through a door of its own, and not otherwise. */
export interface Way extends AsyncDisposable {
  /** What is laid over the configuration of the one and of the other. */
  readonly configs: readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  /** Ends every connection between them, and lets none come about until it is healed. */
  cut(): void;
  heal(): void;
}

/** Opens the doors of two nodes, by their names. */
export async function openWay(one: string, other: string): Promise<Way> {
  const faults = new Faults();
  // Nobody else is here, so whoever dials is the other one.
  const ports = { faults, nodes: () => new Map<number, string>() };
  const [first, second] = [await Door.open(one, ports), await Door.open(other, ports)];
  return {
    configs: [behind(first), behind(second)],
    cut: () => faults.cut(one, other),
    heal: () => faults.heal(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([first, second].map((door) => door[Symbol.asyncDispose]()));
    },
  };
}

function behind({ inside, multiaddr }: Door): Readonly<Record<string, unknown>> {
  return { listen: [`/ip4/127.0.0.1/tcp/${inside}`], announce: [multiaddr], reach: { announceOnly: true } };
}
