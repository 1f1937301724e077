import { fromUtf8, utf8, type Did, type Millis } from './base/base.ts';
import { redactContent, scanContent, tailBytes, type ContentPattern } from './content/content.ts';
import { isJudged, type JudgedBody } from './facts.ts';
import { entriesOf } from './pages.ts';
import {
  LimitCounters,
  parseLimit,
  type CompiledPolicies,
  type ContextFacts,
  type Decision,
  type Facts,
  type Limit,
} from './policy/policy.ts';
import type { Operation, Store } from './store/store.ts';
import type { Envelope } from './wire/wire.ts';

/** What a policy may ask about a message besides the message itself. */
interface Recalled {
  readonly facts: readonly Facts[];
  /** The message passed: counts it, and gives the writes that belong into its commit. */
  readonly passed: (decisions: readonly Decision[]) => readonly Operation[];
}

/** What redaction made of an envelope; see `Recall.redact`. */
type Redacted =
  | { readonly kind: 'clean' }
  | { readonly kind: 'redacted'; readonly envelope: Envelope; readonly found: readonly string[] }
  | { readonly kind: 'failed'; readonly why: string };

const nothing = new Uint8Array(0);

/** Exchanges whose last bytes are remembered; the oldest is forgotten first. */
const maxTails = 4096;
/** Labels of one peer; a policy has a handful. More are not taken in, which the set that makes them shows in its tests. */
const maxLabels = 64;
/** Headers that carry the credentials of a call where they belong. */
const credentialHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
]);

/**
 * What earlier messages left behind that policies ask about: how much of a limit is used up, which labels a
 * peer and our own agent carry, how the piece of a body before this one ended. Labels are on disk, in the commit of
 * the message that raised them; the rest begins anew with the process.
 */
export class Recall {
  readonly #counters = new LimitCounters();
  readonly #labels: Map<Did, ReadonlySet<string>>;
  readonly #tails = new Map<string, Uint8Array>();

  private constructor(labels: Map<Did, ReadonlySet<string>>) {
    this.#labels = labels;
  }

  /** Reads the labels back. */
  static async open(store: Store, isDid: (text: string) => Did | undefined): Promise<Recall> {
    const labels = new Map<Did, ReadonlySet<string>>();
    for await (const [key, value] of entriesOf(store, 'meta', { gte: prefix, lt: `${prefix.slice(0, -1)}0` })) {
      const did = isDid((fromUtf8(key) ?? '').slice(prefix.length));
      if (did !== undefined) labels.set(did, new Set((fromUtf8(value) ?? '').split(',')));
    }
    return new Recall(labels);
  }

  /** The labels of everything that our own agent has exchanged with anyone, sorted. */
  seen(): readonly string[] {
    return [...new Set([...this.#labels.values()].flatMap((labels) => [...labels]))].sort();
  }

  /** The labels of what was exchanged with one peer, sorted. */
  labelsOf(peer: Did): readonly string[] {
    return [...(this.#labels.get(peer) ?? [])].sort();
  }

  /** Every peer that carries labels. */
  labelled(): readonly { readonly did: Did; readonly labels: readonly string[] }[] {
    return [...this.#labels].map(([did, labels]) => ({ did, labels: [...labels].sort() }));
  }

  /** Takes all labels away, which only an operator may; the writes that make it last. */
  forget(): readonly Operation[] {
    const writes = [...this.#labels.keys()].map((did): Operation => ({
      kind: 'delete',
      space: 'meta',
      key: prefix + did,
    }));
    this.#labels.clear();
    return writes;
  }

  /** Adds to facts what the set in force asks about; the same facts when it asks about nothing of this. */
  about(facts: readonly Facts[], message: Message, policies: CompiledPolicies): Recalled {
    const { mentions } = policies;
    const asksLimits = mentions.has('exceeded');
    const asksFindings = mentions.has('findings');
    const isAsked = asksLimits || asksFindings || mentions.has('labels') || mentions.has('seen');
    const used = new Map<string, Limit>();
    const passed = (decisions: readonly Decision[]): readonly Operation[] => {
      for (const [key, limit] of used) this.#counters.take(key, limit, message.now);
      if (asksFindings) this.#keepTail(message.envelope);
      return this.#raise(message.peer, decisions);
    };
    if (!isAsked) return { facts, passed };
    const findings = once(() => this.#findings(message.envelope, policies));
    const extra = (fact: Facts): Partial<ContextFacts> => ({
      labels: () => this.labelsOf(message.peer),
      seen: () => this.seen(),
      findings,
      ...(asksLimits ? { exceeded: (limit: string) => this.#exceeded(limit, fact, { now: message.now, used }) } : {}),
    });
    return { facts: facts.map((fact) => ({ ...fact, context: { ...fact.context, ...extra(fact) } })), passed };
  }

  /**
   * The envelope with everything covered that `wanted` names; itself when there is nothing. What travels beside the
   * body (path, topic, headers) and what is compressed cannot be covered: then it tells why it must not pass.
   */
  redact(envelope: Envelope, wanted: readonly string[], patterns: readonly ContentPattern[]): Redacted {
    const { body } = envelope;
    if (!isJudged(body)) return { kind: 'clean' };
    if (isCompressed(body)) return { kind: 'failed', why: 'the body is compressed' };
    const around = redactContent({ body: utf8(aroundBody(body)), before: nothing, more: false }, wanted, patterns);
    if (around.kind !== 'clean') return { kind: 'failed', why: 'it stands in the path, the topic or a header' };
    const more = (body.kind === 'response' || body.kind === 'chunk') && !body.last;
    const made = redactContent({ body: body.body, before: this.before(envelope), more }, wanted, patterns);
    if (made.kind !== 'redacted') return made;
    return { kind: 'redacted', envelope: { ...envelope, body: { ...body, body: made.body } }, found: made.found };
  }

  /** The end of the piece that was delivered before this one; empty when there was none, or nothing asks about it. */
  before({ body }: Envelope): Uint8Array {
    return (body.kind === 'chunk' ? this.#tails.get(body.exchange) : undefined) ?? nothing;
  }

  #exceeded(
    text: string,
    fact: Facts,
    { now, used }: { readonly now: Millis; readonly used: Map<string, Limit> },
  ): number | undefined {
    const limit = parseLimit(text);
    // The rulebook refuses a limit that it cannot read; one that got here all the same lets nothing pass.
    if (limit === undefined) return Number.MAX_SAFE_INTEGER;
    const key = `${text}\u0000${subjectOf(limit, fact)}`;
    used.set(key, limit);
    const waitMs = this.#counters.waitMs(key, limit, now);
    return waitMs > 0 ? waitMs : undefined;
  }

  #findings(envelope: Envelope, { patterns }: CompiledPolicies): readonly string[] {
    const { body } = envelope;
    if (!isJudged(body)) return [];
    const found = new Set(scanContent(body.body, patterns, this.before(envelope)));
    for (const name of scanContent(utf8(aroundBody(body)), patterns)) found.add(name);
    return [...found];
  }

  #keepTail({ body }: Envelope): void {
    if (body.kind !== 'response' && body.kind !== 'chunk') return;
    const { exchange } = body;
    const before = this.#tails.get(exchange) ?? new Uint8Array(0);
    this.#tails.delete(exchange);
    if (body.last) return;
    // Of several small pieces together: a token may come byte by byte.
    const joined = new Uint8Array([...before.subarray(-tailBytes), ...body.body.subarray(-tailBytes)]);
    this.#tails.set(exchange, joined.subarray(-tailBytes));
    for (const [oldest] of this.#tails) {
      if (this.#tails.size <= maxTails) break;
      this.#tails.delete(oldest);
    }
  }

  #raise(peer: Did, decisions: readonly Decision[]): readonly Operation[] {
    const raised = decisions.flatMap(({ obligations }) => obligations.labels);
    if (raised.length === 0) return [];
    const before = this.#labels.get(peer) ?? new Set<string>();
    const labels = new Set([...before, ...raised].slice(0, maxLabels));
    if (labels.size === before.size) return [];
    this.#labels.set(peer, labels);
    return [{ kind: 'put', space: 'meta', key: prefix + peer, value: utf8([...labels].join(',')) }];
  }
}

/** A message on its way past policy. */
interface Message {
  readonly envelope: Envelope;
  readonly peer: Did;
  readonly now: Millis;
}

const prefix = 'label/';

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Whose counter it is. */
function subjectOf({ scope }: Limit, { principal, resource }: Facts): string {
  switch (scope) {
    case 'agent':
      return principal.did;
    case 'tool':
      return [
        principal.did,
        resource.kind,
        'server' in resource ? resource.server : '',
        'name' in resource ? resource.name : '',
      ].join('\u0000');
    case 'organisation':
      return principal.organisation?.id ?? principal.did;
    case 'global':
      return '';
  }
}

/** What travels beside the body and could carry the same. */
function aroundBody(body: JudgedBody): string {
  switch (body.kind) {
    case 'message':
      return `${body.topic}\n${body.contentType}`;
    case 'request':
      return [body.path, ...headerLines(body.headers)].join('\n');
    case 'response':
      return headerLines(body.headers).join('\n');
    case 'chunk':
      return '';
  }
}

/** What is compressed shows nothing of what it holds. */
function isCompressed(body: Envelope['body']): boolean {
  if (body.kind !== 'request' && body.kind !== 'response') return false;
  const encodings = body.headers.filter(([name]) => name.toLowerCase() === 'content-encoding');
  return encodings.some(([, value]) => value.trim().toLowerCase() !== 'identity');
}

function headerLines(headers: readonly (readonly [string, string])[]): readonly string[] {
  return headers
    .filter(([name]) => !credentialHeaders.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
}
