import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concat,
  equalBytes,
  limits,
  MeshError,
  messageIdFromBytes,
  sessionIdFromBytes,
  u32be,
  utf8,
  type Verdict,
} from '../../../src/base/base.ts';
import { encodeHeader, parseMessage } from '../../../src/session/message-header.ts';
import { agentMeshSuite, openBundle, suites, type Suite } from '../../../src/session/session.ts';
import { unpad } from '../../../src/session/padding.ts';
import { readPrekeyHeader, readSignalHeader } from '../../../src/signal/message-header.ts';
import { loadSignalSuite } from '../../../src/signal/signal.ts';
import * as wire from '../../../src/wire/wire.ts';
import { crowded, heldBy, mutated } from '../../support/fuzz.ts';
import { accepted, Agent, begin, meet, moment, start } from '../../conformance/suite-pair.ts';

/** A decoder with something it accepts, and the way back. */
interface Decoder {
  readonly name: string;
  /** Encodes again what was accepted; undefined when it was refused. */
  readonly recode: (bytes: Uint8Array) => Uint8Array | undefined;
  readonly sample: Uint8Array;
  readonly maxBytes: number;
}

function decoder<T>(
  name: string,
  sample: Uint8Array,
  codec: {
    readonly decode: (bytes: Uint8Array) => Verdict<T>;
    readonly encode: (value: T) => Uint8Array;
    readonly maxBytes: number;
  },
): Decoder {
  const recode = (bytes: Uint8Array): Uint8Array | undefined => {
    const verdict = codec.decode(bytes);
    return verdict.kind === 'accept' ? codec.encode(verdict.value) : undefined;
  };
  return { name, recode, sample, maxBytes: codec.maxBytes };
}

const id = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('not an id');
  return value;
};
const session = id(sessionIdFromBytes(new Uint8Array(16).fill(7)));
const message = id(messageIdFromBytes(new Uint8Array(16).fill(8)));

const pqxdh = id(suites.get('pqxdh'));
const agentmesh = agentMeshSuite('spec');
const signal = await loadSignalSuite();

/** What a suite makes on the wire and for the store, in the middle of a session with keys passed over. */
async function madeBy(suite: Suite) {
  const [alice, bob] = [new Agent(suite, 'a'), new Agent(suite, 'b')];
  const bundle = wire.decodePrekeyBundle(accepted(wire.decodeSigned(bob.bundle())).payload);
  const early = await begin(alice, bob);
  const responder = suite.encodeState(accepted(await suite.respond(early.respond)).state);
  const { a, b, respond } = await meet(alice, bob);
  for (let i = 0; i < 3; i++) {
    accepted(await a.open(await b.seal('turn')));
    await a.seal('lost');
    accepted(await b.open(await a.seal('turn')));
  }
  return {
    suite,
    alice,
    bob,
    respond,
    body: accepted(bundle).body,
    message: await a.seal('a message'),
    side: b,
    responder,
    state: b.encoded(),
    prekeys: suite.encodePrekeys(alice.prekeys),
  };
}

type Made = Awaited<ReturnType<typeof madeBy>>;
const [ofPqxdh, ofAgentMesh] = [await madeBy(pqxdh), await madeBy(agentmesh)];
const ofSignal = signal && (await madeBy(signal));
const all: readonly Made[] = [ofPqxdh, ofAgentMesh, ...(ofSignal === undefined ? [] : [ofSignal])];

const packet = { id: message, session, header: ofPqxdh.message.header, ciphertext: ofPqxdh.message.ciphertext };
const knock: wire.Knock = {
  id: session,
  from: ofPqxdh.alice.identity.did,
  to: ofPqxdh.bob.identity.did,
  timestamp: start,
  intent: { action: 'session.open', description: 'to talk', capabilities: ['read:orders', 'x:y'], minScore: 500 },
  suite: 'pqxdh',
  establishment: ofPqxdh.respond.establishment,
  hello: packet,
};
const reply: wire.KnockReply = {
  id: session,
  from: knock.to,
  to: knock.from,
  timestamp: start,
  knockHash: new Uint8Array(32).fill(3),
  answer: {
    accepted: true,
    conditions: { maxMessages: 5, maxSeconds: undefined, actions: ['mcp.call'] },
    hello: packet,
  },
};
const end: wire.SessionEnd = { id: session, from: knock.to, to: knock.from, timestamp: start, reason: 'score-too-low' };
const entry: wire.SessionEntry = {
  id: session,
  peer: knock.to,
  suite: 'pqxdh',
  initiator: true,
  opened: start,
  conditions: { maxMessages: undefined, maxSeconds: 60, actions: [] },
  received: 3,
  score: 512,
  state: ofPqxdh.state,
};
const prekeyBundle = { did: knock.to, suite: 'pqxdh', created: start, body: ofPqxdh.body };
const signed = wire.signPayload(ofPqxdh.alice.identity.signing, 'Knock', wire.encodeKnock(knock));
const record = limits.maxRecordBytes;

const ours: readonly Decoder[] = [
  decoder('a signed statement', wire.encodeSigned(signed), {
    decode: wire.decodeSigned,
    encode: wire.encodeSigned,
    maxBytes: record,
  }),
  decoder('a knock', wire.encodeKnock(knock), { decode: wire.decodeKnock, encode: wire.encodeKnock, maxBytes: record }),
  decoder('the answer to a knock', wire.encodeKnockReply(reply), {
    decode: wire.decodeKnockReply,
    encode: wire.encodeKnockReply,
    maxBytes: record,
  }),
  decoder('the end of a session', wire.encodeSessionEnd(end), {
    decode: wire.decodeSessionEnd,
    encode: wire.encodeSessionEnd,
    maxBytes: record,
  }),
  decoder('a prekey bundle', wire.encodePrekeyBundle(prekeyBundle), {
    decode: wire.decodePrekeyBundle,
    encode: wire.encodePrekeyBundle,
    maxBytes: record,
  }),
  decoder('a session record', wire.encodeSessionEntry(entry), {
    decode: wire.decodeSessionEntry,
    encode: wire.encodeSessionEntry,
    maxBytes: 516 * 1024,
  }),
  decoder('a bundle of agentmesh', ofAgentMesh.body, {
    decode: wire.decodeX3dhBundle,
    encode: wire.encodeX3dhBundle,
    maxBytes: 512,
  }),
  decoder('an establishment of agentmesh', ofAgentMesh.respond.establishment, {
    decode: wire.decodeX3dhEstablishment,
    encode: wire.encodeX3dhEstablishment,
    maxBytes: 256,
  }),
  decoder('a bundle of pqxdh', ofPqxdh.body, {
    decode: wire.decodePqxdhBundle,
    encode: wire.encodePqxdhBundle,
    maxBytes: 2048,
  }),
  decoder('an establishment of pqxdh', ofPqxdh.respond.establishment, {
    decode: wire.decodePqxdhEstablishment,
    encode: wire.encodePqxdhEstablishment,
    maxBytes: 2048,
  }),
  decoder('a state of agentmesh', ofAgentMesh.state, {
    decode: wire.decodeRatchetState,
    encode: wire.encodeRatchetState,
    maxBytes: 256 * 1024,
  }),
  decoder('a state of pqxdh', ofPqxdh.state, {
    decode: wire.decodeRatchetState,
    encode: wire.encodeRatchetState,
    maxBytes: 256 * 1024,
  }),
  decoder('prekeys of agentmesh', ofAgentMesh.prekeys, {
    decode: wire.decodePrekeyState,
    encode: wire.encodePrekeyState,
    maxBytes: 1024 * 1024,
  }),
];

const ofLibsignal: readonly Decoder[] =
  ofSignal === undefined
    ? []
    : [
        decoder('a bundle of signal', ofSignal.body, {
          decode: wire.decodeSignalBundle,
          encode: wire.encodeSignalBundle,
          maxBytes: 4096,
        }),
        decoder('an establishment of signal', ofSignal.respond.establishment, {
          decode: wire.decodeSignalEstablishment,
          encode: wire.encodeSignalEstablishment,
          maxBytes: 256,
        }),
        decoder('a state of signal', ofSignal.state, {
          decode: wire.decodeSignalState,
          encode: wire.encodeSignalState,
          maxBytes: 1024 * 1024,
        }),
        decoder('a state of signal before its first message', ofSignal.responder, {
          decode: wire.decodeSignalState,
          encode: wire.encodeSignalState,
          maxBytes: 1024 * 1024,
        }),
        decoder('prekeys of signal', ofSignal.prekeys, {
          decode: wire.decodeSignalPrekeys,
          encode: wire.encodeSignalPrekeys,
          maxBytes: 2 * 1024 * 1024,
        }),
      ];

const decoders = [...ours, ...ofLibsignal];

describe.each(decoders)('the decoder of $name', ({ recode, sample, maxBytes }) => {
  it('reads what the encoder made', () => {
    expect(equalBytes(recode(sample) ?? new Uint8Array(0), sample)).toBe(true);
  });

  it('refuses random bytes, or takes them as the one encoding of what they mean', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const again = recode(bytes);
        expect(again === undefined || equalBytes(again, bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('takes a changed encoding, if at all, as the one encoding of what it means then', () => {
    fc.assert(
      fc.property(mutated(sample), (bytes) => {
        const again = recode(bytes);
        expect(again === undefined || equalBytes(again, bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses every truncation', () => {
    const step = Math.max(1, Math.floor(sample.length / 400));
    const taken = [];
    for (let length = 0; length < sample.length; length += step) {
      const again = recode(sample.subarray(0, length));
      if (again !== undefined && !equalBytes(again, sample.subarray(0, length))) taken.push(length);
    }
    expect(taken).toEqual([]);
  });

  it('looks at nothing beyond its size, and holds a bounded multiple of it', () => {
    expect(recode(new Uint8Array(maxBytes + 1))).toBeUndefined();
    for (const bytes of crowded(maxBytes)) {
      const held = heldBy(() => recode(bytes));
      expect(held).toBeLessThan(heldBytes(maxBytes));
    }
  });
});

/** What decoding may hold: some copies of what came, and the fields that a message may have at all. */
const heldBytes = (maxBytes: number): number => 8 * maxBytes + 24 * 1024 * 1024;

describe('the decoder of frames', () => {
  it('holds a bounded multiple of the largest frame, whatever it is full of', () => {
    for (const bytes of crowded(limits.maxFrameBytes)) {
      let taken = true;
      const held = heldBy(() => {
        taken = wire.decodeFrame(bytes).kind === 'accept';
      });
      expect(taken).toBe(false);
      expect(held).toBeLessThan(heldBytes(limits.maxFrameBytes));
    }
  });

  it('takes the largest frames that nodes send', () => {
    const ack: wire.Ack = { id: message, outcome: 'denied', reason: 'policy-denied' };
    const statement = new Uint8Array(limits.maxRecordBytes).fill(1);
    const largest: readonly wire.Frame[] = [
      { kind: 'acks', acks: Array.from({ length: 1024 }, () => ack) },
      { kind: 'statements', statements: Array.from({ length: wire.maxStatements }, () => statement) },
    ];
    for (const frame of largest) expect(accepted(wire.decodeFrame(wire.encodeFrame(frame)))).toEqual(frame);
  });
});

describe.each(all)('suite $suite.name', (made) => {
  const { suite, side, state, prekeys, respond, bob } = made;
  const { header, ciphertext } = made.message;

  it('throws store-damaged for stored bytes that it does not take, and nothing else', () => {
    const read = (decode: () => unknown): boolean => {
      try {
        decode();
        return true;
      } catch (error) {
        return error instanceof MeshError && error.code === 'store-damaged';
      }
    };
    fc.assert(
      fc.property(fc.oneof(mutated(state), fc.uint8Array({ maxLength: 400 })), (bytes) => {
        expect(read(() => suite.decodeState(bytes))).toBe(true);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.oneof(mutated(prekeys), fc.uint8Array({ maxLength: 400 })), (bytes) => {
        expect(read(() => suite.decodePrekeys(bytes))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('throws at no message, and takes none but its own', async () => {
    const before = side.encoded();
    const near = fc.record({ header: mutated(header), ciphertext: mutated(ciphertext) });
    const any = fc.record({ header: fc.uint8Array({ maxLength: 80 }), ciphertext: fc.uint8Array({ maxLength: 400 }) });
    await fc.assert(
      fc.asyncProperty(fc.oneof(near, any), async (forged) => {
        const same = equalBytes(forged.header, header) && equalBytes(forged.ciphertext, ciphertext);
        expect((await suite.open(side.state, forged, moment)).kind === 'accept').toBe(same);
      }),
      { numRuns: 300 },
    );
    expect(equalBytes(side.encoded(), before)).toBe(true);
  });

  it('throws at no bundle and no establishment', async () => {
    const bundle = bob.bundle();
    const { alice } = made;
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated(bundle), fc.uint8Array({ maxLength: 300 })), async (bytes) => {
        const self = { self: alice.identity, prekeys: alice.prekeys, peer: bob.peer, associatedData: utf8('a|b') };
        const taken = (await suite.initiate({ ...self, bundle: bytes, ...moment })).kind === 'accept';
        expect(taken).toBe(equalBytes(bytes, bundle));
        expect(openBundle(suite.name, bytes, alice.peer, start).kind).toBe('reject');
      }),
      { numRuns: 150 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(mutated(respond.establishment), fc.uint8Array({ maxLength: 300 })),
        async (establishment) => {
          expect((await suite.respond({ ...respond, establishment })).kind).toMatch(/^(accept|reject)$/);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('what messages say in the clear', () => {
  it('is read from any bytes without a throw, and a ratchet header has one form', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(ofPqxdh.message.header), fc.uint8Array({ maxLength: 1300 })), (header) => {
        const read = parseMessage({ header, ciphertext: new Uint8Array(28) }, undefined);
        expect(read === undefined ? header.length !== 40 : equalBytes(encodeHeader(read), header)).toBe(true);
      }),
    );
  });

  it.skipIf(ofSignal === undefined)('is read from any bytes of libsignal without a throw', () => {
    const whole = ofSignal?.message.ciphertext ?? new Uint8Array(0);
    fc.assert(
      fc.property(fc.oneof(mutated(whole), fc.uint8Array({ maxLength: 300 })), (bytes) => {
        const numbers = [
          readSignalHeader(bytes)?.counter,
          readPrekeyHeader(bytes)?.message.counter,
          readSignalHeader(bytes)?.index,
        ];
        expect(numbers.every((n) => n === undefined || (Number.isSafeInteger(n) && n <= 0xffff_ffff))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is padded in one way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(40), (bytes, zeros) => {
        const padded = concat(bytes, Uint8Array.of(0x80), new Uint8Array(zeros));
        const plain = unpad(padded);
        expect(plain === undefined || equalBytes(plain, bytes)).toBe(true);
      }),
    );
    expect(unpad(u32be(0))).toBeUndefined();
  });
});
