import type { NetworkDashboard } from './dashboard/dashboard.ts';
import type { Mesh } from './mesh.ts';
import type { Organisation } from './organisation.ts';

/** What orders are for. */
export interface Ordered {
  readonly mesh: Mesh;
  readonly dashboard: Pick<NetworkDashboard, 'address'>;
}

interface Order {
  /** Fewest and most words after the name. */
  readonly words: readonly [least: number, most: number];
  readonly usage: string;
  readonly run: (ordered: Ordered, words: readonly string[], signal: AbortSignal) => Promise<readonly string[]>;
}

const orders: Readonly<Record<string, Order>> = {
  status: { words: [0, 0], usage: 'status', run: status },
  kill: { words: [1, 1], usage: 'kill ORG', run: kill },
  start: { words: [1, 1], usage: 'start ORG', run: start },
  partition: { words: [1, 2], usage: 'partition A [B]', run: partition },
  delay: { words: [3, 3], usage: 'delay A B MS', run: delay },
  heal: { words: [0, 0], usage: 'heal', run: heal },
  login: { words: [1, 1], usage: 'login ORG', run: login },
  dashboard: { words: [0, 0], usage: 'dashboard', run: dashboard },
};

/** Carries out an order to a network that is up; gives what there is to say. Throws an Error that says why not. */
export async function carryOut(
  ordered: Ordered,
  words: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [name = '', ...rest] = words;
  const order = Object.hasOwn(orders, name) ? orders[name] : undefined;
  if (order === undefined)
    throw new Error(`There is no order ${JSON.stringify(name)}: ${Object.keys(orders).join(', ')}.`);
  const [least, most] = order.words;
  if (rest.length < least || rest.length > most) throw new Error(`Write it as: ${order.usage}`);
  return order.run(ordered, rest, signal);
}

async function status({ mesh: { organisations, faults } }: Ordered): Promise<readonly string[]> {
  const lines = await Promise.all(organisations.map(lineOf));
  const wrong = faults.describe();
  return [...lines, wrong.length === 0 ? 'No way is cut or delayed.' : wrong.join(', ')];
}

async function lineOf(one: Organisation): Promise<string> {
  if (!one.isUp) return `${one.alias}: down`;
  const connected = (await one.client.peers()).filter((peer) => peer.connected).map(({ alias, did }) => alias ?? did);
  return `${one.alias}: up as process ${one.node.pid}, connected with ${connected.join(', ') || 'nobody'}`;
}

async function kill({ mesh }: Ordered, [name = '']: readonly string[]): Promise<readonly string[]> {
  const one = mesh.find(name);
  if (!one.isUp) throw new Error(`The node of ${one.name} does not run.`);
  await one.node.kill();
  return [`The node of ${one.name} was killed (SIGKILL). Start it again: start ${one.alias}`];
}

async function start(
  { mesh }: Ordered,
  [name = '']: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const one = mesh.find(name);
  if (one.isUp) throw new Error(`The node of ${one.name} runs already.`);
  const { pid } = await one.up(signal);
  return [`The node of ${one.name} is up as process ${pid}.`];
}

async function partition({ mesh }: Ordered, [name = '', other]: readonly string[]): Promise<readonly string[]> {
  const one = mesh.find(name);
  const others =
    other === undefined ? mesh.organisations.filter((each) => each !== one) : [twoOf(mesh, name, other).second];
  for (const { alias } of others) mesh.faults.cut(one.alias, alias);
  return Promise.resolve([`${one.name} is cut off from ${others.map((each) => each.name).join(', ')}.`]);
}

async function delay(
  { mesh }: Ordered,
  [name = '', other = '', ms = '']: readonly string[],
): Promise<readonly string[]> {
  const { first, second } = twoOf(mesh, name, other);
  mesh.faults.delay(first.alias, second.alias, /^\d{1,9}$/.test(ms) ? Number(ms) : Number.NaN);
  return Promise.resolve([`What goes between ${first.name} and ${second.name} takes ${ms} ms longer, each way.`]);
}

async function heal({ mesh: { faults } }: Ordered): Promise<readonly string[]> {
  faults.heal();
  return Promise.resolve(['No way is cut or delayed any more. Nodes come back to each other by themselves.']);
}

async function login({ mesh }: Ordered, [name = '']: readonly string[]): Promise<readonly string[]> {
  const one = mesh.find(name);
  if (!one.isUp) throw new Error(`The node of ${one.name} does not run.`);
  const [{ control }, { code }] = await Promise.all([
    one.client.status(),
    one.client.loginCode({ name: 'testnet', readOnly: false }),
  ]);
  return [`${control}/#login=${code}`, 'It logs in once, within two minutes.'];
}

async function dashboard({ dashboard: { address } }: Ordered): Promise<readonly string[]> {
  return Promise.resolve([address(), 'It logs in once, within two minutes.']);
}

function twoOf(
  mesh: Mesh,
  name: string,
  other: string,
): { readonly first: Organisation; readonly second: Organisation } {
  const [first, second] = [mesh.find(name), mesh.find(other)];
  if (first === second) throw new Error('Name two organisations.');
  return { first, second };
}
