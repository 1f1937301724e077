// The smallest A2A agent that is of use for trying things: it repeats what it is told. Node.js alone runs it.
import { createServer } from 'node:http';

const port = Number(process.argv[2] ?? 9000);
const url = `http://127.0.0.1:${port}`;
const card = {
  name: 'Echo',
  description: 'Repeats what it is told.',
  version: '1.0.0',
  supportedInterfaces: [{ url: `${url}/rpc`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
  capabilities: {},
  defaultInputModes: ['text/plain'],
  defaultOutputModes: ['text/plain'],
  skills: [{ id: 'echo', name: 'Echo', description: 'Repeats a text.', tags: ['echo'] }],
};

/** The answer to one JSON-RPC request. */
function answer({ id, method, params }) {
  if (method !== 'SendMessage') return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  const said = params.message.parts.map((part) => part.text ?? '').join('');
  const message = { messageId: crypto.randomUUID(), role: 'ROLE_AGENT', parts: [{ text: `You said: ${said}` }] };
  return { jsonrpc: '2.0', id, result: { message } };
}

createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  const reply = request.method === 'POST' ? answer(JSON.parse(body)) : card;
  response.setHeader('content-type', 'application/json').end(JSON.stringify(reply));
}).listen(port, '127.0.0.1', () => console.log(`An agent that repeats what it is told: ${url}`));
