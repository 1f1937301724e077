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

/** Random sequences over every suite that this machine can load. */
export async function sessionSimulations(): Promise<readonly Simulation[]> {
  const signal = await loadSignalSuite();
  const subjects: readonly Subject[] = [
    ...[...suites.values()].map((suite) => ({ suite, randomNonces: true, keyName: ratchetPosition })),
    ...(signal === undefined ? [] : [{ suite: signal, randomNonces: false, keyName: signalPosition }]),
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
