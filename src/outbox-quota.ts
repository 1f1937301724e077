import { MeshError, type Did } from './base/base.ts';
import { Tally, type Organisations } from './tally.ts';

/** What bounds the outbox; those of `limits`. */
export interface OutboxBounds {
  /** Messages that may wait for one peer. */
  readonly outbox: number;
  /** Messages that may wait for all agents of one organisation. */
  readonly organisationOutbox: number;
}

/** Of what may wait for a peer, the part that may when its inbox has no room: who sends hears of it before days of messages wait. */
const busyShare = 0.1;

/** How much waits for each peer and each organisation, and how much may. */
export class OutboxQuota {
  readonly #bounds: OutboxBounds;
  readonly #tally: Tally;

  constructor(bounds: OutboxBounds, known: Organisations) {
    this.#bounds = bounds;
    this.#tally = new Tally(known);
  }

  /** Messages that wait for a peer. */
  of(peer: Did): number {
    return this.#tally.of(peer);
  }

  /**
   * Throws MeshError when there is no room for one more to a peer: `outbox-full`, or `recipient-busy` where it
   * `isRefusing`, that is, takes none like it at the moment.
   */
  demand(peer: Did, isRefusing: boolean): void {
    const { outbox, organisationOutbox } = this.#bounds;
    const waiting = this.#tally.of(peer);
    if (isRefusing && waiting >= Math.ceil(outbox * busyShare)) throw recipientBusy();
    if (waiting >= outbox) throw outboxFull('this peer', 'limits.outbox');
    if (this.#tally.ofOrganisation(peer) >= organisationOutbox)
      throw outboxFull('agents of the organisation of this peer', 'limits.organisationOutbox');
  }

  /** So many more wait. */
  add(peer: Did, count: number): void {
    this.#tally.add(peer, count);
  }

  /** One more waits from now on; not when it is refused after all. */
  async adding(peer: Did, accept: () => Promise<void>): Promise<void> {
    this.add(peer, 1);
    try {
      await accept();
    } catch (error) {
      this.remove(peer);
      throw error;
    }
  }

  /** One less waits. */
  remove(peer: Did): void {
    this.#tally.remove(peer);
  }
}

function outboxFull(whom: string, limit: string): MeshError {
  return new MeshError(
    'outbox-full',
    `Too many messages wait for ${whom}. Wait until they can be delivered, or raise ${limit} in parley.yaml.`,
  );
}

function recipientBusy(): MeshError {
  return new MeshError(
    'recipient-busy',
    'The recipient takes no more at the moment: its agent does not fetch what came, or its node has too much to do. Wait, then send again.',
  );
}
