import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const bytes = 16 * 1024 * 1024;

/** A body in which every part is another one. */
function bodyOf(name: string): Buffer {
  const body = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 32) createHash('sha256').update(`${name} ${at}`).digest().copy(body, at);
  return body;
}

async function arrivedParts(node: TestNode, id: string): Promise<number> {
  const { waits, state } = await node.client.trace(id);
  return state === 'accepted' ? (waits?.arrived ?? 0) : 64;
}

async function received(node: TestNode): Promise<readonly Uint8Array[]> {
  const bodies: Uint8Array[] = [];
  const signal = AbortSignal.timeout(20_000);
  for await (const message of node.client.inbox({ signal })) {
    bodies.push(message.body);
    await message.ack();
    if ((await node.client.status()).inbox === 0) break;
  }
  return bodies;
}

describe('a message of 16 MiB', () => {
  it.each(['sender', 'recipient'] as const)(
    'arrives once and whole, though its %s is killed with SIGKILL in the middle',
    async (who) => {
      const nodes = await startNodes({ name: 'north' }, { name: 'south' });
      const [north, south] = nodes;
      await using _north = north;
      await using _south = south;
      await introduce(north, south);
      const body = bodyOf(who);
      const { id } = await north.client.send({ to: 'south', body });
      // More than are on their way at once: the last of these left behind a write that knows of some before.
      const parts = await eventually('some parts', async () => {
        const count = await arrivedParts(north, id);
        return count > 16 && count;
      });
      expect(parts).toBeLessThan(64);
      const victim = who === 'sender' ? north : south;
      await victim.kill();
      await victim.restart();
      // What had arrived is known, but for what was written last.
      expect(await arrivedParts(north, id)).toBeGreaterThan(0);
      await eventually('its end', async () => (await north.client.trace(id)).state === 'delivered', 60_000);
      const bodies = await received(south);
      expect(bodies.map((one) => body.equals(one))).toEqual([true]);
    },
    120_000,
  );
});
