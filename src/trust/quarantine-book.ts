import { accept, ignore, toHex, type Did, type Millis, type Verdict } from '../base/base.ts';
import type { Fixed } from './decay.ts';
import type { Parameters } from './parameters.ts';
import { announcementFits, endOfAnnouncement, lossOfQuarantine, type AnnouncedQuarantine } from './quarantine.ts';
import { hourOf } from './ledger.ts';
import { dayOf } from './receipt-book.ts';

/** Bounds of what a node keeps of announced quarantines. */
export const quarantineLimits = {
  /** Of one announcer: its newest. A node that shuts out more in half a year says little with each. */
  perAnnouncer: 64,
  /** In all, about 600 bytes each; beyond, the organisation that announced the most loses its oldest. */
  total: 8192,
} as const;

/** An announcement as the book keeps it. */
interface Held extends AnnouncedQuarantine {
  readonly name: string;
  readonly organisation: string;
}

/** What became of an announcement that was taken in. */
export interface TakenQuarantine {
  readonly taken: AnnouncedQuarantine;
  /** Those that are held no more: an earlier word about the same quarantine, and what there is no room for. */
  readonly gone: readonly AnnouncedQuarantine[];
}

/** Names one quarantine: by whom, of whom, since when. */
export function nameOfQuarantine({ by, subject, since }: AnnouncedQuarantine['body']): string {
  return `${by}/${since.toString(16).padStart(12, '0')}/${subject}`;
}

/**
 * The quarantines that others announced. The same announcements leave the same in the book, in whatever order and
 * repetition they come; only `total` and the hour they come at let go of some.
 */
export class QuarantineBook {
  readonly #parameters: Parameters;
  readonly #held = new Map<string, Held>();
  readonly #byAnnouncer = new Map<Did, Set<Held>>();
  readonly #bySubject = new Map<Did, Set<Held>>();
  readonly #byOrganisation = new Map<string, Set<Held>>();
  #version = 0;

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Grows whenever something is taken in or let go. */
  get version(): number {
    return this.#version;
  }

  /** Whether an announcement would be news: `expired` (stale, or of an hour to come), `duplicate` (held, or taken back since). */
  glance(said: AnnouncedQuarantine, now: Millis): Verdict<AnnouncedQuarantine> {
    if (!announcementFits(said.body, now, this.#parameters)) return ignore('expired', 'stale, or of a time to come');
    const held = this.#held.get(nameOfQuarantine(said.body));
    return held === undefined || isLater(said, held) ? accept(said) : ignore('duplicate');
  }

  /** Takes a verified announcement of an agent of an organisation in; `ignore` as `glance`, or `overloaded` without room for it. */
  take(said: AnnouncedQuarantine, organisation: string, now: Millis): Verdict<TakenQuarantine> {
    const news = this.glance(said, now);
    if (news.kind !== 'accept') return news;
    const name = nameOfQuarantine(said.body);
    const before = this.#held.get(name);
    const held: Held = { ...said, name, organisation };
    const gone: AnnouncedQuarantine[] = before === undefined ? [] : [before];
    if (before !== undefined) this.#remove(before);
    this.#add(held);
    const most = this.#overflow(held);
    if (most !== undefined) {
      this.#remove(most);
      if (most === held) return ignore('overloaded');
      gone.push(most);
    }
    return accept({ taken: said, gone });
  }

  /** What is announced about an agent. */
  about(subject: Did): Iterable<AnnouncedQuarantine> {
    return this.#bySubject.get(subject) ?? [];
  }

  /** Everything held. */
  all(): Iterable<AnnouncedQuarantine> {
    return this.#held.values();
  }

  /** Lets go of what has faded. */
  prune(now: Millis): readonly AnnouncedQuarantine[] {
    const over = [...this.#held.values()].filter(({ body }) => endOfAnnouncement(body, this.#parameters) <= now);
    for (const held of over) this.#remove(held);
    return over;
  }

  #overflow(held: Held): Held | undefined {
    const own = this.#byAnnouncer.get(held.body.by) ?? new Set();
    if (own.size > quarantineLimits.perAnnouncer) return oldestOf(own);
    if (this.#held.size <= quarantineLimits.total) return undefined;
    let most = new Set<Held>();
    for (const each of this.#byOrganisation.values()) if (each.size > most.size) most = each;
    return oldestOf(most);
  }

  #add(held: Held): void {
    this.#held.set(held.name, held);
    put(this.#byAnnouncer, held.body.by, held);
    put(this.#bySubject, held.body.subject, held);
    put(this.#byOrganisation, held.organisation, held);
    this.#version++;
  }

  #remove(held: Held): void {
    this.#held.delete(held.name);
    drop(this.#byAnnouncer, held.body.by, held);
    drop(this.#bySubject, held.body.subject, held);
    drop(this.#byOrganisation, held.organisation, held);
    this.#version++;
  }
}

/** What quarantines add to what one announcer says of one agent in one UTC day. */
export interface QuarantineLoss {
  readonly by: Did;
  readonly subject: Did;
  readonly day: number;
  /** Fresh bad units, of the worst of that day. */
  readonly loss: Fixed;
}

/** Names what a loss adds to, among others. */
export function keyOfLoss({ by, subject, day }: Omit<QuarantineLoss, 'loss'>): string {
  return `${day} ${by} ${subject}`;
}

/** What announced quarantines add to what their announcers say, by `keyOfLoss`. Those that say nothing are left out. */
export function quarantineLosses(
  announced: Iterable<AnnouncedQuarantine>,
  parameters: Parameters,
): ReadonlyMap<string, QuarantineLoss> {
  const losses = new Map<string, QuarantineLoss>();
  for (const { body } of announced) {
    const loss = lossOfQuarantine(body, parameters);
    const { by, subject, since } = body;
    const said = { by, subject, day: dayOf(hourOf(since)), loss };
    const key = keyOfLoss(said);
    if (loss > (losses.get(key)?.loss ?? 0)) losses.set(key, said);
  }
  return losses;
}

/** Whether a word about a quarantine holds against another: it was said later; of two of one moment, one and the same everywhere. */
function isLater(a: AnnouncedQuarantine, b: AnnouncedQuarantine): boolean {
  return a.body.at === b.body.at ? toHex(a.id) < toHex(b.id) : a.body.at > b.body.at;
}

/** The one that began first; of two, one and the same everywhere, whatever is said of them later. */
function oldestOf(set: ReadonlySet<Held>): Held | undefined {
  let oldest: Held | undefined;
  for (const held of set) {
    const { since } = held.body;
    const first = oldest?.body.since ?? Infinity;
    if (since < first || (since === first && held.name < (oldest?.name ?? ''))) oldest = held;
  }
  return oldest;
}

function put<K>(map: Map<K, Set<Held>>, key: K, held: Held): void {
  map.set(key, (map.get(key) ?? new Set()).add(held));
}

function drop<K>(map: Map<K, Set<Held>>, key: K, held: Held): void {
  const set = map.get(key);
  set?.delete(held);
  if (set?.size === 0) map.delete(key);
}
