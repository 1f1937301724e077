import { createInterface } from 'node:readline';

// An MCP server on stdio (2025-11-25) in as few lines as it takes, for a package that brings no SDK: one harmless tool, one
// dangerous one that deletes nothing, and one that pays nobody.

interface Request {
  readonly id?: number | string;
  readonly method: string;
  readonly params?: {
    readonly name?: string;
    readonly arguments?: Readonly<Record<string, unknown>>;
    readonly protocolVersion?: string;
  };
}

const harmless = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const tools = [
  {
    name: 'read_note',
    description: 'Returns the note that is kept here.',
    inputSchema: { type: 'object', properties: {} },
    annotations: harmless,
  },
  {
    name: 'delete_everything',
    description: 'Says that everything below a path was deleted.',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    annotations: { ...harmless, readOnlyHint: false, destructiveHint: true },
  },
  {
    name: 'pay',
    description: 'Says that an amount was paid.',
    inputSchema: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
    annotations: { ...harmless, readOnlyHint: false },
  },
];

function answerTo({ method, params }: Request): object | undefined {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion ?? '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'plain', version: '1.0.0' },
      };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools };
    case 'tools/call':
      return { content: [{ type: 'text', text: said(params?.name, params?.arguments ?? {}) }] };
    default:
      return undefined;
  }
}

function said(tool: string | undefined, args: Readonly<Record<string, unknown>>): string {
  if (tool === 'pay') return `Paid ${JSON.stringify(args['amount'])}.`;
  if (tool === 'delete_everything') return `Deleted everything below ${JSON.stringify(args['path'])}.`;
  return 'Water the plants on Friday.';
}

for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  if (request.id === undefined) continue;
  const result = answerTo(request);
  const answer = result === undefined ? { error: { code: -32_601, message: 'Method not found' } } : { result };
  console.log(JSON.stringify({ jsonrpc: '2.0', id: request.id, ...answer }));
}
