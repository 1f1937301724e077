import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { z } from 'zod';

// Started by the conformance suite for each of its client scenarios, with the URL of the suite's server. It does what
// there is to do at any server: lists, and uses everything listed once.

const called = z.array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }));
const context = z.object({ toolCalls: called.optional() });

const { MCP_CONFORMANCE_CONTEXT: given = '{}', MCP_CONFORMANCE_PROTOCOL_VERSION: version = '' } = process.env;
const door = process.env['PARLEY_DOOR'];
const at = new URL(process.argv.at(-1) ?? '');
// Behind the mesh, the address of the suite's server travels in the query to the relay beside it.
const url = door === undefined ? at : new URL(`${door}?to=${at.port}&path=${encodeURIComponent(at.pathname)}`);

const client = new Client(
  { name: 'suite-client', version: '1.0.0' },
  {
    capabilities: { sampling: {}, roots: {}, elicitation: { form: { applyDefaults: true } } },
    versionNegotiation: { mode: version === '2026-07-28' ? 'auto' : 'legacy' },
  },
);
client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }));
client.setRequestHandler('sampling/createMessage', () => ({
  role: 'assistant',
  model: 'none',
  content: { type: 'text', text: 'Paris' },
}));
client.setRequestHandler('roots/list', () => ({ roots: [] }));
await client.connect(new StreamableHTTPClientTransport(url));

const can = client.getServerCapabilities() ?? {};
const { toolCalls = [] } = context.parse(JSON.parse(given));
const { tools } = await client.listTools();
const calls =
  toolCalls.length > 0 ? toolCalls : tools.map((tool) => ({ name: tool.name, arguments: sample(tool.inputSchema) }));
// The suite's servers refuse some of it on purpose.
for (const call of calls) await client.callTool(call).catch(() => {});
if (can.resources !== undefined) {
  for (const { uri } of (await client.listResources()).resources) await client.readResource({ uri });
}
if (can.prompts !== undefined) {
  for (const { name } of (await client.listPrompts()).prompts) await client.getPrompt({ name });
}
await client.close();
process.exit(0);

/** Arguments that fit a schema of numbers, flags and texts. */
function sample(schema: {
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}): Record<string, unknown> {
  const samples: Readonly<Record<string, unknown>> = { number: 5, integer: 5, boolean: true, string: 'text' };
  const type = z.looseObject({ type: z.string() });
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
      const read = type.safeParse(property);
      return read.success && samples[read.data.type] !== undefined ? [[key, samples[read.data.type]]] : [];
    }),
  );
}
