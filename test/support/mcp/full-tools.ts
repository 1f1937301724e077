import { fromJsonSchema, type CallToolResult, type McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { picture, sound } from './full-content.ts';

/** No arguments. */
export const nothing = fromJsonSchema({ type: 'object', properties: {} });

/** The result that is one text. */
export function text(value: string): CallToolResult {
  return { content: [{ type: 'text', text: value }] };
}

/** What the client of this request says that it can do (2026-07-28); nothing in the eras with sessions. */
export function capabilitiesOf(ctx: ServerContext): Readonly<Record<string, unknown>> {
  const said = new Map<string, unknown>(Object.entries(ctx.mcpReq.envelope ?? {}));
  const capabilities = said.get('io.modelcontextprotocol/clientCapabilities');
  return typeof capabilities === 'object' && capabilities !== null ? { ...capabilities } : {};
}

/**
 * Has a question sent on the stream of the call that it belongs to (Streamable HTTP, "Sending Messages to the Server").
 * Without it the SDK takes the session's own stream, and drops the question when the client's GET comes after its POST.
 */
function onStreamOf(ctx: ServerContext): { readonly relatedRequestId: string | number } {
  return { relatedRequestId: ctx.mcpReq.id };
}

/** The time between two steps of a tool that tells of its steps, milliseconds. */
const stepMs = 50;

/** Tools of the eras with sessions; most serve 2026-07-28 too. */
export function addTools(server: McpServer): void {
  addContentTools(server);
  addToolsThatTell(server);
  addToolsThatAsk(server);
  addSchemas(server);
}

function addContentTools(server: McpServer): void {
  const resource = { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'This is an embedded resource.' };
  const mixed = { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: '{"test":"data"}' };
  const image = { type: 'image', data: picture, mimeType: 'image/png' } as const;
  const audio = { type: 'audio', data: sound, mimeType: 'audio/wav' } as const;
  const kinds: Readonly<Record<string, CallToolResult>> = {
    test_simple_text: text('This is a simple text response for testing.'),
    test_image_content: { content: [image] },
    test_audio_content: { content: [audio] },
    test_embedded_resource: { content: [{ type: 'resource', resource }] },
    test_multiple_content_types: {
      content: [{ type: 'text', text: 'Multiple content types test:' }, image, { type: 'resource', resource: mixed }],
    },
  };
  for (const [name, result] of Object.entries(kinds)) {
    server.registerTool(name, { description: `Returns ${name}`, inputSchema: nothing }, () => result);
  }
  server.registerTool('test_error_handling', { description: 'Always fails', inputSchema: nothing }, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
}

function addToolsThatTell(server: McpServer): void {
  const logging = { description: 'Logs while it works', inputSchema: nothing };
  server.registerTool('test_tool_with_logging', logging, async (_args, ctx) => {
    for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await ctx.mcpReq.log('info', line);
      await setTimeout(stepMs);
    }
    return text('Logged.');
  });
  const progressing = { description: 'Tells how far it is', inputSchema: nothing };
  server.registerTool('test_tool_with_progress', progressing, async (_args, ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        const params = { progressToken, progress, total: 100, message: `Step ${progress}` };
        await ctx.mcpReq.notify({ method: 'notifications/progress', params });
      }
      await setTimeout(stepMs);
    }
    return text(`Done: ${String(progressToken)}`);
  });
  const reconnecting = { description: 'Closes its stream and goes on', inputSchema: nothing };
  server.registerTool('test_reconnection', reconnecting, async (_args, ctx) => {
    ctx.http?.closeSSE?.();
    await setTimeout(2 * stepMs);
    return text('You came back.');
  });
}

function addToolsThatAsk(server: McpServer): void {
  const sampling = { description: 'Asks a model', inputSchema: z.object({ prompt: z.string() }) };
  server.registerTool('test_sampling', sampling, async ({ prompt }, ctx) => {
    const messages = [{ role: 'user', content: { type: 'text', text: prompt } }] as const;
    const { content } = await ctx.mcpReq.requestSampling({ messages: [...messages], maxTokens: 100 }, onStreamOf(ctx));
    return text(`LLM response: ${JSON.stringify(content)}`);
  });
  const word = { type: 'string' } as const;
  const eliciting = { description: 'Asks a person', inputSchema: z.object({ message: z.string() }) };
  server.registerTool('test_elicitation', eliciting, async ({ message }, ctx) => {
    const requestedSchema = {
      type: 'object',
      properties: { username: word, email: word },
      required: ['username', 'email'],
    } as const;
    const asked = { message, requestedSchema: { ...requestedSchema, required: ['username', 'email'] } };
    const answer = await ctx.mcpReq.elicitInput(asked, onStreamOf(ctx));
    return text(`User response: ${JSON.stringify(answer)}`);
  });
  const defaults = { description: 'Asks with defaults', inputSchema: nothing };
  server.registerTool('test_elicitation_sep1034_defaults', defaults, async (_args, ctx) => {
    const requestedSchema = { type: 'object' as const, properties: defaulted, required: [] };
    const answer = await ctx.mcpReq.elicitInput(
      { message: 'Please review the form', requestedSchema },
      onStreamOf(ctx),
    );
    return text(`Elicitation completed: ${JSON.stringify(answer)}`);
  });
  const enums = { description: 'Asks for choices', inputSchema: nothing };
  server.registerTool('test_elicitation_sep1330_enums', enums, async (_args, ctx) => {
    const requestedSchema = { type: 'object' as const, properties: choices, required: [] };
    const answer = await ctx.mcpReq.elicitInput({ message: 'Please choose', requestedSchema }, onStreamOf(ctx));
    return text(`Elicitation completed: ${JSON.stringify(answer)}`);
  });
}

const defaulted = {
  name: { type: 'string' as const, default: 'John Doe' },
  age: { type: 'integer' as const, default: 30 },
  score: { type: 'number' as const, default: 95.5 },
  status: { type: 'string' as const, enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean' as const, default: true },
};

const options = ['option1', 'option2', 'option3'];
const titled = ['First', 'Second', 'Third'].map((title, at) => ({ const: `value${at + 1}`, title: `${title} Option` }));
const choices = {
  untitledSingle: { type: 'string' as const, enum: options },
  titledSingle: { type: 'string' as const, oneOf: titled },
  legacyEnum: {
    type: 'string' as const,
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['Option One', 'Option Two', 'Option Three'],
  },
  untitledMulti: { type: 'array' as const, items: { type: 'string' as const, enum: options } },
  titledMulti: { type: 'array' as const, items: { anyOf: titled } },
};

function addSchemas(server: McpServer): void {
  const inputSchema = fromJsonSchema(everyKeyword);
  server.registerTool(
    'json_schema_2020_12_tool',
    { description: 'Tool with JSON Schema 2020-12 features', inputSchema },
    () => text('Taken.'),
  );
  const region = { type: 'string', 'x-mcp-header': 'Region' } as const;
  const mirrored = fromJsonSchema<{ readonly region: string }>({
    type: 'object',
    properties: { region, note: { type: 'string' } },
    required: ['region'],
  });
  server.registerTool('test_headers', { description: 'Repeats a header', inputSchema: mirrored }, ({ region }) =>
    text(`Region ${region}`),
  );
}

const conditional = new Map<string, unknown>([
  ['if', { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] }],
  ['then', { required: ['phone'] }],
  ['else', { required: ['email'] }],
]);

/** A schema with keywords that a bridge could lose. */
const everyKeyword = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object' as const,
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object' as const,
      properties: { street: { type: 'string' as const }, city: { type: 'string' as const } },
    },
  },
  properties: {
    name: { type: 'string' as const },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string' as const, enum: ['phone', 'email'] },
    phone: { type: 'string' as const },
    email: { type: 'string' as const },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  // An object that has a `then` of its own would be taken for a promise.
  ...Object.fromEntries(conditional),
  additionalProperties: false,
};
