import { z } from 'zod';
import { fromUtf8, MeshError, millis, utf8, type Did, type Millis } from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';

/** The target that stands for this node: nothing passes it any more. */
export const wholeNode = 'node';

/** A kill in force. */
export interface Kill {
  /** A DID, the key of an organisation (`did:key:...`), or `wholeNode`. */
  readonly target: string;
  readonly by: string;
  readonly why: string;
  readonly at: Millis;
}

const prefix = 'kill/';
/** Kills in force at once: far above what a person orders, and a bound for what is read at start. */
const maxKills = 4096;

const stored = z.strictObject({
  target: z.string(),
  by: z.string(),
  why: z.string(),
  at: z.number().transform(millis),
});

/**
 * Kills in force. A kill is in memory before it is on disk, so that the next message meets it; a revival the other way
 * round. Each is one write with its entry of the log.
 */
export class Kills {
  readonly #ports: { readonly store: Store; readonly audit: AuditLog };
  readonly #inForce = new Map<string, Kill>();

  private constructor(ports: { readonly store: Store; readonly audit: AuditLog }) {
    this.#ports = ports;
  }

  /** Reads what is in force. Throws MeshError `store-damaged` for what it cannot read: it might be a kill. */
  static async open(ports: { readonly store: Store; readonly audit: AuditLog }): Promise<Kills> {
    const kills = new Kills(ports);
    for await (const [, value] of entriesOf(ports.store, 'meta', { gte: prefix, lt: 'kill0' })) {
      const kill = stored.safeParse(jsonOf(value));
      if (!kill.success)
        throw new MeshError('store-damaged', 'A kill in the store cannot be read. Put the node back from a backup.', {
          cause: kill.error,
        });
      kills.#inForce.set(kill.data.target, kill.data);
    }
    return kills;
  }

  /** Everything in force, oldest first. */
  all(): readonly Kill[] {
    return [...this.#inForce.values()];
  }

  /** The kill that an agent is under: its own, that of its organisation, or that of the node. */
  of(did: Did, organisationOf: (did: Did) => string | undefined): Kill | undefined {
    if (this.#inForce.size === 0) return undefined;
    const organisation = organisationOf(did);
    return (
      this.#inForce.get(wholeNode) ??
      this.#inForce.get(did) ??
      (organisation === undefined ? undefined : this.#inForce.get(organisation))
    );
  }

  /** Takes a kill into force at once; resolves when it is on disk. Throws MeshError `refused` when too many are. */
  async kill(order: Kill): Promise<void> {
    if (this.#inForce.size >= maxKills && !this.#inForce.has(order.target))
      throw new MeshError('refused', `${maxKills} kills are in force. Revive some, or forbid the rest by policy.`);
    this.#inForce.set(order.target, order);
    const put: Operation = {
      kind: 'put',
      space: 'meta',
      key: prefix + order.target,
      value: utf8(JSON.stringify(order)),
    };
    await this.#ports.store.commit([put, this.#entry('killed', order)]);
  }

  /** Ends a kill once that is on disk. Throws MeshError `not-found` when there is none. */
  async revive(order: Kill): Promise<void> {
    if (!this.#inForce.has(order.target))
      throw new MeshError('not-found', 'That is not killed. `parley status` shows what is.');
    const gone: Operation = { kind: 'delete', space: 'meta', key: prefix + order.target };
    await this.#ports.store.commit([gone, this.#entry('revived', order)]);
    this.#inForce.delete(order.target);
  }

  #entry(outcome: 'killed' | 'revived', { target, by, why, at }: Kill): Operation {
    return this.#ports.audit.append({ type: 'kill', time: at, target, outcome, by, why });
  }
}

function jsonOf(value: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(value) ?? '');
  } catch {
    return undefined;
  }
}
