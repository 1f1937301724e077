import {
  concat,
  fromUtf8,
  u32be,
  u64be,
  utf8,
  type Did,
  type MessageId,
  type Millis,
  type Random,
  type Reason,
} from './base/base.ts';
import { commitment, saltBytes, toBase64, type AuditEntry, type DecisionEntry } from './audit/audit.ts';
import type { AuditLog } from './audit-log.ts';
import type { Explanation } from './control/api.ts';
import { entriesOf } from './pages.ts';
import type { Decision, Facts } from './policy/policy.ts';
import type { Operation, Put, Store } from './store/store.ts';
import type { Ack } from './wire/wire.ts';

/** Where in the pipeline a message was stopped, or `policy` when it passed. */
export type Step = 'envelope' | 'identity' | 'trust' | 'session' | 'facts' | 'policy' | 'delivery';

/** What was decided about one message here. */
export interface Judgement {
  readonly allowed: boolean;
  readonly step: Step;
  /** Undefined exactly when allowed. */
  readonly reason: Reason | undefined;
  /** For the operator, in words. */
  readonly detail?: string | undefined;
  /** Findings that were covered before it passed; absent when none was. */
  readonly redacted?: readonly string[] | undefined;
  readonly decision?: Decision | undefined;
  readonly facts?: Facts | undefined;
}

/** A message's first page in the journal. */
export interface Entry {
  readonly id: MessageId;
  readonly direction: 'in' | 'out';
  readonly peer: Did;
  readonly action: string;
  readonly created: Millis;
  readonly expires: Millis;
  readonly cursor?: string;
  /** Of a run of frames: how many it has, and which of them it is about when it is about one. */
  readonly frames?: number;
  readonly frame?: number;
  readonly decisions: Explanation['decisions'];
}

/** A message's last page: what became of it. */
export interface Ending {
  readonly at: Millis;
  readonly outcome: Ack['outcome'];
  readonly reason: Reason | undefined;
  /** When it left for the last time, as far as that is known. */
  readonly sent?: Millis | undefined;
  /** How many of its frames were refused, where others were taken. */
  readonly refused?: number | undefined;
}

/** What a message was judged on, as it was kept. */
export interface KeptFacts {
  readonly facts: readonly Facts[];
  /** False when arguments or whole facts were too long to keep: judged again, such a message may come out otherwise. */
  readonly complete: boolean;
}

/** What is kept beside an entry of the log until it is dropped with age. */
export interface Page {
  /** Index of the entry in the log. */
  readonly index: number;
  /** What `content` and `facts` of the entry were made with; base64 of 16 bytes. */
  readonly salt: string;
  readonly entry: Entry;
  readonly kept: KeptFacts | undefined;
}

/** What a judgement was about. */
export interface Judged {
  readonly judgement: Judgement;
  readonly facts: readonly Facts[];
  /** Version of the set of policies in force. */
  readonly policySet: string;
  readonly body: Uint8Array;
}

/** Facts of one message, characters of JSON: enough for a call, not for a file. */
const maxFactsText = 6144;
/** Stands for arguments that are too long to keep. */
const tooLong = '(too long to keep)';

/**
 * The writes that record a judgement: an entry of the log, and its page when `page` says so. They go into the same
 * commit as its consequence.
 */
export function writeEntry(
  ports: { readonly audit: AuditLog; readonly random: Random },
  head: Omit<Entry, 'decisions'>,
  judged: Judged,
  about: { readonly at: Millis; readonly page: boolean },
): Operation {
  const salt = ports.random(saltBytes);
  const facts = judged.facts.length === 0 ? undefined : factsText(judged.facts);
  const entry = entryOf(head, judged, { at: about.at, salt, facts });
  if (!about.page) return ports.audit.append(entry);
  const text = pageText(head, judged, about.at);
  const key = pageKey(head);
  return ports.audit.append(entry, (index): Put => {
    const value = concat(u64be(index), salt, u32be(text.length), text, facts ?? new Uint8Array(0));
    return { kind: 'put', space: 'decision', key, value };
  });
}

function entryOf(
  head: Omit<Entry, 'decisions'>,
  { judgement, facts, policySet, body }: Judged,
  about: { readonly at: Millis; readonly salt: Uint8Array; readonly facts: Uint8Array | undefined },
): AuditEntry {
  const resource = facts[0] === undefined ? '' : nameOf(facts[0]);
  return {
    type: 'decision',
    time: about.at,
    id: head.id,
    direction: head.direction,
    peer: head.peer,
    action: head.action,
    ...(resource === '' ? {} : { resource }),
    allowed: judgement.allowed,
    step: judgement.step,
    ...(judgement.reason === undefined ? {} : { reason: judgement.reason }),
    policySet,
    policies: judgement.decision?.policies.map(({ id, file, line }) => `${id} (${file}:${line})`) ?? [],
    ...listed('redacted', judgement.redacted),
    ...listed('log', judgement.decision?.obligations.log),
    ...(head.frames === undefined ? {} : { frames: head.frames }),
    ...(head.frame === undefined ? {} : { frame: head.frame }),
    size: body.length,
    content: commitment(about.salt, body),
    ...(about.facts === undefined ? {} : { facts: commitment(about.salt, about.facts) }),
  };
}

function listed(key: 'redacted' | 'log', words: readonly string[] = []): Partial<DecisionEntry> {
  return words.length === 0 ? {} : { [key]: words };
}

/** What is acted on, in a word; never an argument, nor the address of something that is read. */
function nameOf({ resource }: Facts): string {
  switch (resource.kind) {
    case 'agent':
    case 'node':
      return '';
    case 'topic':
    case 'skill':
    case 'server':
      return resource.name;
    case 'tool':
    case 'prompt':
      return `${resource.server}/${resource.name}`;
    case 'mcp-resource':
      return resource.server;
    case 'exchange':
      return resource.id;
  }
}

/** The page as it is written: which of the facts decided stands beside the entry. */
interface WrittenPage extends Entry {
  readonly deciding?: number;
}

function pageText(head: Omit<Entry, 'decisions'>, { judgement, facts }: Judged, at: Millis): Uint8Array {
  const { decision } = judgement;
  const deciding = judgement.facts === undefined ? -1 : facts.indexOf(judgement.facts);
  const entry: WrittenPage = {
    ...head,
    ...(deciding < 0 ? {} : { deciding }),
    decisions: [
      {
        at,
        step: judgement.step,
        side: 'local',
        allowed: judgement.allowed,
        ...(judgement.reason === undefined ? {} : { reason: judgement.reason }),
        ...(judgement.detail === undefined ? {} : { detail: judgement.detail }),
        ...(judgement.redacted === undefined ? {} : { redacted: judgement.redacted }),
        policies:
          decision?.policies.map(({ id, file, line, annotations }) => ({
            id,
            file,
            line,
            annotations: { ...annotations },
          })) ?? [],
        errors: decision?.errors ?? [],
      },
    ],
  };
  return utf8(JSON.stringify(entry));
}

/** The facts of a message as JSON (`KeptFacts`), as many as fit, without arguments where these do not. */
function factsText(facts: readonly Facts[]): Uint8Array {
  const kept: string[] = [];
  let [room, complete] = [maxFactsText, true];
  for (const fact of facts) {
    const whole = JSON.stringify(fact);
    const text = whole.length <= room ? whole : JSON.stringify(withoutArguments(fact));
    complete = complete && text === whole;
    if (text.length > room) {
      complete = false;
      break;
    }
    kept.push(text);
    room -= text.length;
  }
  return utf8(`{"facts":[${kept.join()}],"complete":${complete}}`);
}

function withoutArguments(fact: Facts): object {
  return fact.context.arguments === undefined ? fact : { ...fact, context: { ...fact.context, arguments: tooLong } };
}

/** The write that records how a message ended: an entry of the log, and a page of its own, so that nothing has to be read first. */
export function writeEnding(audit: AuditLog, about: Pick<Entry, 'id' | 'peer'>, ending: Ending): Operation {
  const { at, outcome, reason, refused } = ending;
  const { id, peer } = about;
  const entry: AuditEntry = {
    type: 'delivery',
    time: at,
    id,
    direction: 'out',
    peer,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(refused === undefined ? {} : { refused }),
  };
  return audit.append(entry, (index): Put => {
    const value = concat(u64be(index), utf8(JSON.stringify(ending)));
    return { kind: 'put', space: 'decision', key: endKey(id), value };
  });
}

const endSuffix = '.end';

function endKey(id: MessageId): string {
  return `${id}${endSuffix}`;
}

/**
 * Where a page is. A peer chooses the ids it sends: so what came in stands under the peer too, and replaces neither what
 * went out nor what another peer sent. A frame of a run that was refused has a page of its own beside that of the
 * others. Stores of before have it under `<id>.in`.
 */
function pageKey({ id, direction, peer, frame }: Pick<Entry, 'id' | 'direction' | 'peer' | 'frame'>): string {
  if (direction === 'out') return id;
  return frame === undefined ? `${id}.in.${peer}` : `${id}.in.${peer}.${frame}`;
}

/** Everything that is kept under one id. */
export interface Pages {
  /** What went out under it, then what came in, by peer. */
  readonly pages: readonly Page[];
  /** How the one that went out ended. */
  readonly ending: Ending | undefined;
  /** The entries of the log about all of it. */
  readonly indexes: readonly number[];
}

/** Keys read for one id: more peers than that have no reason to use the same one. */
const maxOfOneId = 256;

/** Reads all pages of an id; none when it is not known here, or too old. */
export async function readPages(store: Store, id: MessageId): Promise<Pages> {
  const entries: (readonly [Uint8Array, Uint8Array])[] = [];
  // `/` comes right after the `.` that what belongs to an id goes on with.
  const bounds = { gte: id, lt: `${id}/`, limit: maxOfOneId };
  for await (const entry of store.range('decision', bounds)) entries.push(entry);
  return pagesIn(entries);
}

/** As `readPages`, of the entries of the store under that id, in the order of their keys. */
export function pagesIn(entries: Iterable<readonly [key: Uint8Array, value: Uint8Array]>): Pages {
  const pages: Page[] = [];
  const indexes: number[] = [];
  let ending: Ending | undefined;
  for (const [key, value] of entries) {
    indexes.push(indexAt(value));
    if (textOf(key).endsWith(endSuffix)) ending = endingIn(value);
    else pages.push(decodePage(value));
  }
  return { pages, ending, indexes };
}

/** What is known of a message: ours, where there is one, before one that came in; undefined when it is not known here. */
export async function readEntry(
  store: Store,
  id: MessageId,
): Promise<{ readonly entry: Entry; readonly ending: Ending | undefined } | undefined> {
  const own = store.get('decision', id);
  if (own !== undefined) {
    const end = store.get('decision', endKey(id));
    return { entry: decodePage(own).entry, ending: end && endingIn(end) };
  }
  const { pages } = await readPages(store, id);
  return pages[0] && { entry: pages[0].entry, ending: undefined };
}

function endingIn(value: Uint8Array): Ending {
  return JSON.parse(textOf(value.subarray(indexBytes)));
}

const indexBytes = 8;
const headBytes = indexBytes + saltBytes + 4;

/** Every page that is kept, of what went out and of what came in, ordered by id and so by time. */
export async function* pagesOf(store: Store): AsyncGenerator<Page, void, undefined> {
  for await (const [key, value] of entriesOf(store, 'decision')) {
    if (!textOf(key).endsWith(endSuffix)) yield decodePage(value);
  }
}

function decodePage(value: Uint8Array): Page {
  const length = new DataView(value.buffer, value.byteOffset).getUint32(indexBytes + saltBytes);
  const written: WrittenPage = JSON.parse(textOf(value.subarray(headBytes, headBytes + length)));
  const facts = value.subarray(headBytes + length);
  const kept: KeptFacts | undefined = facts.length === 0 ? undefined : JSON.parse(textOf(facts));
  const { deciding, ...entry } = written;
  const fact = deciding === undefined ? undefined : kept?.facts[deciding];
  return {
    index: indexAt(value),
    salt: toBase64(value.subarray(indexBytes, indexBytes + saltBytes)),
    entry:
      fact === undefined
        ? entry
        : { ...entry, decisions: entry.decisions.map((one) => ({ ...one, facts: showFacts(fact) })) },
    kept,
  };
}

function indexAt(value: Uint8Array): number {
  return Number(new DataView(value.buffer, value.byteOffset).getBigUint64(0));
}

/** The store authenticates its values, so what is read is what this file wrote. */
function textOf(bytes: Uint8Array): string {
  return fromUtf8(bytes) ?? 'null';
}

/** Facts as the operator sees them: who, what, on what, and the circumstances. */
function showFacts(facts: Facts): Record<string, unknown> {
  const { owner, ...resource } = facts.resource;
  const { did, score, tier, organisation, own } = facts.principal;
  return {
    principal: { did, score, tier, organisation: organisation?.name, own },
    action: facts.action,
    resource: { ...resource, owner: owner.did },
    context: facts.context,
  };
}
