import { writeSync } from 'node:fs';
import { MeshError, SecretKey, systemRandom, u32be } from '../../../src/base/base.ts';
import { openStore, type Operation } from '../../../src/store/store.ts';
import { longLives, repeated } from './support.ts';

/**
 * Commits pairs until it is killed or the disk refuses, and says on standard output what was acknowledged:
 * a line per commit, then the code of the error that ended it. Arguments: directory, byte of the data key, and `turning`
 * to turn the epochs without a pause, or `long` for a long value in each commit, which a later one removes (`longLives`).
 */
const [dir = '', keyByte = '0', mode = ''] = process.argv.slice(2);
const dataKey = SecretKey.own(new Uint8Array(32).fill(Number(keyByte)));

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/** A long value of the same bytes, and that of an earlier commit gone. */
function long(number: number, value: Uint8Array): readonly Operation[] {
  const put: Operation = { kind: 'put', space: 'part', key: u32be(number), value: repeated(value) };
  return number < longLives ? [put] : [put, { kind: 'delete', space: 'part', key: u32be(number - longLives) }];
}

try {
  const store = await openStore({ dir, dataKey, fsync: true, random: systemRandom });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const number = next++;
      const key = u32be(number);
      const value = systemRandom(600);
      await store.commit([
        { kind: 'put', space: 'outbox', key, value },
        { kind: 'put', space: 'session', key, value },
        ...(mode === 'long' ? long(number, value) : []),
      ]);
      say(String(new DataView(key.buffer, key.byteOffset).getUint32(0)));
    }
  };
  const turning = async (): Promise<void> => {
    for (let now = 1; ; now++) {
      await store.turnEpoch(now * 1e12);
      await new Promise((next) => setImmediate(next));
    }
  };
  if (mode === 'turning') void turning().catch(report);
  const ends = await Promise.allSettled(Array.from({ length: 8 }, lane));
  for (const end of ends) if (end.status === 'rejected') report(end.reason);
  await store.commit([{ kind: 'delete', space: 'outbox', key: 'x' }]).catch(report);
  say(`still readable: ${String(store.get('outbox', u32be(0)) !== undefined)}`);
  await store.close();
} catch (error) {
  report(error);
}

function report(error: unknown): void {
  say(error instanceof MeshError ? `${error.code}: ${error.message}` : `unexpected: ${String(error)}`);
}
