import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';

function createBenchServer(): McpServer {
  const server = new McpServer({ name: 'bench', version: '1.0.0' });
  server.registerTool('hello', { description: 'Says hello.' }, () => ({ content: [{ type: 'text', text: 'hello' }] }));
  return server;
}

/** As the SDK's documentation does it for servers without sessions: a server for each request. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Its optional properties are typed without `undefined`, which the SDK's own interface does not match exactly.
  const server: { connect(transport: object): Promise<void>; close(): Promise<void> } = createBenchServer();
  const transport = new StreamableHTTPServerTransport();
  response.once('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
}

/** An MCP server of the official SDK over Streamable HTTP, without sessions; prints its URL. */
export async function runMcpServer(): Promise<void> {
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  console.log(`${await listen(server)}/mcp`);
}
