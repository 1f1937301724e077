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
  /** The IPv4 address of a host. */
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

/** Starts a network of these hosts; a `!` behind a name stands for a router that lets in only what was begun inside. */
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
  const names = hosts.map((host) => host.replace('!', ''));
  return {
    namespaceOf: (host) => `${prefix}${host}`,
    addressOf: (host) => `10.78.7.${names.indexOf(host) + 1}`,
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
