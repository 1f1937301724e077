import { z } from 'zod';

/** An MCP client, of whichever generation. */
export interface McpCaller extends AsyncDisposable {
  /** The names of the tools. */
  list(): Promise<readonly string[]>;
  /** The text that a tool answers. */
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<string>;
}

const protocolVersion = '2025-11-25';
const answered = z.looseObject({
  result: z.looseObject({}).optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});
const listed = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });
const told = z.looseObject({ content: z.array(z.looseObject({ text: z.string().optional() })) });

/**
 * A client of MCP 2025-11-25 over Streamable HTTP in as few lines as it takes, for a package that brings no SDK. It asks for
 * one answer at a time, and takes it as JSON or as the last event of a stream.
 */
export async function plainMcpCaller(url: string, signal: AbortSignal): Promise<McpCaller> {
  let session: string | undefined;
  let count = 0;
  const post = async (message: object): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': protocolVersion,
        ...(session === undefined ? {} : { 'mcp-session-id': session }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      signal,
    });
  const ask = async (method: string, params: object): Promise<object> => {
    const response = await post({ id: ++count, method, params });
    session = response.headers.get('mcp-session-id') ?? session;
    const { result, error } = answered.parse(JSON.parse(messageIn(await response.text())));
    if (error !== undefined) throw new Error(error.message);
    return result ?? {};
  };
  await ask('initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'testnet', version: '1.0.0' } });
  await post({ method: 'notifications/initialized' }).then((response) => response.arrayBuffer());
  return {
    list: async () => listed.parse(await ask('tools/list', {})).tools.map(({ name }) => name),
    call: async (name, args) =>
      told
        .parse(await ask('tools/call', { name, arguments: args }))
        .content.map(({ text }) => text ?? '')
        .join(''),
    [Symbol.asyncDispose]: async () => {
      if (session === undefined) return;
      await fetch(url, { method: 'DELETE', headers: { 'mcp-session-id': session } }).catch(() => undefined);
    },
  };
}

/** The body, or the data of the last event in it. */
function messageIn(body: string): string {
  const data = body.split('\n').filter((line) => line.startsWith('data:'));
  return data.at(-1)?.slice('data:'.length) ?? body;
}
