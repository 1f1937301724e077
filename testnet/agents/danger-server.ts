import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const note = 'Water the plants on Friday.';

/** An MCP server with one harmless and one dangerous tool, for trying out policies; it deletes nothing. */
function createDangerServer(): McpServer {
  const server = new McpServer({ name: 'danger', version: '1.0.0' });
  server.registerTool(
    'read_note',
    {
      title: 'Read the note',
      description: 'Returns the note that is kept here.',
      inputSchema: fromJsonSchema({ type: 'object', properties: {} }),
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    () => ({ content: [{ type: 'text', text: note }] }),
  );
  server.registerTool(
    'delete_everything',
    {
      title: 'Delete everything',
      description: 'Says that everything below a path was deleted.',
      inputSchema: fromJsonSchema<{ readonly path: string }>({
        type: 'object',
        properties: { path: { type: 'string', description: 'What to delete' } },
        required: ['path'],
      }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    ({ path }) => ({ content: [{ type: 'text', text: `Deleted everything below ${path}.` }] }),
  );
  return server;
}

serveStdio(createDangerServer);
