import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

/** Little is allowed, so whatever else reaches the server came through a hole. */
const rules = `
@id("open") permit (principal, action in [Action::"session.open", Action::"exchange.respond"], resource);
@id("read") permit (principal, action == Action::"mcp.call", resource)
when { resource.server == "files" && resource.name == "read_file" && context.arguments.hasTag("path") &&
       context.arguments.getTag("path") like "/srv/public/*" && !(context.arguments.getTag("path") like "*..*") &&
       !(context.arguments.getTag("path") like "*%*") };
@id("covered") @redact("secret")
permit (principal, action == Action::"mcp.call", resource) when { resource.name == "note" };
@id("pay") permit (principal, action == Action::"mcp.call", resource) when { resource.name == "pay" };
@id("pay.person") @approval("required")
forbid (principal, action == Action::"mcp.call", resource) when { resource.name == "pay" };
`;

let caller: TestNode;
let called: TestNode;
let server: Server;
const reached: string[] = [];
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  // Writes down every byte that comes, and answers all of it.
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      reached.push(Buffer.concat(chunks).toString('latin1'));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"jsonrpc":"2.0","id":1,"result":{"content":[]}}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/mcp`;
  // Refusals are what is looked at here; they must not add up to a quarantine.
  const config = { trust: { behaviour: { denials: 0, failuresInRow: 0 } }, mcp: { servers: { files: { url } } } };
  const nodes = await startNodes(
    { name: 'caller', config: { trust: { behaviour: { denials: 0, failuresInRow: 0 } } } },
    { name: 'called', config, policies: { 'default.cedar': rules } },
  );
  [caller, called] = nodes;
  opened.push(...nodes);
  await introduce(called, caller);
});

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  reached.length = 0;
});

interface Request {
  readonly body: string | Uint8Array;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

async function send({ body, method = 'POST', path = '', headers = [] }: Request): Promise<string> {
  const all = new Headers({ 'content-type': 'application/json', accept: 'application/json' });
  for (const [name, value] of headers) all.append(name, value);
  const asked = { method, headers: all, ...(method === 'GET' ? {} : { body }) };
  const response = await fetch(`${caller.ingressUrl}/mcp/called/files${path}`, asked);
  return await response.text();
}

const call = (name: string, args: string, id = '1'): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":${name},"arguments":${args}}}`;
const good = call('"read_file"', '{"path":"/srv/public/a"}');
const evil = call('"delete_file"', '{"path":"/srv/public/a"}');

describe('through a real pair of nodes', () => {
  it('the plain call passes byte for byte, so that the rest says something', async () => {
    const spaced = good.replace('"arguments":', ' "arguments" :\t');
    await send({ body: spaced });
    expect(reached).toEqual([spaced]);
  });

  it.each<readonly [string, Request]>([
    ['another tool', { body: evil }],
    ['a tool in other letters', { body: call('"READ_FILE"', '{"path":"/srv/public/a"}') }],
    ['a look-alike from another script', { body: call('"reаd_file"', '{"path":"/srv/public/a"}') }],
    ['full-width letters', { body: call('"ｒead_file"', '{"path":"/srv/public/a"}') }],
    ['an invisible character', { body: call('"read\\u200b_file"', '{"path":"/srv/public/a"}') }],
    ['a zero byte behind the name', { body: call('"read_file\\u0000"', '{"path":"/srv/public/a"}') }],
    ['a path upwards', { body: call('"read_file"', '{"path":"/srv/public/../secret"}') }],
    ['an encoded path upwards', { body: call('"read_file"', '{"path":"/srv/public/%2e%2e/secret"}') }],
    ['an escaped slash', { body: call('"read_file"', '{"path":"\\u002fetc/passwd"}') }],
    ['a list for a path', { body: call('"read_file"', '{"path":["/srv/public/a"]}') }],
    [
      'an entity for a path',
      { body: call('"read_file"', '{"path":{"__entity":{"type":"Path","id":"/srv/public/a"}}}') },
    ],
    ['a key twice', { body: call('"read_file"', '{"path":"/srv/public/a","path":"/etc/passwd"}') }],
    ['a key twice, once escaped', { body: call('"read_file"', '{"path":"/srv/public/a","p\\u0061th":"/etc/passwd"}') }],
    ['a name twice', { body: good.replace('"name":"read_file"', '"name":"read_file","name":"delete_file"') }],
    ['a method twice', { body: good.replace('"method":"tools/call"', '"method":"tools/list","method":"tools/call"') }],
    ['parameters twice', { body: good.replace('"params":', '"params":{},"params":') }],
    ['a prototype for a path', { body: call('"read_file"', '{"__proto__":{"path":"/srv/public/a"}}') }],
    ['a big integer', { body: call('"read_file"', '{"path":"/srv/public/a","x":9007199254740993}') }],
    ['a lone surrogate', { body: call('"read_file"', '{"path":"/srv/public/\\ud800"}') }],
    [
      'deep nesting',
      { body: call('"read_file"', `{"path":"/srv/public/a","x":${'['.repeat(200)}${']'.repeat(200)}}`) },
    ],
    ['a mark of byte order', { body: `\ufeff${good}` }],
    ['two documents', { body: `${good}${evil}` }],
    ['UTF-16', { body: Buffer.from(good, 'utf16le') }],
    [
      'bytes that are no text',
      { body: Buffer.concat([Buffer.from(good.slice(0, -4)), Buffer.from([0xc0, 0xaf]), Buffer.from('"}}}')]) },
    ],
    ['a comment', { body: `/* x */${good}` }],
    ['a batch that hides one', { body: `[${good},${evil}]` }],
    ['a batch within a batch', { body: `[${good},[${evil}]]` }],
    [
      'another method',
      { body: '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}' },
    ],
    ['a method in other letters', { body: evil.replace('tools/call', 'Tools/Call') }],
    ['a header that names a list', { body: evil, headers: [['Mcp-Method', 'tools/list']] }],
    ['a header that names another tool', { body: good, headers: [['Mcp-Name', 'delete_file']] }],
    ['a GET', { body: '', method: 'GET' }],
    ['a PUT', { body: good, method: 'PUT' }],
    ['another path', { body: good, path: '/other' }],
    ['an encoded path to elsewhere', { body: good, path: '/%2e%2e/%2e%2e/admin' }],
    [
      'a compressed body',
      { body: Buffer.from('1f8b0800000000000003', 'hex'), headers: [['content-encoding', 'gzip']] },
    ],
    [
      'a body larger than a message',
      { body: call('"read_file"', `{"path":"/srv/public/${'a'.repeat(9 * 1024 * 1024)}"}`) },
    ],
    ['a call held for a person', { body: call('"pay"', '{"amount":5}') }],
    [
      'a secret that cannot be covered',
      {
        body: call(
          '"note"',
          `{"text":"${Buffer.from('the key is AKIAIOSFODNN7EXAMPLE, keep it').toString('base64')}"}`,
        ),
      },
    ],
  ])('%s reaches nothing', async (_, request) => {
    // The ingress may cut off what it does not read; what counts is what came through.
    await send(request).catch(() => undefined);
    expect(reached).toEqual([]);
  });

  it('what was judged is what is delivered and what is recorded, covered where a rule demands it', async () => {
    await send({ body: call('"note"', '{"text":"the key is AKIAIOSFODNN7EXAMPLE"}') });
    expect(reached).toEqual([call('"note"', `{"text":"the key is ${'*'.repeat(20)}"}`)]);
    const newest = async () => {
      const { size } = await called.client.audit.entries({ from: Number.MAX_SAFE_INTEGER, limit: 1 });
      const { entries } = await called.client.audit.entries({ from: Math.max(0, size - 50), limit: 50 });
      const all = entries.map(({ entry }): Record<string, unknown> => JSON.parse(entry));
      return all.findLast((entry) => entry['resource'] === 'files/note' && entry['allowed'] === true);
    };
    const entry = await eventually('the entry is signed', newest);
    const { proofs } = await called.client.audit.proofs(String(entry['id']));
    const salt = Buffer.from(proofs.find((proof) => proof.salt !== undefined)?.salt ?? '', 'base64');
    const content = createHash('sha256')
      .update(salt)
      .update(Buffer.from(reached[0] ?? '', 'latin1'))
      .digest('base64');
    expect(entry).toMatchObject({ content, redacted: ['secret.aws-access-key'] });
  });

  it('an approval lets one of many equal calls pass, and none that differs in a byte', async () => {
    const payment = call('"pay"', '{"amount":7}');
    await send({ body: payment });
    const waits = (await called.client.approvals()).filter(({ state }) => state === 'pending');
    await called.client.answerApproval(waits.at(-1)?.id ?? '', { approve: true, by: 'ann', why: 'checked' });
    await send({ body: call('"pay"', '{"amount":7 }') });
    await send({ body: call('"pay"', '{"amount":7.0}') });
    expect(reached).toEqual([]);
    await Promise.all(Array.from({ length: 8 }, (_, i) => send({ body: call('"pay"', '{"amount":7}', String(i)) })));
    expect(reached).toHaveLength(1);
  });
});
