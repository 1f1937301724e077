import protobuf from 'protobufjs/minimal.js';
import { concat, u32be } from '../../src/base/base.ts';
import { suites, type Message } from '../../src/session/session.ts';
import { readPrekeyHeader, readSignalHeader } from '../../src/signal/message-header.ts';
import { loadSignalSuite } from '../../src/signal/signal.ts';
import type { Subject } from './session-party.ts';
import { beginnings, SessionWorld } from './sessions.ts';
import type { Simulation } from './simulation.ts';

/** Events of one sequence. */
const steps = 50;

/** Ratchet key and message number: the same in both suites of this project. */
const ratchetPosition = ({ header }: Message): Uint8Array => concat(header.subarray(0, 32), header.subarray(36, 40));

/** The same, where libsignal has it. */
function signalPosition({ ciphertext }: Message): Uint8Array {
  const clear = readSignalHeader(ciphertext) ?? readPrekeyHeader(ciphertext)?.message;
  if (clear === undefined) throw new Error('not a message of libsignal');
  return concat(clear.ratchetKey, u32be(clear.counter));
}

const nonceBytes = 12;
const blockBytes = 16;
/** Of a SignalMessage and of a PreKeySignalMessage, in libsignal's wire.proto: the sealed text, and the message inside. */
const bodyField = 4;

/** The first block that libsignal sealed: its key and IV come from the ratchet alone. */
function signalBlock({ header, ciphertext }: Message): Uint8Array {
  const isPrekeyMessage = header[0] === 3;
  const message = isPrekeyMessage ? fieldOf(ciphertext.subarray(1), bodyField) : ciphertext;
  return fieldOf(message.subarray(1, -8), bodyField).subarray(0, blockBytes);
}

/** The bytes of one field of a protobuf message. */
function fieldOf(bytes: Uint8Array, field: number): Uint8Array {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    if (tag >>> 3 === field) return reader.bytes();
    reader.skipType(tag & 7);
  }
  throw new Error('not a message of libsignal');
}

/** Random sequences over every suite that this machine can load. */
export async function sessionSimulations(): Promise<readonly Simulation[]> {
  const signal = await loadSignalSuite();
  const subjects: readonly Subject[] = [
    ...[...suites.values()].map((suite) => ({
      suite,
      keyName: ratchetPosition,
      firstBlock: ({ ciphertext }: Message) => ciphertext.subarray(0, nonceBytes),
    })),
    ...(signal === undefined ? [] : [{ suite: signal, keyName: signalPosition, firstBlock: signalBlock }]),
  ];
  return subjects.map((subject) => {
    const from = beginnings(subject);
    return {
      name: `sessions/${subject.suite.name}`,
      run: async (seed) => {
        const world = new SessionWorld(subject, from, seed);
        await world.run(steps);
        return world.faults;
      },
    };
  });
}
