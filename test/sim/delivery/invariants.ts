import { equalBytes, parseMessageId, toHex, type MessageId } from '../../../src/base/base.ts';
import { decodeEntry, GrowingTree, leafHash, type ReadEntry } from '../../../src/audit/audit.ts';
import { priorities } from '../../../src/wire/wire.ts';
import { Census } from '../census.ts';
import type { HallNode } from '../hall-node.ts';
import type { Course } from './course.ts';
import type { Accepted } from './ledger.ts';
import type { Script } from './script.ts';

/** Elements that any map or queue of the hall may keep for good when nothing is under way: some for each peer. */
const maxKept = 24;
/** Hosts known from handshakes: those that come for one visit to a mailbox stay so for a quarter of an hour. */
const maxHosts = 100;

/** What is wrong after a course, each with the promise that it breaks; nothing when all is well. */
export function faultsOf(course: Course, script: Script): readonly string[] {
  const { ledger, wire, nodes } = course;
  const logs = nodes.map((node) => auditOf(node));
  return [
    ...ledger.faults,
    ...wire.faults,
    ...ledger.callFaults(),
    ...nodes.flatMap((node) => rest(node)),
    ...nodes.flatMap((node) => leftovers(node, nodes)),
    ...nodes
      .slice(script.nodes)
      .flatMap((node, i) => (i === 0 && script.mailLie !== undefined ? [] : undelivered(node))),
    ...logs.flatMap(({ faults }) => faults),
    ...ledger.accepted.flatMap((message) =>
      endFaults(message, course, { script, log: logs[message.from]?.entries ?? [] }),
    ),
    ...orderFaults(course),
    ...nodes.flatMap((node, i) => unlogged(course, node, { index: i, log: logs[i]?.entries ?? [] })),
    ...registryFaults(nodes.slice(0, script.nodes)),
    ...memoryFaults(nodes),
  ];
}

/** The node whose word is worth nothing; none when -1. */
function liarOf({ lie, nodes }: Script): number {
  return lie === undefined ? -1 : nodes - 1;
}

/**
 * Ends that a message may have. Whoever says of our sessions that it knows none has what it sent under them sent back: by its
 * own doing it ends otherwise, and is told so.
 */
function mayEnd(end: string, isLiars: boolean): boolean {
  return isLiars || /^(delivered|denied .*|rejected message-expired)$/.test(end);
}

/** Every accepted message has one end at its sender, and it is true. */
function endFaults(
  { id, text, from, to, secret }: Accepted,
  { nodes, ledger }: Course,
  { script, log }: { readonly script: Script; readonly log: readonly ReadEntry[] },
): readonly string[] {
  const end = nodes[from]?.endOf(id);
  const ends = log.filter((entry) => entry.type === 'delivery' && entry.fields['id'] === id).length;
  const name = text.slice(0, 20);
  const what = `${name} from ${from} to ${to}`;
  const seen = ledger.seenBy(to).find((message) => message.id === id);
  const isSeen = seen !== undefined;
  const isLied = to === liarOf(script);
  if (end === undefined) return [`no end: ${what}${isSeen ? ', which arrived' : ''}`];
  const isKnown = mayEnd(end, from === liarOf(script));
  const found: readonly (readonly [boolean, string])[] = [
    [ends !== 1, `ends: ${what} has ${ends} ends in the log`],
    [isSeen && seen.text !== text, `changed: ${what} arrived as ${seen?.text.length} characters of ${text.length}`],
    [secret && isSeen, `denied: ${what} was delivered all the same`],
    [!isLied && end === 'delivered' && !isSeen, `lost: ${what} counts as delivered`],
    // A peer that refuses us altogether says nothing about what was on its way to it: only what policy denied is sure.
    [!isLied && end === 'denied policy-denied' && isSeen, `denied: ${what} arrived and counts as ${end}`],
    [!isLied && !isKnown, `end: ${what} ended as ${end}`],
  ];
  return found.filter(([isWrong]) => isWrong).map(([, fault]) => fault);
}

/**
 * What an agent saw of one sender is in the order in which it was accepted; of what was accepted in the same commit, in that
 * in which it was handed over: who hears of it first says nothing.
 */
function orderFaults({ nodes, ledger }: Course): readonly string[] {
  const ways = nodes.flatMap((_, from) => nodes.map((__, to) => [from, to] as const));
  const streams = ways.flatMap(([from, to]) => priorities.map((priority) => ({ from, to, priority })));
  return streams.flatMap(({ from, to, priority }) => {
    const accepted = ledger.accepted
      .filter(
        (each) => each.from === from && each.to === to && !each.inParts && (each.priority ?? 'normal') === priority,
      )
      .toSorted((one, other) => one.at - other.at || one.count - other.count);
    const place = new Map<MessageId, number>(accepted.map(({ id }, i) => [id, i]));
    let last = -1;
    return ledger.seenBy(to).flatMap(({ id, text }) => {
      const at = place.get(id) ?? last;
      const isLate = at < last;
      last = Math.max(last, at);
      return isLate ? [`order: ${text.slice(0, 20)} from ${from} to ${to} came late`] : [];
    });
  });
}

/** Nothing waits, in memory or on disk. */
function rest(node: HallNode): readonly string[] {
  if (!node.isUp) return [`down: ${node.name} did not start`];
  const outbox = node.disk.get('outbox')?.size ?? 0;
  const open = node.disk.get('exchange')?.size ?? 0;
  return [
    ...(outbox === 0 ? [] : [`outbox: ${node.name} has ${outbox} entries left on disk`]),
    ...(open === 0 ? [] : [`exchange: ${node.name} has ${open} marks left on disk`]),
    ...node.parts.links
      .lanes()
      .flatMap((lane) => (lane.depth === 0 ? [] : [`outbox: ${node.name} still owes ${lane.depth}`])),
  ];
}

/** Parts are kept by a sender until their message ends, and by a recipient for what has not come and may. */
function leftovers(node: HallNode, nodes: readonly HallNode[]): readonly string[] {
  const transfers = [...(node.disk.get('transfer')?.keys() ?? [])].map((key) => Buffer.from(key, 'hex').toString());
  const hasCome = (key: string): boolean => {
    const id = parseMessageId(key.split('/').at(-1) ?? '');
    return id !== undefined && nodes.some((other) => other.endOf(id) === 'delivered');
  };
  const isLeft = (key: string): boolean => key.startsWith('out/') || hasCome(key);
  const parts = node.disk.get('part')?.size ?? 0;
  return [
    ...transfers.filter(isLeft).map((key) => `parts: ${node.name} keeps ${key}`),
    ...(transfers.length === 0 && parts > 0 ? [`parts: ${node.name} keeps ${parts} of no message`] : []),
  ];
}

/** An honest mailbox keeps nothing when everyone has fetched. */
function undelivered(node: HallNode): readonly string[] {
  const kept = node.isUp ? (node.parts.mailing.host?.describe().messages ?? 0) : 0;
  return kept === 0 ? [] : [`mailbox: ${node.name} keeps ${kept} letters`];
}

/** The log of a node: its entries make up the tree that its checkpoint was signed over, none is missing. */
function auditOf(node: HallNode): { readonly entries: readonly ReadEntry[]; readonly faults: readonly string[] } {
  if (!node.isUp) return { entries: [], faults: [] };
  const { audit } = node.parts;
  const values = [...(node.disk.get('audit') ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  const faults: string[] = [];
  if (audit.problem !== undefined) faults.push(`audit: ${node.name}: ${audit.problem.message}`);
  const tree = new GrowingTree();
  for (const value of values) tree.append(leafHash(value));
  if (values.length !== audit.size) faults.push(`audit: ${node.name} has ${values.length} entries of ${audit.size}`);
  const { size, root } = audit.checkpoint;
  if (size !== audit.size) faults.push(`audit: ${node.name} signed ${size} entries of ${audit.size}`);
  if (size === values.length && !equalBytes(tree.root(), root))
    faults.push(`audit: the tree of ${node.name} is another`);
  const entries = values.map(decodeEntry);
  if (entries.includes(undefined)) faults.push(`audit: an entry of ${node.name} cannot be read`);
  return { entries: entries.filter((entry) => entry !== undefined), faults };
}

/** What an agent saw was decided once, to let it in; what was accepted was decided once, to let it out. */
function unlogged(
  { ledger }: Course,
  node: HallNode,
  { index, log }: { readonly index: number; readonly log: readonly ReadEntry[] },
): readonly string[] {
  const counts = new Map<string, number>();
  for (const entry of log) {
    if (entry.type !== 'decision' || entry.fields['allowed'] !== true) continue;
    const key = `${String(entry.fields['direction'])} ${String(entry.fields['id'])}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const wanted = [
    ...ledger.seenBy(index).map(({ id }) => `in ${id}`),
    ...ledger.accepted.filter(({ from }) => from === index).map(({ id }) => `out ${id}`),
  ];
  return wanted
    .filter((key) => counts.get(key) !== 1)
    .map((key) => `audit: ${node.name} logged ${counts.get(key) ?? 0} permissions for ${key}`);
}

/** Each node that talks has of each other that it deals with the record that this one has of itself. */
function registryFaults(nodes: readonly HallNode[]): readonly string[] {
  const up = nodes.filter((node) => node.isUp);
  return up.flatMap((node) =>
    up.flatMap((other) => {
      if (other === node || refuse(node, other)) return [];
      const held = node.parts.directory.peer(other.did).entry?.record?.hash;
      const own = other.parts.directory.own.hash;
      return held !== undefined && toHex(held) === toHex(own)
        ? []
        : [`registry: ${node.name} has another record of ${other.name}`];
    }),
  );
}

/** Whether one of two nodes scores the other too low for a handshake, so that neither shows the other its record. */
function refuse(a: HallNode, b: HallNode): boolean {
  const mayOpen = (node: HallNode, other: HallNode): boolean =>
    node.parts.reputation.mayOpen(other.did, node.parts.clock.now());
  return !mayOpen(a, b) || !mayOpen(b, a);
}

/** What the parts of a running node hold on to, by the path of the field. */
export function memoryOf(node: HallNode): ReadonlyMap<string, number> {
  using census = new Census();
  const { exchanges, pipeline, knocking, handshakes, links, shelf, inbox, recall, reputation, receipts } = node.parts;
  const { mailing, partsIn, partsOut } = node.parts;
  const lanes = Object.fromEntries(links.lanes().map((lane, i) => [`lane${i}`, lane]));
  const parts = {
    exchanges,
    pipeline,
    knocking,
    handshakes,
    links,
    shelf,
    inbox,
    recall,
    reputation,
    receipts,
    mailing,
    partsIn,
    partsOut,
  };
  return census.sizes({ ...parts, ...lanes });
}

function memoryFaults(nodes: readonly HallNode[]): readonly string[] {
  return nodes
    .filter((node) => node.isUp)
    .flatMap((node) =>
      [...memoryOf(node)].flatMap(([path, size]) =>
        size <= (/^handshakes\.#(results|latest)$/.test(path) ? maxHosts : maxKept)
          ? []
          : [`memory: ${path} of ${node.name} keeps ${size} elements`],
      ),
    );
}
