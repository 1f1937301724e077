import { describe, expect, it } from 'vitest';
import { MeshError, newMessageId, millis, parseMeshDid, type Random } from '../../../src/base/base.ts';
import { maxRunBytes, maxRunFrames, type CarriedFrame } from '../../../src/bridge/bridge.ts';
import type { Sent } from '../../../src/draft.ts';
import { FrameRuns } from '../../../src/frame-runs.ts';
import { agent } from '../identity/fixture.ts';
import { present } from './frames.ts';

const host = agent('bob').did;
const random: Random = (length) => new Uint8Array(length);
const accepted: Sent = { kind: 'accepted', id: newMessageId(millis(0), random) };

function frame(id: string, bytes = 40): CarriedFrame {
  const [from, to] = ['1', '2'].map((digit) => present(parseMeshDid(`did:mesh:${digit.repeat(32)}`)));
  const header = { dh: 'A'.repeat(43), pn: 0, n: 0 };
  return { type: 'message', from: present(from), to: present(to), id, header, ciphertext: 'A'.repeat(bytes) };
}

/** A way out that ends when the test says so. */
function open() {
  const left: { readonly ids: readonly string[]; readonly end: PromiseWithResolvers<Sent> }[] = [];
  const runs = new FrameRuns(async (_, frames) => {
    const end = Promise.withResolvers<Sent>();
    left.push({ ids: frames.map((one) => one.frame.id), end });
    return frames.map(() => end.promise);
  });
  return { runs, left, ids: () => left.map(({ ids }) => ids.join(' ')) };
}

describe('frames that go the same way', () => {
  it('go at once alone; those that come while it is on its way go together behind it', async () => {
    const { runs, left, ids } = open();
    const first = runs.add(frame('1'), host);
    const others = ['2', '3', '4'].map((id) => runs.add(frame(id), host));
    expect(ids()).toEqual(['1']);
    present(left[0]).end.resolve(accepted);
    expect(await first).toBe(accepted);
    await expect.poll(ids).toEqual(['1', '2 3 4']);
    present(left[1]).end.resolve(accepted);
    expect(await Promise.all(others)).toEqual([accepted, accepted, accepted]);
    void runs.add(frame('5'), host);
    await expect.poll(ids).toEqual(['1', '2 3 4', '5']);
  });

  it('do not wait when they are as many, or as many bytes, as go together', () => {
    const { runs, left, ids } = open();
    for (let n = 0; n <= maxRunFrames + 1; n++) void runs.add(frame(`${n}`), host);
    expect(left.map((one) => one.ids.length)).toEqual([1, maxRunFrames]);
    const large = open();
    for (const id of ['1', '2', '3']) void large.runs.add(frame(id, maxRunBytes / 2), host);
    expect(large.ids()).toEqual(['1', '2']);
    expect(ids()).toHaveLength(2);
  });

  it('leave before what must not overtake them', () => {
    const { runs, ids } = open();
    for (const id of ['1', '2', '3']) void runs.add(frame(id), host);
    runs.flush(frame('4'));
    expect(ids()).toEqual(['1', '2 3']);
  });

  it('are each told what became of it, and the next ones leave also when one fails', async () => {
    const { runs, left, ids } = open();
    const first = runs.add(frame('1'), host);
    void runs.add(frame('2'), host);
    present(left[0]).end.reject(new MeshError('store-busy', 'The disk does not keep up.'));
    await expect(first).rejects.toMatchObject({ code: 'store-busy' });
    await expect.poll(ids).toEqual(['1', '2']);
  });
});
