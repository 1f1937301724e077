import { fromUtf8, utf8, type Did, type Millis, type Reason } from './base/base.ts';
import {
  checkpointBytes,
  consistencyProof,
  cosignedAt,
  cosignerKey,
  logKey,
  readCheckpoint,
  readSignature,
  witness,
  writeContinuation,
  writeVerifierKey,
  type Fork,
  type SignedCheckpoint,
  type Witnessed,
} from './audit/audit.ts';
import type { AuditLog } from './audit-log.ts';
import type { LogOwner } from './audit-state.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import { entriesOf } from './pages.ts';
import { RateGate } from './rate.ts';
import type { Operation, Store } from './store/store.ts';
import type { CosignReply, CosignRequest, Frame } from './wire/wire.ts';

/** What witnessing needs of the rest of the hall. */
export interface WitnessPorts {
  readonly self: LogOwner;
  readonly store: Store;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly events: Events;
  /** Sends on the link to a peer, if there is one. */
  send(peer: Did, frame: Frame): void;
  /** Peers that are connected. */
  linked(): readonly Did[];
}

/** How often neighbours are asked, milliseconds: a history can be rewritten unseen for no longer than this. */
const askEveryMs = 10_000;
/** Neighbours asked in one round: a handful convinces, and each signature makes the checkpoint longer. */
const maxAsked = 8;
/** Checkpoints of one peer looked at: a few at once, for an answer may need a second request, then one each five seconds. */
const askingRate = { burst: 4, perSecond: 0.2 };

/** Where the latest checkpoint of our own that was cosigned lies. */
const ownKey = 'own';

/** A neighbour that cosigned our log. */
export interface Cosigned {
  readonly did: Did;
  /** Its verifier key. */
  readonly key: string;
  readonly size: number;
  /** Seconds since the epoch. */
  readonly at: number;
}

/** A neighbour that refuses to cosign our log: it saw another history, or more of it. */
export interface Dispute {
  readonly did: Did;
  readonly reason: 'log-forked' | 'log-rolled-back';
}

/**
 * Neighbours cosign one another's checkpoints: each keeps the last one it cosigned of every peer, and cosigns the next
 * only when that is proved to continue it. Who rewrites its log, or shows two, is refused, and both notes are kept.
 */
export class Witnessing {
  readonly #ports: WitnessPorts;
  readonly #cosigned: Map<Did, Cosigned>;
  readonly #disputes = new Map<Did, Dispute>();
  /** How often a peer may ask, and how often its answer makes us ask again. */
  readonly #rate = new RateGate<Did>(askingRate);
  readonly #again = new RateGate<Did>(askingRate);
  /** Peers whose checkpoint is being looked at: the next must be compared with what is then on disk. */
  readonly #busy = new Set<Did>();
  /** The checkpoint that neighbours were asked about last, with the cosignatures that came. */
  #asked: SignedCheckpoint | undefined;
  #cancel = (): void => {};

  private constructor(ports: WitnessPorts, cosigned: Map<Did, Cosigned>, asked: SignedCheckpoint | undefined) {
    this.#ports = ports;
    this.#cosigned = cosigned;
    this.#asked = asked;
  }

  /** As `open`, over links that are opened later. */
  static over(
    ports: Omit<WitnessPorts, 'send' | 'linked'>,
    links: () => { readonly send: WitnessPorts['send']; linkedPeers(): ReturnType<WitnessPorts['linked']> },
  ): Promise<Witnessing> {
    const send: WitnessPorts['send'] = (peer, frame) => links().send(peer, frame);
    return Witnessing.open({ ...ports, send, linked: () => links().linkedPeers() });
  }

  /** Reads who cosigned before. */
  static async open(ports: WitnessPorts): Promise<Witnessing> {
    const cosigned = new Map<Did, Cosigned>();
    for await (const [, value] of entriesOf(ports.store, 'witness', { gte: 'by/', lt: 'by0' })) {
      const one: Cosigned = JSON.parse(textOf(value));
      cosigned.set(one.did, one);
    }
    const asked = ports.store.get('witness', ownKey);
    return new Witnessing(ports, cosigned, asked && readCheckpoint(asked));
  }

  /** Asks neighbours now and then, until `stop`. */
  start(): void {
    this.#cancel = this.#ports.clock.after(askEveryMs, () => {
      void this.ask().finally(() => this.start());
    });
  }

  stop(): void {
    this.#cancel();
    this.#cancel = () => {};
  }

  /** The latest checkpoint that a neighbour cosigned; undefined when none did. */
  get latest(): SignedCheckpoint | undefined {
    return this.#asked !== undefined && this.#asked.note.signatures.length > 1 ? this.#asked : undefined;
  }

  cosigners(): readonly Cosigned[] {
    return [...this.#cosigned.values()];
  }

  disputes(): readonly Dispute[] {
    return [...this.#disputes.values()];
  }

  /** Logs of peers that were found with two histories, with the two checkpoints. */
  async forks(): Promise<readonly (Fork & { readonly did: Did })[]> {
    const found: (Fork & { readonly did: Did })[] = [];
    for await (const [, value] of entriesOf(this.#ports.store, 'witness', { gte: 'fork/', lt: 'fork0' }))
      found.push(JSON.parse(textOf(value)));
    return found;
  }

  /** Asks every connected neighbour that has not cosigned the latest checkpoint. */
  async ask(): Promise<void> {
    const { audit, events } = this.#ports;
    if (audit.problem !== undefined || audit.checkpoint.size === 0) return;
    const { checkpoint } = audit;
    const behind = this.#ports.linked().filter((did) => (this.#cosigned.get(did)?.size ?? 0) < checkpoint.size);
    if (behind.length === 0) return;
    if (this.#asked?.size !== checkpoint.size) this.#asked = checkpoint;
    for (const did of behind.slice(0, maxAsked)) {
      await this.#offer(did, this.#cosigned.get(did)?.size ?? 0).catch((error: unknown) =>
        events.internalError('cosigning', error),
      );
    }
  }

  async #offer(peer: Did, oldSize: number): Promise<void> {
    const { audit } = this.#ports;
    if (this.#asked === undefined || oldSize > this.#asked.size) return;
    const { size, note } = this.#asked;
    const hashes = await consistencyProof(oldSize, size, audit.subtrees(size));
    this.#ports.send(peer, { kind: 'cosign-request', body: utf8(writeContinuation({ oldSize, hashes, note })) });
  }

  /** A frame about cosigning came from a neighbour. */
  came(peer: Did, frame: Extract<Frame, { kind: 'cosign-request' | 'cosign-reply' }>): void {
    const taken = frame.kind === 'cosign-request' ? this.#answer(peer, frame) : this.#replyCame(peer, frame);
    taken.catch((error: unknown) => this.#ports.events.internalError('cosigning', error));
  }

  /** A neighbour's answer to what we asked it. */
  async #replyCame(peer: Did, reply: CosignReply): Promise<void> {
    const { audit, clock, events } = this.#ports;
    if (reply.reason === 'log-forked') {
      this.#dispute(peer, 'log-forked');
      return;
    }
    if (reply.cosignature !== '') {
      await this.#took(peer, reply.cosignature);
    } else if (reply.reason === undefined && reply.size > audit.checkpoint.size) {
      // It saw more of our log than there is: the disk was restored to an older state, or entries were cut off.
      this.#dispute(peer, 'log-rolled-back');
    } else if (reply.reason === undefined && this.#again.admit(peer, clock.now())) {
      await this.#offer(peer, reply.size);
    } else if (reply.reason !== undefined) {
      events.cosignRefused(peer, reply.reason);
    }
  }

  #dispute(did: Did, reason: Dispute['reason']): void {
    if (this.#disputes.get(did)?.reason === reason) return;
    this.#disputes.set(did, { did, reason });
    this.#ports.events.auditDisputed(did, reason);
  }

  async #took(peer: Did, line: string): Promise<void> {
    const { audit, store } = this.#ports;
    const key = this.#keyOf(peer);
    const signature = readSignature(line.trimEnd());
    if (key === undefined || signature === undefined || this.#asked === undefined) return;
    const { size, note } = this.#asked;
    const cosigner = cosignerKey(peer, key);
    const at = cosignedAt({ text: note.text, signatures: [signature] }, cosigner);
    // One over an older checkpoint does not hold for this one: it is asked for again in the next round.
    if (at === undefined) return;
    this.#disputes.delete(peer);
    const cosigned: Cosigned = { did: peer, key: writeVerifierKey(cosigner), size, at };
    this.#cosigned.set(peer, cosigned);
    const others = note.signatures.filter(({ name }) => name !== peer);
    const both = { text: note.text, signatures: [...others, signature] };
    this.#asked = { ...this.#asked, note: both };
    await store.commit([put(`by/${peer}`, utf8(JSON.stringify(cosigned))), put(ownKey, checkpointBytes(both))], {
      lazy: true,
    });
    await audit.keep(both);
  }

  /** A neighbour asks us to cosign its log. */
  async #answer(peer: Did, request: CosignRequest): Promise<void> {
    const now = this.#ports.clock.now();
    if (this.#busy.has(peer) || !this.#rate.admit(peer, now)) {
      this.#ports.send(peer, refusal('rate-limited'));
      return;
    }
    this.#busy.add(peer);
    try {
      this.#ports.send(peer, await this.#judged(peer, request, now));
    } finally {
      this.#busy.delete(peer);
    }
  }

  async #judged(peer: Did, { body }: CosignRequest, now: Millis): Promise<Frame> {
    const { store, self, events } = this.#ports;
    const key = this.#keyOf(peer);
    if (key === undefined) return refusal('not-registered');
    const latest = store.get('witness', `of/${peer}`);
    const cosigner = { did: self.did, signing: self.signing, seconds: Math.floor(now / 1000) };
    const verdict = witness(body, { latest }, logKey(peer, key), cosigner);
    if (verdict.kind !== 'accept') {
      events.cosignRefused(peer, verdict.reason);
      return refusal(verdict.reason);
    }
    const { operations, frame } = outcomeOf(peer, verdict.value);
    if (verdict.value.kind === 'forked') events.auditForked(peer, verdict.value.fork.proven);
    // On disk before it leaves: after a crash we must not cosign another history.
    if (operations.length > 0) await store.commit(operations);
    return frame;
  }

  #keyOf(peer: Did): Uint8Array | undefined {
    return this.#ports.directory.peer(peer).entry?.record?.record.publicKey;
  }
}

function outcomeOf(
  peer: Did,
  witnessed: Witnessed,
): { readonly operations: readonly Operation[]; readonly frame: Frame } {
  switch (witnessed.kind) {
    case 'cosigned': {
      const { line, size, note } = witnessed;
      return { operations: [put(`of/${peer}`, note)], frame: reply({ cosignature: line, size, reason: undefined }) };
    }
    case 'stale':
      return { operations: [], frame: reply({ cosignature: '', size: witnessed.size, reason: undefined }) };
    case 'forked':
      return {
        operations: [put(`fork/${peer}`, utf8(JSON.stringify({ ...witnessed.fork, did: peer })))],
        frame: refusal('log-forked'),
      };
  }
}

function reply(fields: CosignReply): Frame {
  return { kind: 'cosign-reply', ...fields };
}

function refusal(reason: Reason): Frame {
  return reply({ cosignature: '', size: 0, reason });
}

function put(key: string, value: Uint8Array): Operation {
  return { kind: 'put', space: 'witness', key, value };
}

/** The store authenticates its values, so what is read is what this file wrote. */
function textOf(value: Uint8Array): string {
  return fromUtf8(value) ?? 'null';
}
