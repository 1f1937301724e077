import { fromJsonSchema, inputRequired, McpServer, type CallToolResult } from '@modelcontextprotocol/server';
import { setTimeout } from 'node:timers/promises';

let cancelled = 0;

const nothing = fromJsonSchema({ type: 'object', properties: {} });

function text(value: string): CallToolResult {
  return { content: [{ type: 'text', text: value }] };
}

/** A server of both eras that shows what a bridge could get wrong. */
export function createFixture(): McpServer {
  const server = new McpServer(
    { name: 'fixture', version: '1.0.0' },
    { capabilities: { logging: {}, tools: { listChanged: true }, resources: { subscribe: true } } },
  );
  const mirrored = { type: 'string', 'x-mcp-header': 'Text' } as const;
  const echo = fromJsonSchema<{ readonly text: string }>({
    type: 'object',
    properties: { text: mirrored },
    required: ['text'],
  });
  server.registerTool('echo', { inputSchema: echo }, ({ text: value }) => text(value));
  server.registerTool('fail', { inputSchema: nothing }, () => {
    throw new Error('it went wrong');
  });
  server.registerTool('progress', { inputSchema: nothing }, async (_args, ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    if (progressToken === undefined) return text('nobody asked');
    for (let progress = 1; progress <= 3; progress++) {
      await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 3 } });
      // The SDK's clients drop a progress notification that reaches them in one piece with the result.
      await setTimeout(20);
    }
    return text('done');
  });
  server.registerTool('log', { inputSchema: nothing }, async (_args, ctx) => {
    await ctx.mcpReq.log('info', 'a line', 'fixture');
    return text('logged');
  });
  server.registerTool('hang', { inputSchema: nothing }, async (_args, ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    if (progressToken !== undefined) {
      await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1 } });
    }
    await new Promise<void>((resolve) => {
      ctx.mcpReq.signal.addEventListener('abort', () => resolve());
    });
    cancelled++;
    return text('never read');
  });
  server.registerTool('cancelled', { inputSchema: nothing }, () => text(String(cancelled)));
  server.registerTool('ask', { inputSchema: nothing }, (_args, ctx) => {
    const answer = ctx.mcpReq.inputResponses?.['colour'];
    if (answer !== undefined) return text(`answered ${JSON.stringify(answer)}`);
    const requestedSchema = { type: 'object', properties: { colour: { type: 'string' } } } as const;
    return inputRequired({
      inputRequests: { colour: inputRequired.elicit({ message: 'Which colour?', requestedSchema }) },
    });
  });
  server.registerTool('change', { inputSchema: nothing }, () => {
    server.sendToolListChanged();
    return text('changed');
  });
  server.registerTool('noise', { inputSchema: nothing }, () => {
    process.stdout.write('this is no JSON\n\n{"jsonrpc":"1.0"}\n');
    process.stderr.write('a complaint\n');
    return text('quiet');
  });
  server.registerTool('crash', { inputSchema: nothing }, () => process.exit(3));
  server.registerTool('pid', { inputSchema: nothing }, () => text(String(process.pid)));
  server.registerTool('environment', { inputSchema: nothing }, () =>
    text(Object.keys(process.env).toSorted().join(' ')),
  );
  server.registerTool('huge', { inputSchema: nothing }, () => text('x'.repeat(5 * 1024 * 1024)));
  server.registerTool('large', { inputSchema: nothing }, () => text('x'.repeat(3 * 1024 * 1024)));
  server.registerResource('note', 'note://one', { mimeType: 'text/plain' }, () => ({
    contents: [{ uri: 'note://one', text: 'Buy milk.' }],
  }));
  server.registerPrompt('greet', { description: 'Greets' }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Say hello.' } }],
  }));
  return server;
}
