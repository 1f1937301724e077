import { connect } from 'node:net';
import { plainServer } from '../agents/programs.ts';
import type { Organisation } from '../organisation.ts';
import { plainMcpCaller } from '../plain-caller.ts';
import { failureOf, refusalIn } from '../refusal.ts';
import { essential, meshOf, opening, organisation, separate, type Play, type Stage } from '../stage.ts';

/** Calls of one agent in a minute, beyond which it is shut out; the honest one stays far below. */
const callsPerMinute = 120;
/** Honest calls in each measurement. */
const samples = 15;
/** Connections that bring rubbish, and how many at once: more than a node lets prove themselves at one time. */
const rubbish = { connections: 96, atOnce: 48 };
/** A connection that says rubbish has to be ended by the other side within this, milliseconds. */
const patienceMs = 20_000;

/** A node is sent rubbish, and then more than it wants: both end outside, and honest calls go on. */
export function playFlood(stage: Stage): Play {
  const [victim = '', flooder = '', honest = ''] = stage.dice.shuffled(stage.names);
  const one = (name: string): Organisation => organisation(stage, name);
  const during = async (work: Promise<unknown>, signal: AbortSignal): Promise<string> => {
    const [times] = await Promise.all([honestCalls(one(honest), one(victim), { signal }), work]);
    return `${times.length} honest calls answered meanwhile, the slowest in ${Math.round(Math.max(...times))} ms`;
  };
  return {
    steps: [
      ...opening(stage, { [victim]: { mcp: { desk: plainServer }, behaviour: { callsPerMinute } } }),
      essential('honest calls', async (signal) => {
        const times = await honestCalls(one(honest), one(victim), { signal });
        return `${honest} to ${victim}: ${times.length} calls, the slowest took ${Math.round(Math.max(...times))} ms`;
      }),
      separate('rubbish at the door', async (signal) => {
        const { length } = await one(victim).client.peers();
        const pieces = Array.from({ length: rubbish.connections }, () => stage.dice.bytes(stage.dice.between(1, 4096)));
        const seen = await during(throwIn(portOf(one(victim)), pieces, signal), signal);
        if ((await one(victim).client.peers()).length !== length) throw new Error('rubbish became a peer');
        return `${pieces.length} connections with random bytes, all ended by the node; ${seen}`;
      }),
      essential('too many calls', async (signal) => {
        const calls = { answered: 0, reason: '' };
        const seen = await during(
          (async () => {
            await using desk = await plainMcpCaller(one(flooder).mcp(one(victim), 'desk'), signal);
            while (calls.reason === '' && calls.answered <= callsPerMinute)
              await desk.call('read_note', {}).then(
                () => void calls.answered++,
                (error: unknown) => void (calls.reason = refusalIn(error).reason),
              );
          })(),
          signal,
        );
        const { quarantine } = await one(victim).client.trust(one(flooder).did);
        if (calls.reason !== 'quarantined' || quarantine?.cause !== 'burst')
          throw new Error(`after ${calls.answered} calls it met ${calls.reason}, quarantine: ${quarantine?.cause}`);
        return `${flooder} made ${calls.answered} calls, then: ${calls.reason} for a ${quarantine.cause}; ${seen}`;
      }),
      separate('the flooder stays out', async (signal) => {
        const call = plainMcpCaller(one(flooder).mcp(one(victim), 'desk'), signal);
        const { reason } = refusalIn(await failureOf(call.then((desk) => desk.call('read_note', {}))));
        const others = meshOf(stage).organisations.filter(({ name }) => name !== victim && name !== flooder);
        for (const other of others) await honestCalls(other, one(victim), { signal, count: 1 });
        return `${flooder}: ${reason}; ${others.map(({ name }) => name).join(', ')}: answered`;
      }),
    ],
    guide: () => [],
  };
}

/** Calls one after another; gives how long each took, milliseconds. Throws when one is not answered. */
async function honestCalls(
  from: Organisation,
  to: Organisation,
  { signal, count = samples }: { readonly signal: AbortSignal; readonly count?: number },
): Promise<readonly number[]> {
  await using desk = await plainMcpCaller(from.mcp(to, 'desk'), signal);
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const begun = performance.now();
    await desk.call('read_note', {});
    times.push(performance.now() - begun);
  }
  return times;
}

function portOf({ door }: Organisation): number {
  return Number(door.split('/').at(-1));
}

/** Brings every piece over a connection of its own; resolves when the other side has ended them all. */
async function throwIn(port: number, pieces: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
  for (let at = 0; at < pieces.length; at += rubbish.atOnce)
    await Promise.all(pieces.slice(at, at + rubbish.atOnce).map((piece) => bring(port, piece, signal)));
}

async function bring(port: number, piece: Uint8Array, signal: AbortSignal): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  // Reset is an end like another.
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(piece);
  const late = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const giveUp = (): void => void socket.destroy();
  late.addEventListener('abort', giveUp, { once: true });
  await new Promise((resolve) => socket.once('close', resolve));
  late.removeEventListener('abort', giveUp);
  if (late.aborted) throw new Error('a connection with rubbish was left open');
}
