import { accept, ignore, millis, type Did, type Millis, type Verdict } from './base/base.ts';
import type { Directory } from './directory.ts';
import type { AgentIdentity } from './identity/identity.ts';
import { entriesOf } from './pages.ts';
import type { HeldStatement } from './registry/registry.ts';
import type { Operation, Store } from './store/store.ts';
import {
  announceQuarantine,
  defaultParameters,
  endOfAnnouncement,
  hourOf,
  nameOfQuarantine,
  QuarantineBook,
  readQuarantine,
  verifyQuarantine,
  type AnnouncedQuarantine,
} from './trust/trust.ts';
import type { QuarantineBody } from './wire/wire.ts';

/** What announced quarantines need of the hall. */
export interface QuarantineNewsPorts {
  readonly store: Store;
  readonly self: Pick<AgentIdentity, 'did' | 'signing'>;
  readonly directory: Directory;
}

const prefix = '@announced/';

/**
 * Quarantines as nodes announce them: our own, and those of others, each the newest word about it. Held in the store,
 * space `evidence`: `@announced/<by>/<since>/<subject>`, an encoded Signed of type Quarantine; and among the statements
 * that are repaired with others.
 */
export class QuarantineNews {
  readonly book = new QuarantineBook(defaultParameters);
  readonly #ports: QuarantineNewsPorts;
  #tell: (bytes: Uint8Array) => void = () => {};

  constructor(ports: QuarantineNewsPorts) {
    this.#ports = ports;
  }

  /** Reads what the store holds. What no longer verifies, as of an agent that is gone, is passed over. */
  async load(now: Millis): Promise<void> {
    for await (const [, value] of entriesOf(this.#ports.store, 'evidence', { gte: prefix, lt: '@announced0' })) {
      const said = verifyQuarantine(value, (did) => this.#keysOf(did));
      if (said.kind === 'accept') this.#hold(said.value, now);
    }
  }

  /** Who tells others what this node announces. One listener; it is called before the announcement is on disk. */
  onAnnounced(tell: (bytes: Uint8Array) => void): void {
    this.#tell = tell;
  }

  /**
   * Announces what this node decided about an agent: writes for the commit of that decision. Nothing about an agent of
   * our own organisation: nobody counts what an organisation says of itself.
   */
  announce(said: Omit<QuarantineBody, 'by'>): readonly Operation[] {
    const { self } = this.#ports;
    if (this.#organisationOf(said.subject) === this.#organisationOf(self.did)) return [];
    const announced = announceQuarantine(self.signing, { ...said, by: self.did });
    const writes = this.#hold(announced, said.at);
    if (writes.length > 0) this.#tell(announced.bytes);
    return writes;
  }

  /** Whether an announcement from the network could be news, without a look at its signature. */
  glance(bytes: Uint8Array, now: Millis): Verdict<Did> {
    const read = readQuarantine(bytes);
    if (read.kind !== 'accept') return read;
    const { by, subject } = read.value.body;
    if (by === this.#ports.self.did) return ignore('duplicate', 'our own');
    if (this.#keysOf(by) === undefined || this.#keysOf(subject) === undefined)
      return ignore('not-registered', 'announcer or subject');
    const news = this.book.glance(read.value, now);
    return news.kind === 'accept' ? accept(by) : news;
  }

  /**
   * Takes another's announcement in; accepted, it is on disk. Rejects what only a teller that did not verify it passes
   * on (`malformed`, `bad-signature`); ignores a key that is not, or no longer, one of the announcer's, and what one
   * organisation says of itself.
   */
  async accept(bytes: Uint8Array, now: Millis): Promise<Verdict<AnnouncedQuarantine>> {
    const glanced = this.glance(bytes, now);
    if (glanced.kind !== 'accept') return glanced;
    const said = verifyQuarantine(bytes, (did) => this.#keysOf(did));
    if (said.kind !== 'accept') return said.reason === 'key-mismatch' ? ignore('key-mismatch', said.detail) : said;
    const { by, subject } = said.value.body;
    const stands = this.#ports.directory.signerStands(by, said.value.key);
    if (stands.kind !== 'accept') return ignore(stands.reason, stands.detail);
    if (this.#organisationOf(by) === this.#organisationOf(subject)) return ignore('not-registered', 'one organisation');
    const writes = this.#hold(said.value, now);
    if (writes.length === 0) return ignore('overloaded');
    await this.#ports.store.commit(writes, { lazy: true });
    return said;
  }

  /** Whether the word of an announcement may count: its announcer's key stands, and the two are of two organisations. */
  stands({ body: { by, subject }, key }: AnnouncedQuarantine): boolean {
    const isOfOthers = this.#organisationOf(by) !== this.#organisationOf(subject);
    return isOfOthers && this.#ports.directory.signerStands(by, key).kind === 'accept';
  }

  /** Writes that let go of what has faded. */
  sweep(now: Millis): readonly Operation[] {
    return this.book.prune(now).map((said) => this.#forget(said));
  }

  /** Nothing when it is no news, or there is no room for it. */
  #hold(said: AnnouncedQuarantine, now: Millis): readonly Operation[] {
    const taken = this.book.take(said, this.#organisationOf(said.body.by), now);
    if (taken.kind !== 'accept') return [];
    const forgotten = taken.value.gone.map((gone) => this.#forget(gone));
    const name = prefix + nameOfQuarantine(said.body);
    this.#ports.directory.statements.put(name, [statementOf(said)]);
    return [...forgotten, { kind: 'put', space: 'evidence', key: name, value: said.bytes }];
  }

  #forget({ body }: AnnouncedQuarantine): Operation {
    const name = prefix + nameOfQuarantine(body);
    this.#ports.directory.statements.put(name, []);
    return { kind: 'delete', space: 'evidence', key: name };
  }

  #keysOf(did: Did): readonly Uint8Array[] | undefined {
    const { self, directory } = this.#ports;
    return did === self.did ? directory.own.keys : directory.peer(did).entry?.record?.keys;
  }

  #organisationOf(did: Did): string {
    return this.#ports.directory.organisationOf(did) ?? did;
  }
}

function statementOf({ body, bytes, id }: AnnouncedQuarantine): HeldStatement {
  return { hour: hourOf(millis(body.at)), id, bytes, expires: endOfAnnouncement(body, defaultParameters) };
}
