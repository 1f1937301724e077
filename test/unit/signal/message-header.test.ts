import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrekeyHeader, readSignalHeader } from '../../../src/signal/message-header.ts';
import { forged, varint } from './forged.ts';
import { bareLibrary, connected, establish, isMissing, Side, text, why } from './pair.ts';

describe.skipIf(isMissing)(`the clear part of libsignal's messages (${why})`, () => {
  it('is read as libsignal reads it', async () => {
    const { SignalMessage } = await bareLibrary();
    const [a, b] = await connected();
    for (let turn = 0; turn < 8; turn++) {
      const [from, to] = turn % 2 === 0 ? [a, b] : [b, a];
      for (const { ciphertext, header } of await from.run(3)) {
        const message = SignalMessage.deserialize(Uint8Array.from(ciphertext));
        const read = readSignalHeader(ciphertext);
        expect(read?.counter).toBe(message.counter());
        const [version, epoch, index] = message.pqRatchet();
        expect([1, read?.epoch, read?.index]).toEqual([version, epoch, index]);
        expect((await to.open({ header, ciphertext })).kind).toBe('accept');
      }
    }
  });

  it('of a first message names the prekeys of the bundle', async () => {
    const { PreKeySignalMessage } = await bareLibrary();
    for (const bundles of [1, 21]) {
      const { initiator, usedOneTimePrekey } = await establish(bundles);
      const { ciphertext } = await new Side(initiator).seal(text(0));
      const message = PreKeySignalMessage.deserialize(Uint8Array.from(ciphertext));
      const read = readPrekeyHeader(ciphertext);
      expect(read?.oneTimePrekeyId).toBe(usedOneTimePrekey);
      expect(read?.oneTimePrekeyId ?? null).toBe(message.preKeyId());
      expect(read?.signedPrekeyId).toBe(message.signedPreKeyId());
      expect(read?.kyberPrekeyId).toBe(usedOneTimePrekey ?? message.signedPreKeyId());
    }
  });

  it('is never read as another number than libsignal reads, whatever was put in', async () => {
    const { SignalMessage } = await bareLibrary();
    const [a] = await connected();
    const { ciphertext } = await a.seal(text(0));
    const counterIn = (bytes: Uint8Array): number | undefined => {
      try {
        return SignalMessage.deserialize(Uint8Array.from(bytes)).counter();
      } catch {
        return undefined;
      }
    };
    let compared = 0;
    fc.assert(
      fc.property(fc.nat(ciphertext.length - 1), fc.uint8Array({ maxLength: 6 }), (place, inserted) => {
        const changed = Uint8Array.from([...ciphertext.subarray(0, place), ...inserted, ...ciphertext.subarray(place)]);
        const counter = counterIn(changed);
        const read = readSignalHeader(changed);
        if (read === undefined || counter === undefined) return;
        compared++;
        expect(read.counter).toBe(counter);
      }),
      { numRuns: 2000 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

describe('the reader of the clear part', () => {
  const key = [0x0a, 33, 5, ...Array<number>(32).fill(7)];
  const position = [0x2a, 3, 1, 1, 9];
  const message = (...fields: readonly (readonly number[])[]): Uint8Array =>
    Uint8Array.from([0x44, ...fields.flat(), ...Array<number>(8).fill(0)]);

  it('reads what is there', () => {
    expect(readSignalHeader(message(key, [0x10, 5], position))).toMatchObject({ counter: 5, epoch: 1, index: 9 });
    const large = readSignalHeader(message(key, [0x10, ...varint(0xffff_ffff)], position));
    expect(large?.counter).toBe(0xffff_ffff);
  });

  it('refuses a field twice, a number over 32 bits, a group, a missing field and another version', () => {
    const refused = [
      message(key, [0x10, 5], [0x10, 6], position),
      message(key, [0x10, ...varint(0x1_0000_0000)], position),
      message(key, [0x10, 0x85, 0x80, 0x80, 0x80, 0x80, 0x00], position),
      message(key, [0x10, 5], [0x33], position, [0x34]),
      message(key, position),
      message(key, [0x10, 5]),
      message(key, [0x10, 5], [0x2a, 3, 2, 1, 9]),
      message(key, [0x10, 5], [0x2a, 2, 1, 1]),
      message([0x10, 5], position),
      message(key, [0x10, 5], [0x2a, 90, 1, 1, 9]),
      new Uint8Array(0),
      Uint8Array.of(0x44),
    ];
    for (const bytes of refused) expect(readSignalHeader(bytes)).toBeUndefined();
    const older = message(key, [0x10, 5], position);
    older[0] = 0x33;
    expect(readSignalHeader(older)).toBeUndefined();
  });

  it('reads any bytes without an error, and nothing without the version in front', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const versioned = Uint8Array.from([0x44, ...bytes]);
        for (const read of [readSignalHeader, readPrekeyHeader]) {
          expect(() => read(versioned)).not.toThrow();
          expect(read(Uint8Array.from([0x43, ...bytes]))).toBeUndefined();
        }
      }),
    );
  });
});

describe.skipIf(isMissing)(`a forged message (${why})`, () => {
  it('differs from the true one in the forged number alone', async () => {
    const [a] = await connected();
    const { ciphertext } = await a.seal(text(0));
    expect(forged(ciphertext, {})).toEqual(Uint8Array.from(ciphertext));
    expect(readSignalHeader(forged(ciphertext, { counter: 300 }))?.counter).toBe(300);
    expect(readSignalHeader(forged(ciphertext, { index: 300 }))?.index).toBe(300);
  });
});
