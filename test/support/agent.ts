import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pass } from 'node:timers/promises';
import { z } from 'zod';

/** An A2A agent and an MCP server in this process, so that they outlive the node before them and can count. */
export interface CountingAgent extends AsyncDisposable {
  /** What a node is configured with to have them behind it; the MCP server's name is `tools`. */
  readonly config: { readonly agent: object; readonly mcp: object };
  /** How often each call id was asked for. */
  readonly counts: ReadonlyMap<string, number>;
  /** Resolves when this call has come, before it is answered. */
  asked(id: string): Promise<void>;
  /** Resolves when this call's connection was broken off before its answer was complete. */
  left(id: string): Promise<void>;
  /** Everything that was asked, as it came. */
  readonly bodies: readonly string[];
}

const asRequest = z.looseObject({
  id: z.union([z.string(), z.number()]),
  method: z.string(),
  params: z.looseObject({
    message: z.looseObject({ messageId: z.string() }).optional(),
    arguments: z.looseObject({ call: z.string(), text: z.string().optional() }).optional(),
  }),
});

/** Pieces of a streamed answer. */
export const streamedPieces = 4;
/** What a call is named that shall never be answered. */
export const endless = 'endless';

/** What a call is named that gets a longer answer than any buffer on its way holds. */
export const huge = 'huge';
const hugeBytes = 24 * 1024 * 1024;

/** Starts both on one loopback port. Each answer takes `workMs`; the result names the call. */
export async function startCountingAgent(workMs = 0, say = 'done'): Promise<CountingAgent> {
  const counts = new Map<string, number>();
  const bodies: string[] = [];
  const asked = signals();
  const left = signals();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    bodies.push(text);
    const { id, method, params } = asRequest.parse(JSON.parse(text));
    const call = params.message?.messageId ?? params.arguments?.call ?? 'none';
    counts.set(call, (counts.get(call) ?? 0) + 1);
    response.once('close', () => {
      if (!response.writableFinished) left.give(call);
    });
    asked.give(call);
    if (call.includes(endless)) return;
    await pass(workMs);
    if (method === 'SendStreamingMessage') await stream(response, { id, call, workMs, say });
    else {
      const text = call.includes(huge) ? say.repeat(Math.ceil(hugeBytes / say.length)) : say;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(result(id, call, text)));
    }
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    config: { agent: { a2a: { url: `${url}/a2a` } }, mcp: { servers: { tools: { url: `${url}/mcp` } } } },
    counts,
    bodies,
    asked: asked.wait,
    left: left.wait,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
}

interface Streamed {
  readonly id: string | number;
  readonly call: string;
  readonly workMs: number;
  readonly say: string;
}

async function stream(response: ServerResponse, { id, call, workMs, say }: Streamed): Promise<void> {
  response.setHeader('content-type', 'text/event-stream');
  for (let piece = 1; piece <= streamedPieces; piece++) {
    response.write(`data: ${JSON.stringify({ ...result(id, call, say), piece })}\n\n`);
    await pass(workMs);
  }
  response.end();
}

function result(id: string | number, call: string, say: string): object {
  const message = { messageId: `re-${call}`, role: 'ROLE_AGENT', parts: [{ text: say }] };
  return { jsonrpc: '2.0', id, result: { message, content: [{ type: 'text', text: `${say} ${call}` }] } };
}

/** Things that happen once by name, and can be waited for before and after. */
function signals(): { give: (name: string) => void; wait: (name: string) => Promise<void> } {
  const all = new Map<string, PromiseWithResolvers<void>>();
  const of = (name: string): PromiseWithResolvers<void> => {
    const known = all.get(name) ?? Promise.withResolvers<void>();
    all.set(name, known);
    return known;
  };
  return { give: (name) => of(name).resolve(), wait: async (name) => await of(name).promise };
}
