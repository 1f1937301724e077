import { describe, expect, it } from 'vitest';
import { limits, utf8 } from '../../../src/base/base.ts';
import { readMcpFacts } from '../../../src/bridge/mcp/mcp-facts.ts';
import { isActionName } from '../../../src/policy/policy.ts';
import type { ExchangeRequest, Header } from '../../../src/wire/wire.ts';

function requestOf(body: unknown, more: Partial<ExchangeRequest> = {}): ExchangeRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    kind: 'request',
    protocol: 'mcp',
    target: 'files',
    method: 'POST',
    path: '',
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: utf8(text),
    ...more,
  };
}

const empty = new Uint8Array(0);

function ask(method: string, params?: unknown): object {
  return { jsonrpc: '2.0', id: 1, method, ...(params === undefined ? {} : { params }) };
}

function only(request: ExchangeRequest) {
  const facts = readMcpFacts(request);
  if (facts.kind !== 'accept') throw new Error(facts.detail);
  expect(facts.value).toHaveLength(1);
  for (const { action } of facts.value) expect(isActionName(action)).toBe(true);
  return facts.value[0];
}

describe('readMcpFacts', () => {
  it('reads a tool call with the name and the arguments that policy judges', () => {
    const body = ask('tools/call', { name: 'delete', arguments: { path: '/', deep: [1, null] }, _meta: { x: 1 } });
    const request = requestOf(body);
    expect(only(request)).toEqual({
      action: 'mcp.call',
      resource: { kind: 'tool', server: 'files', name: 'delete' },
      context: {
        protocol: 'mcp',
        sizeBytes: request.body.length,
        method: 'tools/call',
        contentType: 'application/json',
        arguments: { path: '/', deep: [1, null] },
      },
    });
  });

  it('reads a resource and a prompt by their names', () => {
    expect(only(requestOf(ask('resources/read', { uri: 'file:///etc/passwd' })))).toMatchObject({
      action: 'mcp.read',
      resource: { kind: 'mcp-resource', server: 'files', uri: 'file:///etc/passwd' },
    });
    expect(only(requestOf(ask('prompts/get', { name: 'greet', arguments: { to: 'Ada' } })))).toMatchObject({
      action: 'mcp.prompt',
      resource: { kind: 'prompt', server: 'files', name: 'greet' },
      context: { arguments: { to: 'Ada' } },
    });
  });

  it.each([
    ['initialize', 'mcp.initialize'],
    ['server/discover', 'mcp.initialize'],
    ['ping', 'mcp.initialize'],
    ['tools/list', 'mcp.list'],
    ['resources/list', 'mcp.list'],
    ['resources/templates/list', 'mcp.list'],
    ['prompts/list', 'mcp.list'],
    ['completion/complete', 'mcp.complete'],
    ['subscriptions/listen', 'mcp.listen'],
    ['resources/subscribe', 'mcp.listen'],
    ['resources/unsubscribe', 'mcp.listen'],
    ['logging/setLevel', 'mcp.listen'],
    ['tasks/get', 'mcp.other'],
    ['constructor', 'mcp.other'],
  ])('reads %s as %s on the server', (method, action) => {
    expect(only(requestOf(ask(method, {})))).toMatchObject({ action, resource: { kind: 'server', name: 'files' } });
  });

  it('reads notifications and the answers of a client as mcp.notify', () => {
    for (const body of [
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } },
      { jsonrpc: '2.0', id: 1, result: {} },
      { jsonrpc: '2.0', id: 1, error: { code: 1, message: '' } },
    ]) {
      expect(only(requestOf(body))).toMatchObject({
        action: 'mcp.notify',
        resource: { kind: 'server', name: 'files' },
      });
    }
  });

  it('reads requests without a body by their method', () => {
    const bare = (method: string) => only(requestOf('', { method, body: empty, headers: [] }));
    expect(bare('GET')).toMatchObject({ action: 'mcp.listen', context: { protocol: 'mcp', sizeBytes: 0 } });
    expect(bare('DELETE')).toMatchObject({ action: 'mcp.initialize' });
    expect(bare('OPTIONS')).toMatchObject({ action: 'mcp.other' });
  });

  it('reads every element of a batch, so that one permitted does not carry another along', () => {
    const facts = readMcpFacts(requestOf([ask('ping'), ask('tools/call', { name: 'delete' })]));
    expect(facts).toMatchObject({ kind: 'accept', value: [{ action: 'mcp.initialize' }, { action: 'mcp.call' }] });
  });

  it('accepts headers that agree with the body, in either encoding', () => {
    const body = ask('tools/call', { name: 'größe' });
    const name = `=?base64?${Buffer.from('größe').toString('base64')}?=`;
    const headers: Header[] = [
      ['MCP-METHOD', ' tools/call '],
      ['Mcp-Name', name],
    ];
    expect(readMcpFacts(requestOf(body, { headers }))).toMatchObject({ kind: 'accept' });
  });

  it.each<[string, readonly Header[]]>([
    ['another method', [['Mcp-Method', 'tools/list']]],
    ['another method in other case', [['Mcp-Method', 'Tools/Call']]],
    ['another name', [['Mcp-Name', 'read']]],
    ['a broken encoding', [['Mcp-Name', '=?base64?&&?=']]],
    ['the shortest broken encoding', [['Mcp-Name', '=?base64?=']]],
    ['bytes that are no text', [['Mcp-Name', '=?base64?/w==?=']]],
    ['two methods', [['Mcp-Method', 'tools/call'], ['mcp-method', 'tools/list']]], // prettier-ignore
    ['two names', [['Mcp-Name', 'delete'], ['mcp-name', 'read']]], // prettier-ignore
  ])('rejects headers that name %s', (_what, headers) => {
    const request = requestOf(ask('tools/call', { name: 'delete' }), { headers });
    expect(readMcpFacts(request)).toMatchObject({ kind: 'reject', reason: 'facts-invalid' });
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no UTF-8 safe value', '"\\ud800"'],
    ['a key twice', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}'],
    ['an empty batch', []],
    ['too long a batch', Array.from({ length: 65 }, () => ask('ping'))],
    ['a batch in a batch', [[ask('ping')]]],
    ['no JSON-RPC', { id: 1, method: 'ping' }],
    ['a text', '"ping"'],
    ['neither method nor result', { jsonrpc: '2.0', id: 1 }],
    ['a method that is no text', { jsonrpc: '2.0', id: 1, method: 5 }],
    ['an empty method', ask('')],
    ['too long a method', ask('m'.repeat(limits.maxTextLength + 1))],
    ['a method and a null id', { jsonrpc: '2.0', id: null, method: 'tools/call', params: { name: 'x' } }],
    ['a call without an id', { jsonrpc: '2.0', method: 'tools/call', params: { name: 'x' } }],
    ['params that are a list', ask('tools/call', ['delete'])],
    ['a tool without a name', ask('tools/call', {})],
    ['a tool whose name is no text', ask('tools/call', { name: ['delete'] })],
    ['too long a tool name', ask('tools/call', { name: 'n'.repeat(limits.maxTextLength + 1) })],
    ['a prompt without a name', ask('prompts/get', {})],
    ['a resource without a URI', ask('resources/read', {})],
  ])('rejects %s', (_what, body) => {
    expect(readMcpFacts(requestOf(body))).toMatchObject({ kind: 'reject', reason: 'facts-invalid' });
  });

  it('rejects a path below the mount, a body where none belongs, and one over the limit', () => {
    for (const request of [
      requestOf(ask('ping'), { path: '/admin' }),
      requestOf(ask('ping'), { method: 'GET' }),
      requestOf('', { body: new Uint8Array(limits.maxBodyBytes + 1) }),
    ]) {
      expect(readMcpFacts(request)).toMatchObject({ kind: 'reject', reason: 'facts-invalid' });
    }
  });
});
