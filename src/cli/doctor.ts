import { ControlError, type Client, type Finding } from '../control/control.ts';
import type { Session } from './session.ts';
import { harmless, type Terminal } from './terminal.ts';

type Peer = Awaited<ReturnType<Client['peers']>>[number];

/** `parley doctor`. Throws ControlError 'refused' when something is bad. */
export async function doctor({ surroundings, terminal, place, withClient }: Session): Promise<void> {
  const running = await withClient(async (client) => {
    const [status, ready, peers] = await Promise.all([client.status(), client.ready(), client.peers()]);
    return ofRunning({ status, ready, peers });
  }).catch(stopped);
  const around = await surroundings.node.examine(place, running.isRunning);
  const findings = [...running.findings, ...around];
  const bad = findings.filter(({ state }) => state === 'bad');
  if (terminal.json) terminal.value({ healthy: bad.length === 0, findings });
  else show(terminal, findings);
  if (bad.length > 0)
    throw new ControlError('refused', `The node cannot work like this: ${bad.map(({ name }) => name).join(', ')}.`);
}

function show(terminal: Terminal, findings: readonly Finding[]): void {
  const colours = { good: 'green', warning: 'yellow', bad: 'red' } as const;
  const rows = findings.map(({ name, state, found }) => [terminal.paint(colours[state], state), name, harmless(found)]);
  terminal.table(['', 'WHAT', 'FOUND'], rows, '');
  const todo = findings.filter(({ advice }) => advice !== undefined);
  if (todo.length > 0) terminal.line();
  for (const { name, advice } of todo) terminal.line(`${terminal.paint('bold', name)}: ${advice}`);
}

interface Seen {
  readonly isRunning: boolean;
  readonly findings: readonly Finding[];
}

function stopped(error: unknown): Seen {
  if (!(error instanceof ControlError) || error.code !== 'not-running') throw error;
  const advice = 'Start it with `parley up`.';
  return { isRunning: false, findings: [{ name: 'node', state: 'warning', found: 'it is not running', advice }] };
}

interface Told {
  readonly status: { readonly pid: number; readonly version: string };
  readonly ready: {
    readonly ready: boolean;
    readonly reasons: readonly string[];
    readonly warnings: readonly string[];
  };
  readonly peers: readonly Peer[];
}

function ofRunning({ status, ready, peers }: Told): Seen {
  const node: Finding = ready.ready
    ? { name: 'node', state: 'good', found: `process ${status.pid}, version ${status.version}, takes work` }
    : { name: 'node', state: 'bad', found: ready.reasons.join('; '), advice: 'Mend what it names, then look again.' };
  const warnings = ready.warnings.map((warning): Finding => ({
    name: 'node',
    state: 'warning',
    found: warning,
    advice: 'Mend what it names.',
  }));
  return { isRunning: true, findings: [node, ...warnings, ...peers.map(ofPeer)] };
}

function ofPeer({ alias, did, connected, standing, addresses, queued, trust }: Peer): Finding {
  const name = `peer ${alias ?? did}`;
  if (standing !== 'active')
    return {
      name,
      state: 'warning',
      found: `it is ${standing}, so nothing passes`,
      advice: `Ask its operator; \`parley trust ${alias ?? did} --explain\` says what is known of it.`,
    };
  if (connected) return { name, state: 'good', found: `connected, ${trust.tier} (${trust.score})` };
  const waiting = queued === 0 ? '' : `, and ${queued} messages wait for it`;
  if (addresses.length > 0)
    return {
      name,
      state: 'warning',
      found: `not connected${waiting}`,
      advice: `It was not reached at ${addresses.join(' or ')}: it may be down, or its address may have changed.`,
    };
  return {
    name,
    state: 'warning',
    found: `not connected, and no address of it is known${waiting}`,
    advice: 'It has to come to us: check that it knows an address of this node that it can reach (`listen`).',
  };
}
