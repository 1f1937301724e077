import { constants } from 'node:fs';
import { access, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { MeshError } from './base/base.ts';
import type { Config } from './config.ts';
import type { Finding } from './control/control.ts';
import { accepts, examineReach } from './doctor-reach.ts';
import { isOpenToOthers } from './secret-file.ts';
import { loadSignalSuite } from './signal/signal.ts';
import { policyTools } from './policy-tools.ts';
import { describeUnlock } from './unlock.ts';

/** Free space below which to warn, bytes: some hundred thousand messages, and room for LevelDB to compact. */
const lowSpaceBytes = 1024 ** 3;
/** A sync beyond which delivery is slow, milliseconds; a disk without a cache that survives power loss takes ten. */
const slowSyncMs = 30;
/** How far a file may be ahead of the clock, milliseconds: file systems round. */
const clockSlackMs = 5000;

/**
 * Looks at everything around a node that can keep it from working and that is visible from this machine without the
 * keyring being opened. Changes nothing but a file of a moment in the data folder. `running`: what a node that runs says of
 * itself; its ports are not tried then.
 */
export async function examine(
  config: Config,
  running: { readonly addresses: readonly string[] } | undefined,
): Promise<readonly Finding[]> {
  const checks = [
    nodeVersion(),
    dataFolder(config),
    keyring(config),
    disk(config),
    clock(config),
    policies(config),
    suites(config),
    ...(running === undefined ? ports(config) : []),
    ...examineReach(config, running?.addresses),
    ...agents(config),
  ];
  return Promise.all(checks);
}

function good(name: string, found: string): Finding {
  return { name, state: 'good', found };
}

async function nodeVersion(): Promise<Finding> {
  return good('Node.js', process.version);
}

async function dataFolder({ data }: Config): Promise<Finding> {
  const name = 'data folder';
  const found = await stat(data).catch(() => undefined);
  if (found === undefined)
    return { name, state: 'bad', found: `${data} is missing`, advice: 'Run `parley init`, or restore a backup.' };
  if ((found.mode & 0o077) !== 0)
    return {
      name,
      state: 'warning',
      found: `others may enter ${data} (mode ${(found.mode & 0o777).toString(8)})`,
      advice: 'Run `chmod 700` on it; the node does so when it starts.',
    };
  const writable = await access(data, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (writable) return good(name, data);
  return { name, state: 'bad', found: `${data} cannot be written`, advice: 'Run the node as the user who owns it.' };
}

async function keyring({ keyring: { file, unlock } }: Config): Promise<Finding> {
  const name = 'keyring';
  if ((await stat(file).catch(() => undefined)) === undefined)
    return { name, state: 'bad', found: `${file} is missing`, advice: 'Run `parley init`, or restore a backup.' };
  if (unlock.kind !== 'key-file' && unlock.kind !== 'passphrase-file')
    return good(name, `unlocked by ${describeUnlock(unlock)}, which is not looked at here`);
  const secret = await stat(unlock.path).catch(() => undefined);
  if (secret === undefined)
    return {
      name,
      state: 'bad',
      found: `${unlock.path}, which unlocks it, is missing`,
      advice: 'Put it back, or name another way under `keyring` in parley.yaml.',
    };
  if (isOpenToOthers(unlock.path, secret))
    return {
      name,
      state: 'bad',
      found: `others may read ${unlock.path} (mode ${(secret.mode & 0o777).toString(8)})`,
      advice: 'Run `chmod 600` on it. If others could read it for long, rotate the key.',
    };
  return good(name, `unlocked by ${unlock.path}`);
}

async function disk({ data, store }: Config): Promise<Finding> {
  const name = 'disk';
  const probe = join(data, `.doctor-${process.pid}`);
  try {
    const { bavail, bsize } = await statfs(data);
    const free = bavail * bsize;
    const syncMs = await timeSync(probe);
    const found = `${gigabytes(free)} free, ${syncMs.toFixed(1)} ms a sync`;
    if (free < lowSpaceBytes)
      return {
        name,
        state: 'warning',
        found,
        advice: 'Make room: a full disk stops the node until it is started again.',
      };
    if (store.fsync && syncMs > slowSyncMs)
      return { name, state: 'warning', found, advice: 'Every call waits for several syncs: use a faster disk.' };
    return good(name, found);
  } catch {
    return { name, state: 'bad', found: `nothing can be written in ${data}`, advice: 'Check space, quota and owner.' };
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** The median of a few syncs of a block. */
async function timeSync(probe: string): Promise<number> {
  await using file = await open(probe, 'w', 0o600);
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    await file.write(Buffer.alloc(4096));
    const from = performance.now();
    await file.datasync();
    times.push(performance.now() - from);
  }
  return times.toSorted((a, b) => a - b)[2] ?? 0;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

/** A clock that was put back shows in files of the future. */
async function clock({ data }: Config): Promise<Finding> {
  const name = 'clock';
  const now = Date.now();
  const folder = join(data, 'db');
  const files = await readdir(folder).catch(() => []);
  const times = await Promise.all(
    files.map(async (file) => (await stat(join(folder, file)).catch(() => undefined))?.mtimeMs),
  );
  const ahead = Math.max(0, ...times.map((time) => (time ?? 0) - now));
  if (ahead <= clockSlackMs) return good(name, new Date(now).toISOString());
  return {
    name,
    state: 'bad',
    found: `the database was written ${Math.round(ahead / 1000)} s in the future`,
    advice: 'Set the clock, and keep it set (NTP): peers refuse what is more than half a minute off.',
  };
}

async function policies({ policies: folder }: Config): Promise<Finding> {
  const name = 'policies';
  try {
    const { policies: count } = await policyTools.check(folder);
    if (count > 0) return good(name, `${count} in ${folder}`);
    return { name, state: 'warning', found: `none in ${folder}`, advice: 'Without a permit everything is refused.' };
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    const [first = ''] = error.message.split('\n').filter((line) => line.includes(':'));
    return {
      name,
      state: 'bad',
      found: first,
      advice: 'Run `parley policy check`: it shows every mistake in its place.',
    };
  }
}

async function suites({ suites: wanted }: Config): Promise<Finding> {
  const name = 'cipher suites';
  if (!wanted.includes('signal') || (await loadSignalSuite()) !== undefined) return good(name, wanted.join(', '));
  const rest = wanted.filter((suite) => suite !== 'signal');
  if (rest.length > 0) return good(name, `${rest.join(', ')} (signal is not installed)`);
  return {
    name,
    state: 'bad',
    found: 'signal is the only one in `suites`, and it is not installed',
    advice: 'Install @signalapp/libsignal-client, or add pqxdh to `suites`.',
  };
}

function ports({ ingress, control, listen }: Config): readonly Promise<Finding>[] {
  const own = [
    { name: 'ingress port', host: ingress.host, port: ingress.port },
    { name: 'control port', host: control.host, port: control.port },
  ];
  const mesh = listen.flatMap((address) => {
    const [, , host, , port] = /^\/(ip4|ip6)\/([^/]+)\/(tcp)\/(\d+)$/.exec(address) ?? [];
    return host === undefined || port === undefined ? [] : [{ name: 'mesh port', host, port: Number(port) }];
  });
  return [...own, ...mesh].map(portIsFree);
}

async function portIsFree({ name, host, port }: { name: string; host: string; port: number }): Promise<Finding> {
  if (port === 0) return good(name, 'any free one');
  const server = createServer();
  const code = await new Promise<string | undefined>((tell) => {
    server.once('error', (error) => tell('code' in error ? String(error.code) : 'failed'));
    server.listen({ host, port, exclusive: true }, () => tell(undefined));
  });
  await new Promise<void>((closed) => server.close(() => closed()));
  if (code === undefined) return good(name, `${host}:${port} is free`);
  const advice =
    code === 'EADDRINUSE'
      ? 'Stop the other program, or name another port in parley.yaml.'
      : 'Name an address of this machine.';
  return { name, state: 'bad', found: `${host}:${port} cannot be taken (${code})`, advice };
}

function agents({ agent, mcp }: Config): readonly Promise<Finding>[] {
  const a2a = agent.a2a === undefined ? [] : [reachable('A2A agent', agent.a2a.url)];
  const servers = Object.entries(mcp.servers).map(([name, server]) =>
    'url' in server ? reachable(`MCP server ${name}`, server.url) : command(`MCP server ${name}`, server.command),
  );
  return [...a2a, ...servers];
}

async function reachable(name: string, url: string): Promise<Finding> {
  const { hostname, port, protocol } = new URL(url);
  const at = { host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  if (await accepts(at)) return good(name, `${at.host}:${at.port} accepts connections`);
  return {
    name,
    state: 'warning',
    found: `nobody answers on ${at.host}:${at.port}`,
    advice: 'Start it, or mend its URL in parley.yaml: until then calls from others fail with agent-unreachable.',
  };
}

/** Whether the program that is started for each client is there. */
async function command(name: string, program: string): Promise<Finding> {
  const places = program.includes('/') ? [resolve(program)] : pathFolders().map((folder) => join(folder, program));
  for (const place of places) {
    const there = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return good(name, `starts ${place}`);
  }
  return {
    name,
    state: 'warning',
    found: `there is no program ${program}`,
    advice: 'Install it, or give its full path in parley.yaml.',
  };
}

function pathFolders(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}
