import { limits, millis, newMessageId, reject, u32be, concat, type MeshDid } from './base/base.ts';
import { base64, readCarriedFrame, type CarriedFrame, type RelayLine } from './bridge/bridge.ts';
import { repeat } from './clock.ts';
import type { Sent } from './draft.ts';
import type { FrameQueue } from './frame-queue.ts';
import { withTaken, type Intake } from './inbox.ts';
import { MeshOutbox } from './mesh-outbox.ts';
import { MeshSender, type EndpointState, type SenderPorts } from './mesh-sender.ts';
import { MeshSessions, type MeshAcquaintance } from './mesh-sessions.ts';
import { MeshTurn } from './mesh-turn.ts';
import { answerMesh, openFirst, openMesh, variantOf } from './session/session.ts';
import type { Operation } from './store/store.ts';
import type { Envelope } from './wire/wire.ts';

/** What the endpoint needs of the rest of the hall. */
export interface EndpointPorts extends SenderPorts {
  /** Where what opened and passed goes. */
  readonly inbox: Pick<Intake, 'take'>;
}

/** How often what waits is looked at, milliseconds. */
const everyMs = 1_000;
/** Messages in a row that do not open, after which the session is given up: one may be forged, all of them are not. */
const maxUnopened = 3;

const unopenable = reject('undecryptable', 'there is no session');

type Frame<T extends CarriedFrame['type']> = Extract<CarriedFrame, { readonly type: T }>;

/**
 * This node's agent as an agent of AgentMesh: the encryption of AgentMesh ends here. To the gateway it is one of the
 * local clients, so that all that holds for their frames holds for its own. What opens is judged in clear and lies in
 * the inbox in the same write as the session's next state; what the agent sends is kept until its receiver took it.
 */
export class MeshEndpoint {
  readonly #ports: EndpointPorts;
  readonly #state: EndpointState;
  readonly #sender: MeshSender;
  readonly #line: RelayLine = { send: (frame) => this.#hear(frame), close: () => undefined };
  readonly #unopened = new Map<MeshDid, number>();
  readonly #stop = new AbortController();
  #isBroken = false;
  #ends: (() => void)[] = [];

  private constructor(ports: EndpointPorts, outbox: MeshOutbox) {
    this.#ports = ports;
    const sessions = new MeshSessions(ports.store);
    const turn = new MeshTurn([sessions, outbox, ports.own]);
    this.#state = { sessions, outbox, turn, stop: this.#stop.signal };
    this.#sender = new MeshSender(ports, this.#state);
  }

  /** Reads what waits. */
  static async open(ports: EndpointPorts): Promise<MeshEndpoint> {
    return new MeshEndpoint(ports, await MeshOutbox.open(ports.store));
  }

  get did(): MeshDid {
    return this.#ports.own.did;
  }

  /** Messages that are not delivered yet. */
  get waiting(): number {
    return this.#state.outbox.count;
  }

  async start(): Promise<void> {
    const { frames, own, clock } = this.#ports;
    // Without the prekeys and sessions of before nothing that is under way would open.
    if (own.isNew) await frames.lostSessions(own.did);
    this.#queue.attach(this.#line, false);
    this.#ends.push(repeat(clock, everyMs, () => this.#tick()));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    for (const end of this.#ends.splice(0)) end();
    this.#queue.detach(this.#line, true);
    await this.#state.turn.run(() => Promise.resolve());
  }

  get #queue(): FrameQueue {
    return this.#ports.frames.queue(this.did);
  }

  /** Whether an agent of that DID is known here. */
  knows(did: MeshDid): boolean {
    return did !== this.did && this.#sender.hostOf(did) !== undefined;
  }

  /** As `MeshSender.send`. */
  send(...given: Parameters<MeshSender['send']>): Promise<Sent> {
    return this.#sender.send(...given);
  }

  async #tick(): Promise<void> {
    const { own, clock, store } = this.#ports;
    if (this.#isBroken) this.#takeUpAgain();
    else this.#queue.pump();
    for (const peer of this.#state.outbox.peers()) this.#sender.pumpSoon(peer);
    const renewed = this.#state.turn.run(async () => {
      const due = own.renew(clock.now());
      if (due.length > 0) await store.commit(due);
    });
    await renewed.catch((error: unknown) => this.#ports.problem(error));
  }

  // ---- in --------------------------------------------------------------------------------------------

  /** A frame from the queue: resolves when what it does is on disk. */
  async #hear(bytes: Uint8Array | string): Promise<boolean> {
    const read = typeof bytes === 'string' ? undefined : readCarriedFrame(bytes);
    if (read?.kind !== 'accept') return true;
    const frame = read.value;
    const taken = this.#state.turn.run(async () => {
      if (this.#isBroken || this.#stop.signal.aborted) return;
      // What comes behind a frame that is not taken must not overtake it: everything in hand comes again.
      if (this.#ports.store.busy) return void (this.#isBroken = true);
      try {
        await this.#take(frame);
      } catch (error) {
        this.#isBroken = true;
        throw error;
      }
    });
    await taken.catch((error: unknown) => this.#ports.problem(error));
    return !this.#isBroken;
  }

  #takeUpAgain(): void {
    this.#isBroken = false;
    this.#queue.detach(this.#line, true);
    this.#queue.attach(this.#line, false);
  }

  async #take(frame: CarriedFrame): Promise<void> {
    this.#queue.heard();
    switch (frame.type) {
      case 'knock':
        return await this.#answer(frame);
      case 'knock_accept':
        return await this.#accepted(frame.from, frame.knock_id);
      case 'knock_reject':
        return await this.#rejected(frame);
      case 'message':
        return await this.#open(frame);
      case 'error':
        return await this.#told(frame);
      case 'delivered':
        return await this.#delivered(frame);
    }
  }

  /** Their KNOCK: accepted, when its keys agree. */
  async #answer(frame: Frame<'knock'>): Promise<void> {
    const { own, frames, store } = this.#ports;
    const { from, establishment } = frame;
    const { operations, done } = this.#queue.taking(frame);
    const joined = this.#join(from, establishment);
    if (joined.kind === 'accept') {
      const { otk } = establishment;
      const put = this.#state.sessions.put(from, { standing: { kind: 'answered', states: joined.value } });
      const used = otk === undefined ? [] : own.consume(otk);
      this.#sender.refreshed(from);
      this.#unopened.delete(from);
      const accept: CarriedFrame = { ...this.#sender.head('knock_accept', from), knock_id: frame.id };
      await frames.fromClient(accept, [...operations, put, ...used]);
    } else {
      const no: CarriedFrame = {
        ...this.#sender.head('knock_reject', from),
        knock_id: frame.id,
        reason: joined.reason,
      };
      await store.commit([this.#state.sessions.put(from, { standing: undefined })]);
      await frames.fromClient(no, operations);
    }
    done();
  }

  #join(from: MeshDid, establishment: { readonly ik: string; readonly ek: string; readonly otk?: number | undefined }) {
    const { own } = this.#ports;
    const { clients, hosted, clock } = this.#ports;
    const publicKey = clients.find(from)?.key ?? hosted.find(from, clock.now())?.agent.key;
    if (publicKey === undefined) return reject('not-registered', 'the sender of the KNOCK');
    const { ik, ek, otk: oneTimePrekeyId } = establishment;
    const given = { identityKey: base64(ik), ephemeralKey: base64(ek), oneTimePrekeyId };
    return answerMesh(given, { self: own, peer: { did: from, publicKey }, prekeys: own.prekeys });
  }

  async #accepted(peer: MeshDid, knockId: string): Promise<void> {
    const { standing } = this.#state.sessions.get(peer);
    if (standing?.kind !== 'asked' || standing.knockId !== knockId) return;
    await this.#ports.store.commit([
      this.#state.sessions.put(peer, { standing: { kind: 'open', state: standing.state } }),
    ]);
    this.#sender.refreshed(peer);
    this.#sender.pumpSoon(peer);
  }

  async #rejected({ from, knock_id, reason = 'session-lost' }: Frame<'knock_reject'>) {
    const { standing } = this.#state.sessions.get(from);
    if (standing?.kind === 'asked' && standing.knockId === knock_id)
      return await this.#sender.knockRefused(from, reason);
    // Of a KNOCK before this one: it says nothing of what stands now.
    if (standing?.kind === 'asked' && knock_id !== 'session') return;
    await this.#sender.knockRefused(from, 'session-lost');
  }

  async #open(frame: Frame<'message'>): Promise<void> {
    const { from } = frame;
    const before = this.#state.sessions.get(from);
    const opened = this.#opened(before, frame);
    if (opened.kind !== 'accept') return await this.#notOpened(frame, opened.kind === 'ignore');
    const { state, plaintext } = opened.value;
    this.#unopened.delete(from);
    this.#sender.refreshed(from);
    const put = this.#state.sessions.put(from, {
      standing: { kind: 'open', state },
      speaks: variantOf(state),
      next: variantOf(state),
    });
    await this.#deliver(frame, plaintext, put);
    this.#sender.pumpSoon(from);
  }

  #opened({ standing }: MeshAcquaintance, { header, ciphertext }: Frame<'message'>) {
    const { clock, random } = this.#ports;
    const moment = { now: clock.now(), random };
    const message = { header: headerBytes(header), ciphertext: base64(ciphertext) };
    if (standing?.kind === 'answered') return openFirst(standing.states, message, moment);
    return standing?.kind === 'open' ? openMesh(standing.state, message, moment) : unopenable;
  }

  async #notOpened(frame: CarriedFrame, isDuplicate: boolean): Promise<void> {
    const { frames, store } = this.#ports;
    const { from } = frame;
    const { operations, done } = this.#queue.taking(frame);
    await store.commit(operations);
    done();
    if (isDuplicate) return;
    frames.refuse(frame, 'undecryptable');
    const count = (this.#unopened.get(from) ?? 0) + 1;
    this.#unopened.set(from, count);
    const { standing } = this.#state.sessions.get(from);
    if (standing?.kind !== 'answered' && count < maxUnopened) return;
    this.#unopened.delete(from);
    await store.commit([this.#state.sessions.put(from, { standing: undefined })]);
    await frames.lose(this.did, from);
  }

  /** What opened, judged in clear: into the inbox, or its sender is told why not. The session moves on in either case. */
  async #deliver(frame: CarriedFrame, plaintext: Uint8Array, session: Operation): Promise<void> {
    const { frames, store, inbox, pipeline, clock } = this.#ports;
    const taking = this.#queue.taking(frame);
    const cleared = await pipeline.judgeClear(this.#envelope(frame.from, plaintext), 'in');
    if (cleared.refused !== undefined) {
      await store.commit([session, ...taking.operations, ...cleared.record()]);
      taking.done();
      frames.refuse(frame, cleared.refused);
      return;
    }
    const taken = inbox.take(cleared.envelope, clock.now());
    const writes = [session, ...taking.operations, ...taken.operations, ...cleared.record(taken.cursor)];
    await withTaken(taken, store.commit(writes));
    taking.done();
    taken.arrived();
    await frames.taken(frame);
  }

  #envelope(from: MeshDid, plaintext: Uint8Array): Envelope {
    const { clock, random, self } = this.#ports;
    const now = clock.now();
    const message = { kind: 'message', topic: 'agentmesh', contentType: 'application/json' } as const;
    return {
      id: newMessageId(now, random),
      from: this.#sender.hostOf(from) ?? self,
      to: self,
      created: now,
      expires: millis(now + limits.messageTtlMs),
      traceparent: '',
      body: { ...message, body: plaintext, replyTo: undefined, agent: from },
    };
  }

  async #told({ from, id, detail }: Frame<'error'>): Promise<void> {
    const letter = this.#state.outbox.byFrame(from, id);
    if (letter !== undefined) await this.#sender.notSent(letter, detail);
  }

  async #delivered({ from, id }: CarriedFrame): Promise<void> {
    const letter = this.#state.outbox.byFrame(from, id);
    if (letter?.sent === undefined) return;
    const { variant } = letter.sent;
    const { speaks } = this.#state.sessions.get(from);
    const learnt = speaks === variant ? [] : [this.#state.sessions.put(from, { speaks: variant, next: variant })];
    await this.#sender.end(letter, { outcome: 'delivered', reason: undefined }, learnt);
    if (learnt.length > 0) this.#sender.pumpSoon(from);
  }
}

/** The header of a message as the ratchet has it: dh || pn u32be || n u32be. */
function headerBytes({ dh, pn, n }: Frame<'message'>['header']): Uint8Array {
  return concat(base64(dh), u32be(pn), u32be(n));
}
