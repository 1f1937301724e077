import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Three letters that no other program's namespaces begin with; the process makes them its own. */
const prefix = `pl${process.pid % 10_000}`;

/** A network of namespaces, each a host of its own. */
export interface Lab extends AsyncDisposable {
  /** The namespace of a host. */
  namespaceOf(host: string): string;
  /** The IPv4 address of a host, as it knows it itself. */
  addressOf(host: string): string;
  /** Tells the switch something, as switch.py takes it; resolves when that is so. */
  tell(command: string): Promise<void>;
}

/** Why this machine can have no such network; undefined when it can. */
export function whyNoLab(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (process.getuid?.() !== 0) return 'only root makes network namespaces';
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun';
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'add', `${prefix}x`], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', `${prefix}x`], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'python3 is missing, or `ip netns add` does not work here';
  }
}

/**
 * Starts a network of these hosts. Behind a name, `!` stands for a router that lets in only what was begun inside, and `~` for one
 * that translates addresses as well: then the host has an address that leads there from nowhere else. With `@` and an IPv4 address
 * at its end a host has that one, as public addresses are needed where private ones are treated apart.
 */
export async function startLab(hosts: readonly string[]): Promise<Lab> {
  const script = fileURLToPath(new URL('switch.py', import.meta.url));
  const child = spawn('python3', [script, prefix, ...hosts], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async (word: string): Promise<void> => {
    const { value } = await lines.next();
    if (value !== word) throw new Error(`The switch said ${String(value)} instead of ${word}.`);
  };
  await said('ready');
  const names = hosts.map((host) => host.replace(/[!~]?(?:@.*)?$/, ''));
  const addresses = hosts.map(
    (host, n) => host.split('@')[1] ?? `${host.endsWith('~') ? '192.168.78' : '10.78.7'}.${n + 1}`,
  );
  return {
    namespaceOf: (host) => `${prefix}${host}`,
    addressOf: (host) => addresses[names.indexOf(host)] ?? '',
    tell: async (command) => {
      child.stdin.write(`${command}\n`);
      await said('ok');
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
