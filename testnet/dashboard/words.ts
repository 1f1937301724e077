import type { LinkState, Network, NetworkLink, NetworkNode, NetworkStep, NodeState } from './network.ts';

/** What a badge says besides its words. */
type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** The states of a node in words, with what they say of it. */
export const nodeStates: Readonly<Record<NodeState, readonly [word: string, tone: Tone]>> = {
  planned: ['not started yet', 'plain'],
  starting: ['starting', 'plain'],
  ready: ['ready', 'good'],
  unready: ['takes no work', 'bad'],
  silent: ['does not answer', 'bad'],
  down: ['down', 'bad'],
};

/** The states of a link in words. */
export const linkStates: Readonly<Record<LinkState, readonly [word: string, tone: Tone]>> = {
  session: ['connected, with a session', 'good'],
  connected: ['connected', 'good'],
  away: ['not connected', 'warn'],
  ended: ['shut out', 'bad'],
};

/** The states of a step in words. */
export const stepStates: Readonly<Record<NetworkStep['state'], readonly [word: string, tone: Tone]>> = {
  waiting: ['to come', 'plain'],
  running: ['now', 'warn'],
  passed: ['passed', 'good'],
  failed: ['failed', 'bad'],
};

/** Something that is wrong somewhere. */
export interface Wrong {
  readonly tone: 'warn' | 'bad';
  readonly text: string;
}

/** Everything that is wrong in the network, the worst first. */
export function wrongsOf({ nodes, links }: Network): readonly Wrong[] {
  const names = new Map(nodes.map(({ alias, name }) => [alias, name]));
  const nameOf = (alias: string): string => names.get(alias) ?? alias;
  return [...nodes.flatMap(wrongsOfNode), ...links.flatMap((link) => wrongsOfLink(link, nameOf))].toSorted(
    (a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'),
  );
}

function wrongsOfNode({ name, state, problems, waiting }: NetworkNode): readonly Wrong[] {
  const [word, tone] = nodeStates[state];
  const waits: readonly (readonly [number, string])[] = [
    [waiting?.approvals ?? 0, 'held for approval'],
    [waiting?.tools ?? 0, 'changed or refused among the tools'],
    [waiting?.deadLetters ?? 0, 'among the dead letters'],
  ];
  return [
    ...(tone === 'bad' ? [{ tone, text: `The node of ${name}: ${word}.` }] : []),
    ...problems.map((problem) => ({ tone: 'warn' as const, text: `${name}: ${problem}` })),
    ...waits.flatMap(([count, what]) =>
      count > 0 ? [{ tone: 'warn' as const, text: `${name}: ${count} ${what}.` }] : [],
    ),
  ];
}

function wrongsOfLink(link: NetworkLink, nameOf: (alias: string) => string): readonly Wrong[] {
  const [one, other] = link.between;
  const shut = ([who, whom, side]: readonly [string, string, NetworkLink['sides'][0]]): readonly Wrong[] =>
    side === null || side.standing === 'active'
      ? []
      : [{ tone: 'bad', text: `${nameOf(who)} shut ${nameOf(whom)} out: ${side.standing}.` }];
  return [
    ...(link.cut
      ? [{ tone: 'bad' as const, text: `${nameOf(one)} and ${nameOf(other)} are cut off from each other.` }]
      : []),
    ...(link.delayMs > 0
      ? [
          {
            tone: 'warn' as const,
            text: `Between ${nameOf(one)} and ${nameOf(other)} everything takes ${link.delayMs} ms longer.`,
          },
        ]
      : []),
    ...shut([one, other, link.sides[0]]),
    ...shut([other, one, link.sides[1]]),
  ];
}

/** What is done to a link, in words; undefined when nothing is. */
export function faultOf({ cut, delayMs }: NetworkLink): string | undefined {
  if (cut) return 'cut';
  return delayMs > 0 ? `${delayMs} ms longer` : undefined;
}
