import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { whoDialled } from '../../../testnet/dialler.ts';
import { Door } from '../../../testnet/door.ts';
import { Faults } from '../../../testnet/faults.ts';

/** A door of `globex` with an echo behind it, and this process as the node of `acme`. */
async function opened(faults: Faults): Promise<Door> {
  const door = await Door.open('globex', { faults, nodes: () => new Map([[process.pid, 'acme']]) });
  const echo: Server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(door.inside, '127.0.0.1');
  await once(echo, 'listening');
  onTestFinished(async () => {
    await door[Symbol.asyncDispose]();
    echo.close();
  });
  return door;
}

/** What comes back of some bytes, and after how many milliseconds. */
async function sent(door: Door, bytes: Uint8Array): Promise<{ readonly back: Uint8Array; readonly ms: number }> {
  const socket = connect(door.port, '127.0.0.1').on('error', () => undefined);
  const begun = performance.now();
  socket.end(bytes);
  const back = await buffer(socket).catch(() => new Uint8Array(0));
  return { back: new Uint8Array(back), ms: performance.now() - begun };
}

const piece = new Uint8Array(3_000_000).map((_, at) => at % 251);

it('carries every byte both ways, in order', async () => {
  const { back } = await sent(await opened(new Faults()), piece);
  expect(Buffer.compare(back, piece)).toBe(0);
});

it('carries every byte in order with a delay too, each way that much later', async () => {
  const faults = new Faults();
  faults.delay('acme', 'globex', 40);
  const { back, ms } = await sent(await opened(faults), piece);
  expect(Buffer.compare(back, piece)).toBe(0);
  expect(ms).toBeGreaterThan(79);
});

it('takes nothing on a way that is cut, and again once it is healed', async () => {
  const faults = new Faults();
  faults.cut('acme', 'globex');
  const door = await opened(faults);
  expect((await sent(door, piece.subarray(0, 10))).back).toHaveLength(0);
  faults.heal();
  expect((await sent(door, piece.subarray(0, 10))).back).toHaveLength(10);
});

it('ends the connections of a way that is cut under them', async () => {
  const faults = new Faults();
  const door = await opened(faults);
  const socket = connect(door.port, '127.0.0.1').on('error', () => undefined);
  socket.write('hello');
  await once(socket, 'data');
  faults.cut('initech', 'globex');
  socket.write('still there');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  faults.cut('acme', 'globex');
  await closed;
  expect(socket.destroyed).toBe(true);
});

it('tells which process dialled, and of no other that it did', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const to = typeof address === 'object' && address !== null ? address.port : 0;
  const accepted = once(server, 'connection');
  const socket = connect(to, '127.0.0.1');
  await accepted;
  const ports = { from: socket.localPort ?? 0, to };
  expect(await whoDialled(ports, [process.ppid, process.pid])).toBe(process.pid);
  expect(await whoDialled(ports, [])).toBeUndefined();
  socket.destroy();
  server.close();
});
