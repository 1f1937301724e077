import {
  createMcpHandler,
  hostHeaderValidationResponse,
  InMemoryServerEventBus,
  isLegacyRequest,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
  WebStandardStreamableHTTPServerTransport,
  type EventStore,
  type McpServer,
} from '@modelcontextprotocol/server';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** An MCP server at a URL. */
export interface McpServerAt extends AsyncDisposable {
  readonly url: string;
}

/** A server made anew for each request or session. */
export type McpFactory = () => McpServer;

type Handler = (request: Request) => Promise<Response>;

/** Serves an MCP server over Streamable HTTP in both eras: with sessions up to 2025-11-25, without for 2026-07-28. */
export async function serveMcp(create: McpFactory): Promise<McpServerAt> {
  const sessions = withSessions(create);
  const modern = withoutSessions(create);
  const server = createServer((incoming, outgoing) => {
    const handle: Handler = async (request) => {
      const refused =
        hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
        originValidationResponse(request, localhostAllowedOrigins());
      if (refused !== undefined) return refused;
      return (await isLegacyRequest(request)) ? await sessions(request) : await modern.fetch(request);
    };
    serve(incoming, outgoing, handle).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    [Symbol.asyncDispose]: async () => {
      await modern.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Each request has a server of its own, so what one tells all others goes over a bus. */
function withoutSessions(create: McpFactory) {
  const bus = new InMemoryServerEventBus();
  const modern = createMcpHandler(
    () => {
      const server = create();
      server.sendToolListChanged = () => bus.publish({ kind: 'tools_list_changed' });
      server.sendPromptListChanged = () => bus.publish({ kind: 'prompts_list_changed' });
      return server;
    },
    { legacy: 'reject', bus },
  );
  return modern;
}

/** One server for each session, and a stream that broke off can be taken up again. */
function withSessions(create: McpFactory): Handler {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  return async (request) => {
    const id = request.headers.get('mcp-session-id');
    const known = id === null ? undefined : sessions.get(id);
    if (known !== undefined) return await known.handleRequest(request);
    if (id !== null) return Response.json(sessionNotFound, { status: 404 });
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      eventStore: memory(),
      retryInterval: 500,
      onsessioninitialized: (started) => {
        sessions.set(started, transport);
      },
      onsessionclosed: (ended) => {
        sessions.delete(ended);
      },
    });
    await create().connect(transport);
    return await transport.handleRequest(request);
  };
}

const sessionNotFound = { jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null };

function memory(): EventStore {
  type Message = Parameters<EventStore['storeEvent']>[1];
  const events: { readonly stream: string; readonly message: Message }[] = [];
  return {
    storeEvent: async (stream, message) => String(events.push({ stream, message })),
    replayEventsAfter: async (last, { send }) => {
      const stream = events[Number(last) - 1]?.stream ?? '';
      const missed = events.flatMap((event, at) => (at >= Number(last) && event.stream === stream ? [at] : []));
      for (const at of missed) {
        const message = events[at]?.message;
        // A stream begins with an event without a message, whose id is all that matters.
        if (message !== undefined && 'jsonrpc' in message) await send(String(at + 1), message);
      }
      return stream;
    },
  };
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, handle: Handler): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const { method = '', url = '' } = incoming;
  const body = method === 'POST' ? Buffer.concat(chunks) : null;
  const answer = await handle(new Request(`http://localhost${url}`, { method, headers, body, signal: gone.signal }));
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  outgoing.flushHeaders();
  for await (const part of answer.body ?? []) outgoing.write(part);
  outgoing.end();
}
