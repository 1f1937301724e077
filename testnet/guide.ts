import { commandOf, quoted } from './guide-common.ts';
import type { Story } from './story.ts';
import type { Paint } from './table.ts';

/** What to try on a running network: addresses, and commands to paste into another terminal. */
export function guideLines({ testnet, refusals }: Story, paint: Paint): readonly string[] {
  if (testnet === undefined) return [];
  const { acme, globex, initech } = testnet;
  const parley = (organisation: { readonly dir: string }, rest: string): string =>
    `${commandOf(organisation.dir)} ${rest}`;
  const sections: readonly (readonly [title: string, ...commands: readonly string[]])[] = [
    [
      "A2A, through Acme's node to the agent behind Globex's. An SDK client takes this address for the agent's own:",
      acme.a2a(globex),
      post(`${acme.a2a(globex)}rpc`, a2aSend, ['A2A-Version: 1.0']),
    ],
    [
      'MCP, to two servers behind Globex. Any client with Streamable HTTP takes these addresses:',
      acme.mcp(globex, 'everything'),
      acme.mcp(globex, 'danger'),
      post(acme.mcp(globex, 'danger'), toolCall('read_note', {}), mcpHeaders('read_note')),
    ],
    [
      "Why the calls of the scenario were refused, at the node that refused; and one more that Acme's policy refuses:",
      ...refusals.map(({ at, id }) => parley(at, `explain ${id}`)),
      post(acme.mcp(globex, 'danger'), toolCall('read_note', { why: 'CONFIDENTIAL' }), mcpHeaders('read_note')),
    ],
    [
      'Messages, and who is there. Try it with the other node stopped, too:',
      parley(acme, `send ${initech.alias} 'Hello, Initech'`),
      parley(initech, 'inbox'),
      parley(acme, 'peers'),
      parley(globex, 'status'),
    ],
  ];
  return sections.flatMap(([title, ...commands]) => [paint('bold', title), ...commands.map((line) => `  ${line}`), '']);
}

const a2aSend = {
  jsonrpc: '2.0',
  id: 1,
  method: 'SendMessage',
  params: { message: { messageId: 'm1', role: 'ROLE_USER', parts: [{ text: 'hello' }] } },
};

/** What the protocol without sessions wants in every request. */
const modernClient = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'curl', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

function toolCall(name: string, args: object): object {
  return { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args, _meta: modernClient } };
}

function mcpHeaders(name: string): readonly string[] {
  return [
    'Accept: application/json, text/event-stream',
    'MCP-Protocol-Version: 2026-07-28',
    'Mcp-Method: tools/call',
    `Mcp-Name: ${name}`,
  ];
}

function post(url: string, body: object, headers: readonly string[]): string {
  const all = ['Content-Type: application/json', ...headers].map((header) => `-H ${quoted(header)}`);
  return `curl -sw '\\n' ${url} ${all.join(' ')} -d ${quoted(JSON.stringify(body))}`;
}
