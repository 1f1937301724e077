import { once } from 'node:events';
import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { carryOut, type Ordered } from './carry-out.ts';

/** One order is a line of JSON, and so is the answer; longer ones are not read. */
const maxLine = 4096;
/** Longest wait for an order to be carried out, milliseconds: a node has to start in it. */
export const orderMs = 60_000;
/** What a path of a Unix socket may have on every system, bytes. */
const maxSocketPath = 100;

const orderIn = z.strictObject({ words: z.array(z.string()).max(8) });
const answerIn = z.union([z.strictObject({ lines: z.array(z.string()) }), z.strictObject({ error: z.string() })]);

/** Takes orders until it is closed. */
export interface OrderTaker extends AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Takes orders for a network on a Unix socket in its folder, which only this user may open, and writes down where that is.
 * Throws an Error when the path of the folder is too long for a socket.
 */
export async function takeOrders(ordered: Ordered, dir: string): Promise<OrderTaker> {
  const path = socketIn(dir);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(ordered, socket).catch(() => socket.destroy());
  });
  await rm(path, { force: true });
  // The socket is made within `listen`, so nobody else can open it even for a moment.
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, 'listening');
  const note = join(await ownFolder(), 'newest');
  await writeFile(note, dir, { mode: 0o600 });
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    if ((await readFile(note, 'utf8').catch(() => '')) === dir) await rm(note, { force: true });
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { close, [Symbol.asyncDispose]: close };
}

/** Gives an order to the network in a folder, or to the newest one. Throws an Error with what came in the way. */
export async function giveOrder(words: readonly string[], dir: string | undefined): Promise<readonly string[]> {
  const folder = dir ?? (await readFile(join(await ownFolder(), 'newest'), 'utf8').catch(() => undefined));
  if (folder === undefined) throw new Error('No network is up. Start one first.');
  const socket = connect(socketIn(folder));
  try {
    await once(socket, 'connect').catch(() => {
      throw new Error(`The network in ${folder} is not up.`);
    });
    socket.write(`${JSON.stringify({ words })}\n`);
    const line = await lineFrom(socket);
    if (line === undefined) throw new Error(`The network in ${folder} ended without an answer.`);
    const answer = answerIn.parse(JSON.parse(line));
    if ('error' in answer) throw new Error(answer.error);
    return answer.lines;
  } finally {
    socket.destroy();
  }
}

async function serve(ordered: Ordered, socket: Socket): Promise<void> {
  const line = await lineFrom(socket);
  if (line === undefined || line.length > maxLine) return void socket.destroy();
  const told = await answerTo(ordered, line);
  socket.end(`${JSON.stringify(told)}\n`);
}

async function answerTo(ordered: Ordered, line: string): Promise<z.output<typeof answerIn>> {
  try {
    const { words } = orderIn.parse(JSON.parse(line));
    return { lines: [...(await carryOut(ordered, words, AbortSignal.timeout(orderMs)))] };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function lineFrom(socket: Socket): Promise<string | undefined> {
  for await (const line of createInterface({ input: socket })) return line;
  return undefined;
}

function socketIn(dir: string): string {
  const path = join(dir, 'testnet.sock');
  if (Buffer.byteLength(path) <= maxSocketPath) return path;
  throw new Error(`${dir} is too long for a socket in it. Choose a folder with a shorter path.`);
}

/** A folder of this user's alone, where it is written which network is the newest. Throws an Error when it is another's. */
async function ownFolder(): Promise<string> {
  const { uid, username } = userInfo();
  const path = join(tmpdir(), `parley-testnet-of-${uid < 0 ? username : uid}`);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const stats = await lstat(path);
  const isOurs = stats.isDirectory() && (uid < 0 || (stats.uid === uid && (stats.mode & 0o077) === 0));
  if (isOurs) return path;
  throw new Error(`${path} is not a folder of this user alone. Remove it, or name the network with --dir.`);
}
