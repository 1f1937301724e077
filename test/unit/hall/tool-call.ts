import { utf8 } from '../../../src/base/base.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';

/** A call of a tool that looks at something. */
export const toolCall: ExchangeRequest = {
  kind: 'request',
  protocol: 'mcp',
  target: 'tools',
  method: 'POST',
  path: '',
  headers: [['content-type', 'application/json']],
  body: utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'look', arguments: {} } })),
};

/** A body in one piece. */
export async function* one(text: string): AsyncGenerator<Uint8Array> {
  yield utf8(text);
}
