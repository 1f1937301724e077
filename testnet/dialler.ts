import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/** One end of a connection over loopback: the port it comes from, and the port it goes to. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

/**
 * Which of these processes of ours dialled a connection over 127.0.0.1; undefined when none did, or it cannot be told. A
 * door is one address for everyone, so who comes through it is asked of the system: Linux says it in /proc, other systems
 * through `lsof`. Noise hides it from everybody else.
 */
export async function whoDialled(ports: Ports, pids: readonly number[]): Promise<number | undefined> {
  if (process.platform === 'linux') return ownerInProc(ports, pids);
  return process.platform === 'win32' ? undefined : ownerByLsof(ports, pids);
}

async function ownerInProc(ports: Ports, pids: readonly number[]): Promise<number | undefined> {
  const inode = inodeIn(await readFile('/proc/net/tcp', 'latin1'), ports);
  if (inode === undefined) return undefined;
  const owns = await Promise.all(pids.map((pid) => hasOpen(pid, `socket:[${inode}]`)));
  return pids[owns.indexOf(true)];
}

/** The inode of a socket in the table of the kernel (proc(5)): addresses in hexadecimal, the inode in the tenth column. */
function inodeIn(table: string, { from, to }: Ports): string | undefined {
  const local = `0100007F:${hex(from)}`;
  const remote = `0100007F:${hex(to)}`;
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns[1] === local && columns[2] === remote) return columns[9];
  }
  return undefined;
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

async function hasOpen(pid: number, target: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // A process that ended, or a file that was closed meanwhile, is not the one.
  const files = await readdir(folder).catch(() => []);
  const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')));
  return links.includes(target);
}

async function ownerByLsof({ from, to }: Ports, pids: readonly number[]): Promise<number | undefined> {
  const args = ['-nP', '-a', '-p', pids.join(','), `-iTCP@127.0.0.1:${from}`, '-sTCP:ESTABLISHED', '-Fpn'];
  const { stdout } = await promisify(execFile)('lsof', args).catch(() => ({ stdout: '' }));
  const arrow = `127.0.0.1:${from}->127.0.0.1:${to}`;
  let pid: number | undefined;
  for (const line of stdout.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line === `n${arrow}`) return pid;
  }
  return undefined;
}
