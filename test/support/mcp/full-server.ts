import { McpServer } from '@modelcontextprotocol/server';
import { dialogue } from './dialogue.ts';
import { addDiagnostics } from './full-diagnostics.ts';
import { addInputTools } from './full-input.ts';
import { addPrompts, addResources } from './full-content.ts';
import { addTools } from './full-tools.ts';

/**
 * An MCP server of both eras with everything that the official conformance suite asks a server for: each kind of
 * content, progress, logging, sampling, elicitation, roots, dialogues in rounds, subscriptions, completion.
 */
export function createFullServer(): McpServer {
  const server = new McpServer(
    { name: 'full-server', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
      requestState: dialogue,
    },
  );
  addTools(server);
  addInputTools(server);
  addDiagnostics(server);
  addResources(server);
  addPrompts(server);
  return server;
}
