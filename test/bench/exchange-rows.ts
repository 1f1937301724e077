import { Asker, type Load } from './http-load.ts';
import { addedRow, interleave, rateRow, timeRow, type Round, type Row } from './measure.ts';
import type { Pair } from './mesh.ts';

const perRound = 40;
const inFlight = 16;
const perRateRound = 240;
const warmUp = 1500;

/** The agent and the server that are called, where they are themselves. */
export interface Counterparts {
  /** Base URL of the A2A agent. */
  readonly a2a: string;
  /** URL of the MCP server. */
  readonly mcp: string;
  /** URL of a plain reverse proxy. */
  readonly proxy: string;
}

/** A2A calls through two nodes against the same calls made directly. */
export async function a2aRows(
  pair: Pair,
  { a2a }: Counterparts,
  run: { rounds: number; suffix: string },
): Promise<readonly Row[]> {
  const direct = (i: number): Load => a2aCall(`${a2a}/rpc`, i);
  const through = (i: number): Load => a2aCall(`${pair.a.ingress}/a2a/b/rpc`, i);
  using asker = new Asker(inFlight);
  const rounds = await compared(asker, direct, through, run.rounds);
  const rates = await interleave(
    Math.ceil(run.rounds / 4),
    async () => [await asker.rate(perRateRound, inFlight, direct)],
    async () => [await asker.rate(perRateRound, inFlight, through)],
  );
  return [
    timeRow(`a2a.through-two-nodes${run.suffix}`, 'ms', rounds),
    addedRow(`a2a.added${run.suffix}`, 'ms', rounds),
    rateRow(`a2a.rate${run.suffix}`, 'calls/s', rates),
  ];
}

/** MCP tool calls through two nodes against the same calls made directly. */
export async function mcpRows(
  pair: Pair,
  { mcp }: Counterparts,
  run: { rounds: number; suffix: string },
): Promise<readonly Row[]> {
  using asker = new Asker(inFlight);
  const rounds = await compared(
    asker,
    (i) => mcpCall(mcp, i),
    (i) => mcpCall(`${pair.a.ingress}/mcp/b/tools`, i),
    run.rounds,
  );
  return [
    timeRow(`mcp.through-two-nodes${run.suffix}`, 'ms', rounds),
    addedRow(`mcp.added${run.suffix}`, 'ms', rounds),
  ];
}

/** Samples of both in turns, after enough calls to warm the nodes up. */
export async function compared(
  asker: Asker,
  direct: (i: number) => Load,
  through: (i: number) => Load,
  rounds: number,
): Promise<readonly Round[]> {
  // A node that has just started runs code that is not compiled yet, at half its later speed.
  await asker.times(perRound, direct);
  await asker.rate(warmUp, inFlight, through);
  await asker.times(perRound, through);
  return await interleave(
    rounds,
    () => asker.times(perRound, direct),
    () => asker.times(perRound, through),
  );
}

/** A `SendMessage` that the agent answers at once. */
export function a2aCall(url: string, i: number): Load {
  const message = { messageId: `m-${i}`, role: 'ROLE_USER', parts: [{ text: 'hello' }] };
  return {
    place: { url },
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'a2a-version': '1.0' },
    body: JSON.stringify({ jsonrpc: '2.0', id: i, method: 'SendMessage', params: { message } }),
  };
}

function mcpCall(url: string, i: number): Load {
  return {
    place: { url },
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: i, method: 'tools/call', params: { name: 'hello', arguments: {} } }),
  };
}
