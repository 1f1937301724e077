import { introduce, startNodes, type TestNode } from './nodes.ts';

/** Starts three nodes of three organisations, each of which knows both others. The caller ends them. */
export async function startThreeAcquainted(): Promise<readonly [alpha: TestNode, beta: TestNode, gamma: TestNode]> {
  const [alpha, beta, gamma] = await startNodes({ name: 'alpha' }, { name: 'beta' }, { name: 'gamma' });
  await introduce(alpha, beta);
  await introduce(alpha, gamma);
  await introduce(beta, gamma);
  return [alpha, beta, gamma];
}

/** The standing of an agent as a node tells it; undefined for one that it does not know. */
export async function standingOf(node: TestNode, peer: string): Promise<string | undefined> {
  return (await node.client.peers()).find(({ did }) => did === peer)?.standing;
}
