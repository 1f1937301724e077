import { createInterface } from 'node:readline';

/** An MCP server on stdio whose tools answer as no server may; each is named for what it does. */
interface Asked {
  readonly id?: string | number;
  readonly method: string;
  readonly params?: { readonly name?: string };
}

const tools = ['well', 'rubbish', 'twice', 'batch', 'latin1', 'key', 'version', 'huge', 'exit', 'half', 'nothing'];

function asked(line: string): Asked {
  return JSON.parse(line);
}

function answer(id: string | number, text: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', content: [{ type: 'text', text }] } });
}

function list(id: string | number): string {
  const listed = tools.map((name) => ({ name, inputSchema: { type: 'object', properties: {} } }));
  return JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', tools: listed } });
}

const say = (bytes: string | Buffer, then?: () => void): void => void process.stdout.write(bytes, then);
const leave = (): void => process.exit(3);

const misdeeds: Readonly<Record<string, (id: string | number) => void>> = {
  well: (id) => say(`${answer(id, 'well')}\n`),
  rubbish: (id) => say(`hello\n[]\n{"jsonrpc"\n"id"\n\u0000\n${answer('nobody', 'no')}\n${answer(id, 'in the end')}\n`),
  twice: (id) => say(`${answer(id, 'first')}\n${answer(id, 'second')}\n`),
  batch: (id) => say(`[${answer(id, 'one of a batch')}]\n`),
  latin1: (id) => say(Buffer.from(`${answer(id, 'n\u00f6')}\n`, 'latin1')),
  key: (id) => say(`${answer(id, 'a key').replace('{', '{"id":0,')}\n`),
  version: (id) => say(`${answer(id, 'one').replace('2.0', '1.0')}\n`),
  huge: (id) => say(`${answer(id, 'x'.repeat(5 * 1024 * 1024))}\n`),
  exit: leave,
  half: (id) => say(answer(id, 'half').slice(0, 40), leave),
  nothing: () => undefined,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = asked(line);
  if (id === undefined) continue;
  if (method === 'tools/list') say(`${list(id)}\n`);
  else if (method === 'tools/call') misdeeds[params?.name ?? '']?.(id);
  else say(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } })}\n`);
}
