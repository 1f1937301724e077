import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import { ReplyStream } from '../../../src/bridge/mcp/reply-stream.ts';

function opened() {
  const told: { unread: string[]; drained: number } = { unread: [], drained: 0 };
  let detached = 0;
  const stream = new ReplyStream({
    detached: (unread) => {
      detached++;
      told.unread.push(...unread.map((message) => Buffer.from(message).toString('utf8')));
    },
    drained: () => told.drained++,
  });
  return { stream, told, detached: () => detached };
}

async function read(stream: ReplyStream): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream.body()) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

describe('ReplyStream', () => {
  it('gives each message as one event, whatever its size', async () => {
    const { stream } = opened();
    const big = `"${'x'.repeat(3 * 1024 * 1024)}"`;
    stream.push(utf8('{"a":1}'));
    stream.push(utf8(big));
    stream.end();
    expect(await read(stream)).toBe(`event: message\ndata: {"a":1}\n\nevent: message\ndata: ${big}\n\n`);
  });

  it('hands back what nobody read when reading is given up before it began', async () => {
    const { stream, told, detached } = opened();
    stream.push(utf8('{"a":1}'));
    await stream.body()[Symbol.asyncIterator]().return?.();
    expect(told.unread).toEqual(['{"a":1}']);
    expect(stream.push(utf8('{}'))).toBe(false);
    expect(detached()).toBe(1);
  });

  it('ends a wait for the next message when reading is given up', async () => {
    const { stream, detached } = opened();
    const reader = stream.body()[Symbol.asyncIterator]();
    const waiting = reader.next();
    await reader.return?.();
    expect(await waiting).toMatchObject({ done: true });
    expect(detached()).toBe(1);
  });

  it('says when it is full and when it has room again', async () => {
    const { stream, told } = opened();
    stream.push(new Uint8Array(1024 * 1024 + 1));
    expect(stream.clogged).toBe(true);
    const reader = stream.body()[Symbol.asyncIterator]();
    await reader.next();
    expect(stream.clogged).toBe(false);
    expect(told.drained).toBe(1);
    stream.push(new Uint8Array(1024 * 1024 + 1));
    stream.end();
    expect(told.drained).toBe(2);
    await reader.return?.();
  });

  it('throws what it failed with after what came before', async () => {
    const { stream } = opened();
    stream.push(utf8('{"a":1}'));
    stream.fail(new Error('broken off'));
    const reader = stream.body()[Symbol.asyncIterator]();
    expect(await reader.next()).toMatchObject({ done: false });
    await expect(reader.next()).rejects.toThrow('broken off');
  });
});
