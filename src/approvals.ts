import { z } from 'zod';
import {
  fromUtf8,
  limits,
  MeshError,
  millis,
  parseCanonicalDid,
  parseMessageId,
  utf8,
  type Did,
  type MessageId,
  type Millis,
} from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import type { HeldCall } from './held-call.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';

/**
 * A request for approval.
 *
 *     pending --approve--> approved --same call--> used
 *        |  \--deny------> denied       |
 *        +------ time ------> (expired) +-- time --> (expired)
 *
 * Time needs no write: what has expired counts as expired whatever its state says.
 */
export interface Approval {
  /** Id of the first message that carried the call. */
  readonly id: MessageId;
  /** Ids of later messages that carried the same call; the newest only. */
  readonly repeats: readonly MessageId[];
  readonly state: 'pending' | 'approved' | 'denied' | 'used';
  readonly direction: 'in' | 'out';
  readonly from: Did;
  readonly to: Did;
  readonly action: string;
  readonly resource: string;
  readonly policySet: string;
  readonly policies: readonly { readonly id: string; readonly reason?: string | undefined }[];
  readonly digest: string;
  readonly created: Millis;
  /** Until when it can be answered; once approved, until when the call can be made. */
  readonly expires: Millis;
  /** Who answered, when and why. */
  readonly answer?: { readonly by: string; readonly why: string; readonly at: Millis } | undefined;
  /** The message that was let pass by it. */
  readonly usedBy?: MessageId | undefined;
}

/** What a call that needs approval meets. */
export type Meeting =
  /** It may pass once; the writes of `use` belong into the commit of its passing, and from then on it is used. */
  | { readonly kind: 'approved'; readonly use: () => readonly Operation[] }
  /** It waits for a person; the writes belong into the commit of its denial. */
  | { readonly kind: 'held'; readonly id: MessageId; readonly writes: readonly Operation[] }
  /** A person said no. */
  | { readonly kind: 'denied'; readonly id: MessageId }
  /** Too many wait already: it is denied like any other. */
  | { readonly kind: 'full' }
  /** What is stored cannot be read, so nobody can say what was approved: it is denied like any other. */
  | { readonly kind: 'damaged' };

/** How long a request waits for its answer, and how long an approval can be used, milliseconds: a person has an hour. */
export const approvalTtlMs = 3_600_000;
/** Requests kept at once: what a person can look through, and 1 MiB of memory. */
const maxKept = 1024;
/** Those of one asking agent, so that one cannot take the place of all others. */
const maxOfOne = 64;
/** Repeats of one call that are found by their own id. */
const maxRepeats = 8;

interface ApprovalPorts {
  readonly store: Store;
  readonly audit: AuditLog;
  /** A new request waits; it is about to be on disk. */
  onAsked?(id: MessageId): void;
}

const messageId = z.string().transform((text, context) => parsed(parseMessageId(text), context));
const did = z.string().transform((text, context) => parsed(parseCanonicalDid(text), context));
const time = z.number().transform(millis);

const stored = z.strictObject({
  id: messageId,
  repeats: z.array(messageId).readonly(),
  state: z.enum(['pending', 'approved', 'denied', 'used']),
  direction: z.enum(['in', 'out']),
  from: did,
  to: did,
  action: z.string(),
  resource: z.string(),
  policySet: z.string(),
  policies: z.array(z.strictObject({ id: z.string(), reason: z.string().optional() })).readonly(),
  digest: z.string(),
  created: time,
  expires: time,
  answer: z.strictObject({ by: z.string(), why: z.string(), at: time }).optional(),
  usedBy: messageId.optional(),
});

function parsed<T>(value: T | undefined, context: { readonly issues: unknown[]; readonly value: string }): T {
  if (value !== undefined) return value;
  context.issues.push({ code: 'custom', input: context.value, message: 'is not of its form' });
  return z.NEVER;
}

/**
 * Calls that wait for a person, by what makes a call the same. Every change is durable in the commit of what caused
 * it; memory changes first, so that two calls judged in one turn cannot both use one approval.
 */
export class Approvals {
  readonly #ports: ApprovalPorts;
  readonly #byDigest = new Map<string, Approval>();
  /** Why every call that needs approval is denied; undefined while all that is stored can be read. */
  readonly problem: MeshError | undefined;

  private constructor(ports: ApprovalPorts, problem?: MeshError) {
    this.#ports = ports;
    this.problem = problem;
  }

  /** Reads what the store holds. When a part cannot be read, `problem` says so: nobody may guess an approval. */
  static async open(ports: ApprovalPorts): Promise<Approvals> {
    const approvals = new Approvals(ports);
    for await (const [, value] of entriesOf(ports.store, 'approval')) {
      const approval = stored.safeParse(jsonOf(value));
      if (!approval.success) return new Approvals(ports, damaged(approval.error));
      approvals.#byDigest.set(approval.data.digest, approval.data);
    }
    return approvals;
  }

  /** Every request that has not expired, oldest first. */
  all(now: Millis): readonly Approval[] {
    return [...this.#byDigest.values()].filter(({ expires }) => expires > now).sort((a, b) => a.created - b.created);
  }

  /** The request that a message made or repeated. */
  of(id: MessageId, now: Millis): Approval | undefined {
    return this.all(now).find((approval) => approval.id === id || approval.repeats.includes(id));
  }

  /** What a call meets that only a person can let pass. */
  meet(call: HeldCall, now: Millis): Meeting {
    if (this.problem !== undefined) return { kind: 'damaged' };
    const known = this.#byDigest.get(call.digest);
    if (known === undefined || !isInForce(known, now) || known.state === 'used') return this.#ask(call, now);
    if (known.state === 'denied') return { kind: 'denied', id: known.id };
    if (known.state === 'approved') return { kind: 'approved', use: () => this.#use(known, call.id, now) };
    const repeats = [...known.repeats, call.id].slice(-maxRepeats);
    return { kind: 'held', id: known.id, writes: [this.#put({ ...known, repeats })] };
  }

  /**
   * Takes a person's answer; resolves when it is on disk. Throws MeshError `not-found` (no such request, or expired),
   * `store-damaged` (the requests cannot be read) or `refused` (it was answered before, or other policies are in force by now).
   */
  async answer(id: MessageId, given: Answer, policySet: string): Promise<Approval> {
    if (this.problem !== undefined) throw this.problem;
    const known = this.of(id, given.at);
    if (known === undefined)
      throw new MeshError(
        'not-found',
        'No call with that id waits for approval: it has expired, or was never held. `parley approvals` lists those that wait.',
      );
    if (known.state !== 'pending')
      throw new MeshError(
        'refused',
        `This request was ${known.state} already. An answer counts once; a new call makes a new request.`,
      );
    if (given.approve && known.policySet !== policySet)
      throw new MeshError(
        'refused',
        'Other policies are in force than when this was asked, so it would not pass by this approval. Let the call be made again.',
      );
    const { approve, by, why, at } = given;
    const state = approve ? 'approved' : 'denied';
    const answered: Approval = { ...known, state, answer: { by, why, at }, expires: millis(at + approvalTtlMs) };
    try {
      await this.#ports.store.commit([this.#put(answered), this.#entry(answered, at)]);
    } catch (error) {
      // What is not on disk was never said.
      this.#byDigest.set(known.digest, known);
      throw error;
    }
    return answered;
  }

  /** Forgets what has expired; what nobody answered is recorded as a denial. */
  sweep(now: Millis): readonly Operation[] {
    const over = [...this.#byDigest.values()].filter(({ expires }) => expires <= now);
    return over.flatMap((approval) => this.#forget(approval, now));
  }

  #ask(call: HeldCall, now: Millis): Meeting {
    const room = this.#byDigest.has(call.digest) ? [] : this.#makeRoom(call.from, now);
    if (room === undefined) return { kind: 'full' };
    const { id } = call;
    const expires = millis(now + approvalTtlMs);
    const asked: Approval = { ...call, repeats: [], state: 'pending', created: now, expires };
    this.#ports.onAsked?.(id);
    return { kind: 'held', id, writes: [...room, this.#put(asked)] };
  }

  /** The writes that make room for one more of this agent; undefined when all there are still wait. */
  #makeRoom(from: Did, now: Millis): readonly Operation[] | undefined {
    const all = [...this.#byDigest.values()];
    const same = all.filter((approval) => approval.from === from);
    const tight = same.length >= maxOfOne ? same : all.length >= maxKept ? all : [];
    if (tight.length === 0) return [];
    const over = tight.find(({ state, expires }) => state === 'used' || expires <= now);
    return over === undefined ? undefined : this.#forget(over, now);
  }

  #forget(approval: Approval, now: Millis): readonly Operation[] {
    this.#byDigest.delete(approval.digest);
    const gone: Operation = { kind: 'delete', space: 'approval', key: approval.digest };
    return approval.state === 'pending' ? [gone, this.#entry(approval, now)] : [gone];
  }

  #use(approval: Approval, usedBy: MessageId, now: Millis): readonly Operation[] {
    const used: Approval = { ...approval, state: 'used', usedBy };
    return [this.#put(used), this.#entry(used, now)];
  }

  #put(approval: Approval): Operation {
    this.#byDigest.set(approval.digest, approval);
    return { kind: 'put', space: 'approval', key: approval.digest, value: utf8(JSON.stringify(approval)) };
  }

  #entry({ id, from, digest, state, answer, usedBy }: Approval, now: Millis): Operation {
    const { by, why } = answer ?? {};
    return this.#ports.audit.append({
      type: 'approval',
      time: now,
      id,
      peer: from,
      digest,
      outcome: state === 'pending' ? 'expired' : state,
      ...(by === undefined ? {} : { by }),
      ...(why === undefined ? {} : { why }),
      ...(usedBy === undefined ? {} : { usedBy }),
    });
  }
}

/** Whether it counts now: what is of the future by more than clocks differ is not, or a clock put back would make it last. */
function isInForce({ created, answer, expires }: Approval, now: Millis): boolean {
  return expires > now && (answer?.at ?? created) <= now + limits.clockSkewMs;
}

/** What a person says to a request. */
export interface Answer {
  readonly approve: boolean;
  /** Who answers, as it is recorded. */
  readonly by: string;
  readonly why: string;
  readonly at: Millis;
}

function damaged(cause: unknown): MeshError {
  return new MeshError(
    'store-damaged',
    'A request for approval in the store cannot be read, so every call that needs approval is denied. Put the node back from a backup, which holds no requests: every call is asked for anew.',
    { cause },
  );
}

function jsonOf(value: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(value) ?? '');
  } catch {
    return undefined;
  }
}
