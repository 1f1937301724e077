import type { ConsumerMessages, JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  accept,
  limits,
  MeshError,
  reject,
  type Did,
  type PeerId,
  type Random,
  type Reason,
  type SecretKey,
  type Verdict,
} from '../base/base.ts';
import type { Gone, KeptFor, MailboxStorage, Offer, Restored } from '../mailbox/mailbox.ts';
import {
  apiCodeOf,
  connectTo,
  loadLibrary,
  storageError,
  whyOf,
  type ConnectOptions,
  type Library,
} from './connection.ts';
import { Seals } from './seals.ts';
import { ensureStream, streamsOf, type MailboxStreams } from './streams.ts';
import { Turns } from './turns.ts';

/** What opens a mailbox's storage in NATS JetStream. */
export interface NatsMailboxOptions extends ConnectOptions {
  /** Copies of each letter that servers of a cluster hold, 1 to 5. */
  readonly replicas: number;
  /** Whose mailbox it is: streams and subjects are named by it. */
  readonly host: PeerId;
  /** 32 bytes; keys are derived from it at once. */
  readonly secret: SecretKey;
  readonly random: Random;
  /** What the mailbox keeps at most. */
  readonly offer: Offer;
  /** Told when the storage stops to work, with the reason in our words, and with undefined when it works again. */
  readonly onChange: (why: string | undefined) => void;
}

/** A mailbox's storage with a connection to close. */
export interface MailboxInNats extends MailboxStorage {
  /** Ends the connection; what is under way fails. May be called again. */
  close(): Promise<void>;
}

/** Longest wait for an answer of the servers, milliseconds: a visitor of the mailbox waits ten seconds for its own. */
const answerMs = 5_000;
/** Bytes that wait to be written, at most: some largest letters, or ten thousands of small ones. */
const maxWaitingBytes = 64 * 1024 * 1024;
/** Letters that wait to be written, at most. */
const maxWaiting = 1_024;
/** Subjects emptied at once: each is a request of its own. */
const atOnce = 16;
/** Subjects that could not be emptied and are tried again; what is beyond goes of age. */
const maxOwed = 20_000;
/** How many of these are tried again with each deletion, and each minute. */
const againAtOnce = 64;
/** Entries asked for at once when everything is read. */
const pageSize = 500;
/** What a message adds to a letter: headers, seal. */
const overheadBytes = 2_048;
/** The header with what is known of a letter. */
const headHeader = 'Parley-Head';
/** The error for a subject that is not empty any more. */
const wrongLastSequence = 10_071;
/** Errors for want of room: of the account, of the server, of the stream. */
const fullCodes: ReadonlySet<number> = new Set([10_002, 10_023, 10_028, 10_047]);
/** A stream that refuses a write gives this, and says which bound it was. */
const refusedByStream = 10_077;

/**
 * Opens the storage: loads the packages, connects, makes the streams or checks them. Throws MeshError: 'config-invalid'
 * (a package is missing), 'mailbox-storage' (not reachable, login refused, not as it has to be).
 */
export async function openMailboxInNats(options: NatsMailboxOptions): Promise<MailboxInNats> {
  const library = await loadLibrary();
  const connection = await connectTo(library, options);
  try {
    const wanted = limits.maxFrameBytes + overheadBytes;
    const { max_payload: maxPayload = 0 } = connection.info ?? {};
    if (maxPayload < wanted)
      throw storageError(
        `its max_payload of ${maxPayload} bytes is less than a largest letter; set max_payload: 8MB in its configuration`,
      );
    const manager = await managerOf(library, connection);
    const streams = streamsOf(options.host, { ...options.offer, replicas: options.replicas });
    await ensureStream(manager, streams.letters);
    await ensureStream(manager, streams.grants);
    return new JetStreamMailbox({ library, connection, manager, streams }, options);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function managerOf({ jetstream }: Library, connection: NatsConnection): Promise<JetStreamManager> {
  try {
    return await jetstream.jetstreamManager(connection, { timeout: answerMs });
  } catch (cause) {
    throw storageError(`its JetStream cannot be used: ${whyOf(cause)}`, cause);
  }
}

interface Opened {
  readonly library: Library;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly streams: MailboxStreams;
}

class JetStreamMailbox implements MailboxInNats {
  readonly #opened: Opened;
  readonly #client: JetStreamClient;
  readonly #seals: Seals;
  readonly #onChange: (why: string | undefined) => void;
  /** Writes and deletions of one subject, one after the other: the servers promise no order between the two. */
  readonly #turns = new Turns();
  readonly #puts = new Map<string, Promise<Verdict<true>>>();
  readonly #owed = new Set<string>();
  #isConnected = true;
  #isClosing = false;
  #waiting = 0;
  #waitingBytes = 0;
  #trouble: string | undefined;

  constructor(opened: Opened, { host, secret, random, onChange }: NatsMailboxOptions) {
    this.#opened = opened;
    this.#client = opened.manager.jetstream();
    this.#seals = new Seals(host, secret, random);
    this.#onChange = onChange;
    void this.#watch();
  }

  get refusal(): Reason | undefined {
    if (!this.#isConnected) return 'store-failed';
    return this.#waiting >= maxWaiting || this.#waitingBytes >= maxWaitingBytes ? 'overloaded' : undefined;
  }

  async *restore(): AsyncGenerator<Restored, void, undefined> {
    const { letters, grants } = this.#opened.streams;
    const found: KeptFor[] = [];
    for await (const message of this.#entries(letters.name, true)) {
      const letter = this.#seals.openHead(message.headers?.get(headHeader) ?? '', message.subject);
      if (letter === undefined || this.#seals.letterSubject(letter) !== message.subject) throw damaged(letters.name);
      found.push(letter);
    }
    const last = new Map<Did, number>();
    for (const { owner, kept } of found.toSorted((a, b) => a.kept.seq - b.kept.seq)) {
      // A write that came in after a restart may have the number of a later letter.
      const seq = Math.max(kept.seq, (last.get(owner) ?? 0) + 1);
      last.set(owner, seq);
      yield { kind: 'letter', owner, kept: { ...kept, seq } };
    }
    for await (const message of this.#entries(grants.name, false)) {
      const grant = this.#seals.openValue(message.data, message.subject);
      if (grant === undefined) throw damaged(grants.name);
      yield { kind: 'grant', grant };
    }
  }

  put(letter: KeptFor, sealed: Uint8Array): Promise<Verdict<true>> {
    const subject = this.#seals.letterSubject(letter);
    const stored = this.#write(subject, sealed, this.#seals.sealHead(letter, subject));
    this.#puts.set(subject, stored);
    const over = (): void => {
      // Not at once: who hears of a failure must have acted on it before anybody takes the letter for written.
      setImmediate(() => {
        if (this.#puts.get(subject) === stored) this.#puts.delete(subject);
      });
    };
    void stored.then(over, over);
    return stored;
  }

  async confirm(letter: KeptFor): Promise<Verdict<true>> {
    return (await this.#puts.get(this.#seals.letterSubject(letter))) ?? accept(true);
  }

  async read(letter: KeptFor): Promise<Uint8Array | undefined> {
    const subject = this.#seals.letterSubject(letter);
    const { name } = this.#opened.streams.letters;
    const found = await this.#last(name, subject).catch((cause: unknown) => {
      throw storageError(`a letter cannot be read: ${whyOf(cause)}`, cause);
    });
    if (found === undefined) return undefined;
    const value = this.#seals.openValue(found, subject);
    if (value === undefined) throw damaged(name);
    return value;
  }

  grant(owner: Did, grant: Uint8Array): Promise<Verdict<true>> {
    return this.#write(this.#seals.grantSubject(owner), grant, undefined);
  }

  async remove({ letters, grants }: Gone): Promise<void> {
    const gone = [
      ...letters.map((letter) => this.#seals.letterSubject(letter)),
      ...grants.map((owner) => this.#seals.grantSubject(owner)),
    ];
    const before = [...this.#owed].slice(0, againAtOnce).map((subject) => ({ subject, isAgain: true }));
    for (const subject of gone.slice(0, maxOwed - this.#owed.size)) this.#owed.add(subject);
    if (!this.#isConnected) return;
    const subjects = [...gone.map((subject) => ({ subject, isAgain: false })), ...before];
    for (let i = 0; i < subjects.length; i += atOnce)
      await Promise.all(subjects.slice(i, i + atOnce).map(({ subject, isAgain }) => this.#empty(subject, isAgain)));
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#opened.connection.close();
    this.#seals.wipe();
  }

  /** Follows the connection until it is closed. */
  async #watch(): Promise<void> {
    for await (const { type } of this.#opened.connection.status()) {
      if (type === 'disconnect' || type === 'staleConnection') this.#lost();
      if (type === 'reconnect') {
        this.#isConnected = true;
        this.#say(undefined);
      }
    }
    this.#lost();
  }

  #lost(): void {
    this.#isConnected = false;
    this.#say('the connection to the servers is lost');
  }

  #say(why: string | undefined): void {
    if (why === this.#trouble || this.#isClosing) return;
    this.#trouble = why;
    this.#onChange(why);
  }

  /** A letter, with its head, only where there is none yet; a grant in place of the one before. */
  async #write(subject: string, value: Uint8Array, head: string | undefined): Promise<Verdict<true>> {
    const { refusal } = this;
    if (refusal !== undefined) return reject(refusal);
    this.#waiting++;
    this.#waitingBytes += value.length;
    try {
      // What deletions were asked for before have their turn, and are not tried again once it is written anew.
      this.#owed.delete(subject);
      return await this.#turns.run(subject, () => this.#publish(subject, value, head));
    } finally {
      this.#waiting--;
      this.#waitingBytes -= value.length;
    }
  }

  async #publish(subject: string, value: Uint8Array, head: string | undefined): Promise<Verdict<true>> {
    const { library, streams } = this.#opened;
    const headers = library.transport.headers();
    if (head !== undefined) headers.set(headHeader, head);
    const { name } = head === undefined ? streams.grants : streams.letters;
    const expect = { streamName: name, ...(head === undefined ? {} : { lastSubjectSequence: 0 }) };
    try {
      await this.#client.publish(subject, this.#seals.sealValue(value, subject), { headers, expect });
      this.#say(undefined);
      return accept(true);
    } catch (error) {
      if (apiCodeOf(error) === wrongLastSequence) return await this.#mustBeThere(name, subject);
      if (isFull(error)) return reject('mailbox-full');
      this.#say(`a letter or grant cannot be written: ${whyOf(error)}`);
      return reject('store-failed');
    }
  }

  /** After a write that nobody answered the letter may be there, or on its way there. */
  async #mustBeThere(stream: string, subject: string): Promise<Verdict<true>> {
    const found = await this.#last(stream, subject).catch(() => undefined);
    return found === undefined ? reject('overloaded') : accept(true);
  }

  async #last(stream: string, subject: string): Promise<Uint8Array | undefined> {
    const message = await this.#opened.manager.streams.getMessage(stream, { last_by_subj: subject });
    return message?.data;
  }

  async #empty(subject: string, isAgain: boolean): Promise<void> {
    const { streams, manager } = this.#opened;
    const { name } = subject.startsWith('parley.letters.') ? streams.letters : streams.grants;
    await this.#turns.run(subject, async () => {
      if (isAgain && !this.#owed.has(subject)) return;
      try {
        await manager.streams.purge(name, { filter: subject });
        this.#owed.delete(subject);
      } catch (error) {
        this.#say(`a letter or grant cannot be deleted: ${whyOf(error)}`);
      }
    });
  }

  /** Everything in a stream, in its order. Throws MeshError 'mailbox-storage'. */
  async *#entries(stream: string, headersOnly: boolean): AsyncGenerator<JsMsg, void, undefined> {
    try {
      const { state } = await this.#opened.manager.streams.info(stream);
      if (state.messages === 0) return;
      const consumer = await this.#client.consumers.get(stream, { headers_only: headersOnly });
      for (let pending = 1; pending > 0;) {
        const page = await consumer.fetch({ max_messages: pageSize, expires: answerMs });
        let count = 0;
        for await (const message of pageOf(page)) {
          count++;
          pending = message.info.pending;
          yield message;
        }
        // What was the last may have gone of age meanwhile.
        if (count === 0) pending = (await consumer.info()).num_pending;
        if (count === 0 && pending > 0) throw storageError(`the stream ${stream} does not give what it holds`);
      }
      await consumer.delete();
    } catch (cause) {
      if (cause instanceof MeshError) throw cause;
      throw storageError(`the stream ${stream} cannot be read: ${whyOf(cause)}`, cause);
    }
  }
}

/** The messages of a page: up to the last that there is, without waiting for more. */
async function* pageOf(page: ConsumerMessages): AsyncGenerator<JsMsg, void, undefined> {
  for await (const message of page) {
    yield message;
    if (message.info.pending === 0) break;
  }
}

function isFull(error: unknown): boolean {
  const code = apiCodeOf(error) ?? 0;
  return fullCodes.has(code) || (code === refusedByStream && error instanceof Error && /maximum/.test(error.message));
}

function damaged(stream: string): MeshError {
  return storageError(
    `the stream ${stream} holds what this node did not write. Only this node may write there; delete the stream if that is lost anyway`,
  );
}
