import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../src/base/base.ts';
import { frameBody, joinRun, maxRunBytes, maxRunFrames, splitRun } from '../../../src/bridge/bridge.ts';
import { readCarriedFrame } from '../../../src/bridge/agentmesh/frame.ts';
import { received } from '../hall/frames.ts';

const did = (digit: string): string => `did:mesh:${digit.repeat(32)}`;

function body(changes: Readonly<Record<string, unknown>> = {}): Uint8Array {
  const header = { dh: 'A'.repeat(43), pn: 0, n: 0 };
  const frame = { type: 'message', from: did('1'), to: did('2'), id: '1', header, ciphertext: 'A'.repeat(40) };
  return utf8(JSON.stringify({ ...frame, ...changes }));
}

/** As it comes from the wire: nothing is known of it. */
const sent = (bodies: readonly Uint8Array[]): Uint8Array => new Uint8Array(joinRun(bodies));

describe('a run of frames', () => {
  it('is taken apart into the bodies that it was made of, here and where it arrives', () => {
    const bodies = [body(), body({ id: '2', more: 'line\nend' }), body({ id: '3' })];
    expect(splitRun(joinRun(bodies))).toEqual(bodies);
    expect(splitRun(sent(bodies))).toEqual(bodies);
  });

  it('of one frame is the frame, and is not taken apart', () => {
    const one = frameBody(received(readCarriedFrame(body())));
    expect(joinRun([one])).toBe(one);
    expect(splitRun(new Uint8Array(one))).toBeUndefined();
  });

  it.each([
    ['frames of several senders', [body(), body({ from: did('3') })]],
    ['frames for several receivers', [body(), body({ to: did('3') })]],
    ['anything but messages', [body(), body({ type: 'error', detail: 'no' })]],
    ['what is no frame', [body(), utf8('{}')]],
    ['an empty line', [body(), new Uint8Array(0), body()]],
    ['a message in clear', [body(), body({ plaintext: true })]],
    ['more frames than one has', Array.from({ length: maxRunFrames + 1 }, (_, id) => body({ id: `${id}` }))],
    ['more bytes than one has', [body(), body({ ciphertext: 'A'.repeat(maxRunBytes) })]],
  ])('is not made of %s: as one frame it is malformed', (_, bodies) => {
    const run = sent(bodies);
    expect(splitRun(run)).toBeUndefined();
    expect(readCarriedFrame(run)).toMatchObject({ kind: 'reject', reason: 'malformed' });
  });

  it('has room for as many frames as it may have', () => {
    const bodies = Array.from({ length: maxRunFrames }, (_, id) => body({ id: `${id}` }));
    expect(splitRun(sent(bodies))).toHaveLength(maxRunFrames);
  });

  it('does not end with a line end', () => {
    expect(splitRun(concat(body(), utf8('\n')))).toBeUndefined();
  });
});
