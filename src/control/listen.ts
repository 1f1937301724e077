import { lstat, mkdir, stat, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { MeshError } from '../base/base.ts';

const loopback = ['127.0.0.1', '::1', 'localhost'];

/** Listens on a loopback address and returns the URL. Throws MeshError 'listen-failed'. */
export async function listenTcp(server: Server, host: string, port: number): Promise<string> {
  if (!loopback.includes(host)) {
    throw new MeshError(
      'listen-failed',
      `The control API does not listen on ${host}: it is for this machine only. Use 127.0.0.1 or ::1.`,
    );
  }
  try {
    await listening(server, () => server.listen({ host, port }));
  } catch (cause) {
    const taken = codeOf(cause) === 'EADDRINUSE' ? 'another program has it' : 'the system refused it';
    throw new MeshError(
      'listen-failed',
      `The control API cannot listen on ${host} port ${port}: ${taken}. Set control.port to another one, or to 0 for any.`,
      { cause },
    );
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new MeshError('internal', 'A TCP server has no port.');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

/**
 * Listens on a Unix socket of mode 0600, in a folder that only its owner can write to (made with mode 0700 when absent).
 * What a crash left at the path is removed, when nobody answers there. Throws MeshError 'listen-failed', or
 * 'data-dir-in-use' when a node answers.
 */
export async function listenSocket(server: Server, path: string): Promise<void> {
  await ownFolder(dirname(path));
  await removeStale(path);
  // The mask is set for the one synchronous call that makes the socket: no moment in which others may open it.
  const mask = process.umask(0o177);
  try {
    const started = listening(server, () => server.listen(path));
    process.umask(mask);
    await started;
  } catch (cause) {
    throw new MeshError(
      'listen-failed',
      `The control API cannot make the socket ${path}. Check its folder, or set control.socket.`,
      { cause },
    );
  } finally {
    process.umask(mask);
  }
}

function listening(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    start();
  });
}

async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode } = await stat(folder);
  if ((mode & 0o022) === 0) return;
  throw new MeshError(
    'listen-failed',
    `The folder ${folder} can be written to by other users, who could put a socket of theirs in place of ours. Set control.socket to a path in a folder of mode 0700.`,
  );
}

async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new MeshError(
      'listen-failed',
      `${path} is no socket, so it is left as it is. Move it away, or set control.socket.`,
    );
  }
  if (await answers(path)) {
    throw new MeshError(
      'data-dir-in-use',
      `A node answers on ${path} already. Stop it with \`parley down\`, or give this one another data folder.`,
    );
  }
  await unlink(path);
}

/** Whether somebody accepts connections there; anything but a plain refusal counts as yes. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => resolve(!['ECONNREFUSED', 'ENOENT'].includes(codeOf(error) ?? '')));
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
