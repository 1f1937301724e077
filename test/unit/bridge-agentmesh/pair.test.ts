import { describe, expect, it } from 'vitest';
import { stepLost, stepOwn, stepTheirs, strangers, type CarriedFrame, type Pair } from '../../../src/bridge/bridge.ts';
import { acceptOf, knockOf, messageOf, twoParties } from './support.ts';

const [low, high] = twoParties();

/** One side's gateway: what it delivered to its client and forwarded to the peer, and what it refused. */
class Side {
  pair: Pair = strangers;
  readonly delivered: CarriedFrame[] = [];
  readonly forwarded: CarriedFrame[] = [];
  readonly refused: string[] = [];

  own(frame: CarriedFrame): void {
    this.#take(stepOwn(this.pair, frame));
  }

  theirs(frame: CarriedFrame): void {
    this.#take(stepTheirs(this.pair, frame));
  }

  #take({ pair, actions }: ReturnType<typeof stepOwn>): void {
    this.pair = pair;
    for (const action of actions) {
      if (action.kind === 'deliver') this.delivered.push(action.frame);
      else if (action.kind === 'forward') this.forwarded.push(action.frame);
      else if (action.kind === 'refuse') this.refused.push(action.reason);
    }
  }
}

const types = (frames: readonly CarriedFrame[]): readonly string[] => frames.map(({ type }) => type);

describe('a pair of clients at their gateways', () => {
  it('carries messages only once a KNOCK opened a session', () => {
    const side = new Side();
    side.own(messageOf(low, high, 'm1'));
    side.theirs(messageOf(high, low, 'm2'));
    expect(side.refused).toEqual(['unknown-session', 'unknown-session']);
    side.own(knockOf(low, high, 'k1'));
    side.own(messageOf(low, high, 'm3'));
    side.theirs(acceptOf(high, low, 'k1'));
    side.theirs(messageOf(high, low, 'm4'));
    expect(types(side.forwarded)).toEqual(['knock', 'message']);
    expect(types(side.delivered)).toEqual(['knock_accept', 'message']);
  });

  it('lets the KNOCK of the lower DID stand when both knock at once, and tells the other client to let go of its own', () => {
    const [at, across] = [new Side(), new Side()];
    at.own(knockOf(low, high, 'low'));
    across.own(knockOf(high, low, 'high'));
    across.own(messageOf(high, low, 'lost'));
    // Each gateway hears of the other's only now.
    at.theirs(knockOf(high, low, 'high'));
    at.theirs(messageOf(high, low, 'lost'));
    across.theirs(knockOf(low, high, 'low'));
    expect(at.delivered).toEqual([]);
    expect(at.refused).toEqual(['session-race']);
    expect(across.delivered).toMatchObject([
      { type: 'knock_reject', knock_id: 'high', from: low.did, to: high.did },
      { type: 'knock', id: 'low' },
    ]);
    across.own(messageOf(high, low, 'also lost'));
    expect(across.refused).toEqual(['session-race']);
    across.own(acceptOf(high, low, 'low'));
    across.own(messageOf(high, low, 'm'));
    at.theirs(acceptOf(high, low, 'low'));
    at.theirs(messageOf(high, low, 'm'));
    expect(types(at.delivered)).toEqual(['knock_accept', 'message']);
    expect(at.pair).toEqual(across.pair);
  });

  it('comes to the same when the client with the higher DID knocks after it was knocked', () => {
    const side = new Side();
    side.theirs(knockOf(low, high, 'low'));
    side.own(knockOf(high, low, 'high'));
    expect(side.forwarded).toEqual([]);
    expect(types(side.delivered)).toEqual(['knock', 'knock_reject', 'knock']);
    // The client answered the first copy from the session that it has let go of since.
    side.own(acceptOf(high, low, 'low'));
    expect(side.forwarded).toEqual([]);
    side.own(acceptOf(high, low, side.delivered[2]?.id ?? ''));
    expect(side.forwarded).toMatchObject([{ type: 'knock_accept', knock_id: 'low' }]);
    expect(side.pair.isOpen).toBe(true);
  });

  it('takes no answer to a KNOCK that was not asked, nor a second one', () => {
    const side = new Side();
    side.theirs(acceptOf(high, low, 'never'));
    side.own(acceptOf(low, high, 'never'));
    side.own(knockOf(low, high, 'k'));
    side.theirs(acceptOf(high, low, 'k'));
    side.theirs(acceptOf(high, low, 'k'));
    expect(types(side.delivered)).toEqual(['knock_accept']);
    expect(types(side.forwarded)).toEqual(['knock']);
  });

  it('ends the old session at the client before a peer that was restarted knocks anew', () => {
    const side = new Side();
    side.theirs(knockOf(high, low, 'k1'));
    side.own(acceptOf(low, high, 'k1'));
    side.theirs(knockOf(high, low, 'k2'));
    expect(types(side.delivered)).toEqual(['knock', 'knock_reject', 'knock']);
    side.own(messageOf(low, high, 'of the old session'));
    expect(side.refused).toEqual(['session-race']);
  });

  it('tells the peer when our own client was restarted, and lets nothing of the old session through', () => {
    const side = new Side();
    side.own(knockOf(low, high, 'k'));
    side.theirs(acceptOf(high, low, 'k'));
    const lost = stepLost(side.pair, { self: low.did, peer: high.did, id: 'end' });
    expect(lost.actions).toMatchObject([
      { kind: 'clear' },
      { kind: 'forward', frame: { type: 'knock_reject', reason: 'session-lost' } },
    ]);
    side.pair = lost.pair;
    side.theirs(messageOf(high, low, 'm'));
    expect(side.refused).toEqual(['unknown-session']);
    const peer = new Side();
    peer.pair = { ...strangers, isOpen: true };
    for (const action of lost.actions) if (action.kind === 'forward') peer.theirs(action.frame);
    expect(types(peer.delivered)).toEqual(['knock_reject']);
    expect(peer.pair.isOpen).toBe(false);
  });
});
