import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, fromUtf8, utf8 } from '../../../src/base/base.ts';
import type { Sealed } from '../../../src/session/session.ts';
import { accepted, connected, refusal, suite, type Side } from './pair.ts';

/** One thing that happens on the network; `pick` chooses among the messages on their way. */
type Step =
  | { readonly kind: 'send'; readonly from: 0 | 1 }
  | { readonly kind: 'restart'; readonly from: 0 | 1 }
  | { readonly kind: 'deliver' | 'duplicate' | 'drop'; readonly from: 0 | 1; readonly pick: number }
  | {
      readonly kind: 'corrupt';
      readonly from: 0 | 1;
      readonly pick: number;
      readonly at: number;
      readonly bit: number;
    };

const from = fc.constantFrom<0 | 1>(0, 1);
const pick = fc.nat(50);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send' as const), from }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('deliver' as const, 'duplicate' as const), from, pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), from, pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), from }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('corrupt' as const), from, pick, at: fc.nat(), bit: fc.nat(7) }),
  },
);

interface Sent extends Sealed {
  readonly text: string;
}

/** Both sides, what is on its way from each, and what each has taken out of it. */
class Network {
  readonly #sides = connected();
  readonly #onTheWay: readonly [Sent[], Sent[]] = [[], []];
  readonly #delivered = new Set<string>();
  readonly #wrong: string[] = [];
  #count = 0;

  perform(step: Step): void {
    const queue = this.#onTheWay[step.from];
    if (step.kind === 'send') {
      const text = `${step.from}/${this.#count++}`;
      queue.push({ ...this.#sides[step.from].seal(utf8(text)), text });
      return;
    }
    const receiver = this.#sides[step.from === 0 ? 1 : 0];
    if (step.kind === 'restart') {
      receiver.state = suite.decodeState(suite.encodeState(receiver.state));
      return;
    }
    const index = step.pick % queue.length;
    const message = queue[index];
    if (message === undefined) return;
    if (step.kind === 'corrupt') return this.#corrupt(receiver, message, step.at, step.bit);
    if (step.kind !== 'duplicate') queue.splice(index, 1);
    if (step.kind !== 'drop') this.#deliver(receiver, message);
  }

  /** Delivers what is left, in the order in which it was sent, and says what went wrong at any time. */
  finish(): readonly string[] {
    for (const from of [0, 1] as const) {
      for (const message of this.#onTheWay[from]) this.#deliver(this.#sides[from === 0 ? 1 : 0], message);
    }
    return this.#wrong;
  }

  #deliver(receiver: Side, message: Sent): void {
    const verdict = receiver.open(message);
    if (this.#delivered.has(message.text)) {
      if (refusal(verdict) !== 'ignore: duplicate') this.#wrong.push(`${message.text} was not known as a duplicate`);
      return;
    }
    const text = verdict.kind === 'accept' ? fromUtf8(verdict.value) : verdict.reason;
    if (text !== message.text) this.#wrong.push(`${message.text} came as ${text}`);
    this.#delivered.add(message.text);
  }

  #corrupt(receiver: Side, message: Sent, at: number, bit: number): void {
    const before = suite.encodeState(receiver.state);
    const bytes = [message.header.slice(), message.ciphertext.slice()] as const;
    const index = at % (message.header.length + message.ciphertext.length);
    const part = index < message.header.length ? 0 : 1;
    const offset = index - part * message.header.length;
    bytes[part][offset] = (bytes[part][offset] ?? 0) ^ (1 << bit);
    const { kind } = receiver.open({ header: bytes[0], ciphertext: bytes[1] });
    const isSame = equalBytes(suite.encodeState(receiver.state), before);
    if (kind === 'accept' || !isSame) this.#wrong.push(`${message.text} with byte ${index} damaged had an effect`);
  }
}

describe('a session over a network that loses, repeats, reorders and damages', () => {
  it('delivers every message that arrives as it was sent, once, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const network = new Network();
        for (const step of steps) network.perform(step);
        expect(network.finish()).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('refuses every random packet, and is not changed by any', () => {
    const [a, b] = connected();
    accepted(a.open(b.seal(utf8('turn'))));
    const before = suite.encodeState(a.state);
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
    const header = fc.oneof(bytes(50), fc.uint8Array({ minLength: 40, maxLength: 40 }));
    fc.assert(
      fc.property(header, bytes(100), (header, ciphertext) => {
        expect(a.open({ header, ciphertext }).kind).toBe('reject');
        expect(suite.encodeState(a.state)).toEqual(before);
      }),
    );
  });
});
