import { accept, reject, type Verdict } from '../../base/base.ts';
import { splitPath } from '../http-path.ts';

/** Where the agent card stands (A2A 1.0, section 8.2; RFC 8615). */
export const cardPath = '/.well-known/agent-card.json';
/** The same, and where it stood before 0.3. */
export const cardPaths: ReadonlySet<string> = new Set([cardPath, '/.well-known/agent.json']);

/** An operation of the HTTP+JSON binding (A2A 1.0, section 11.3), as its path tells it. */
export interface RestOperation {
  readonly kind: 'send' | 'stream' | 'get' | 'cancel' | 'list' | 'subscribe' | 'push' | 'card';
  readonly taskId: string | undefined;
  /** What stands in the path before the operation, without `v1`: a tenant, or the base of the interface. */
  readonly tenant: string | undefined;
}

/**
 * Reads the operation from a path below the mount; undefined when it names none. Servers differ on case, doubled and
 * trailing slashes and on when they decode, so the path is read as the most lenient of them would.
 */
export function readRestPath(raw: string): Verdict<RestOperation | undefined> {
  const split = splitPath(raw);
  if (split.kind !== 'accept') return split;
  const segments: string[] = [];
  for (const segment of split.value.path.split('/')) {
    const text = decodeSegment(segment);
    if (text === undefined) return reject('facts-invalid', 'the path is not valid percent-encoding');
    if (text !== '') segments.push(text);
  }
  return accept(operationOf(segments));
}

/** Whether a path names an operation of the HTTP+JSON binding. */
export function isRestPath(raw: string): boolean {
  const verdict = readRestPath(raw);
  return verdict.kind === 'accept' && verdict.value !== undefined;
}

/** Whether a path, with or without a query, is that of the agent card. */
export function isCardPath(raw: string): boolean {
  const split = splitPath(raw);
  return split.kind === 'accept' && cardPaths.has(split.value.path);
}

/** Whether a path names the extended card of the HTTP+JSON binding. */
export function isExtendedCardPath(raw: string): boolean {
  const verdict = readRestPath(raw);
  return verdict.kind === 'accept' && verdict.value?.kind === 'card' && !isCardPath(raw);
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function operationOf(segments: readonly string[]): RestOperation | undefined {
  const lower = segments.map((segment) => segment.toLowerCase());
  const found = wordOf(lower) ?? pushOf(segments, lower) ?? taskOf(segments, lower);
  if (found === undefined) return undefined;
  const before = segments.slice(0, segments.length - found.length).filter((segment) => segment.toLowerCase() !== 'v1');
  return { kind: found.kind, taskId: found.taskId, tenant: before.length === 0 ? undefined : before.join('/') };
}

interface Found {
  readonly kind: RestOperation['kind'];
  readonly taskId: string | undefined;
  /** Segments of the operation, counted from the end. */
  readonly length: number;
}

const words: ReadonlyMap<string, RestOperation['kind']> = new Map([
  ['message:send', 'send'],
  ['message:stream', 'stream'],
  ['extendedagentcard', 'card'],
  ['card', 'card'],
  ['agent-card.json', 'card'],
  ['agent.json', 'card'],
  ['tasks', 'list'],
]);

function wordOf(lower: readonly string[]): Found | undefined {
  const kind = words.get(lower.at(-1) ?? '');
  if (kind === undefined) return undefined;
  if (lower.at(-1) === 'card' && lower.at(-2) !== 'v1') return undefined;
  const isWellKnown = /^agent(?:-card)?\.json$/.test(lower.at(-1) ?? '');
  if (isWellKnown && lower.at(-2) !== '.well-known') return undefined;
  return { kind, taskId: undefined, length: isWellKnown ? 2 : 1 };
}

const pushWord = 'pushnotificationconfigs';

function pushOf(segments: readonly string[], lower: readonly string[]): Found | undefined {
  const back = lower.at(-1) === pushWord ? 1 : 2;
  if (lower.at(-back) !== pushWord || lower.at(-back - 2) !== 'tasks') return undefined;
  return { kind: 'push', taskId: segments.at(-back - 1), length: back + 2 };
}

function taskOf(segments: readonly string[], lower: readonly string[]): Found | undefined {
  if (lower.at(-2) !== 'tasks') return undefined;
  const last = segments.at(-1) ?? '';
  const verb = /:(cancel|subscribe)$/i.exec(last);
  if (verb === null) return { kind: 'get', taskId: last, length: 2 };
  const kind = verb[1]?.toLowerCase() === 'cancel' ? 'cancel' : 'subscribe';
  return { kind, taskId: last.slice(0, verb.index), length: 2 };
}
