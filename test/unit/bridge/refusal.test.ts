import { describe, expect, it } from 'vitest';
import { fromUtf8, parseMessageId, utf8 } from '../../../src/base/base.ts';
import type { Refused } from '../../../src/bridge/outcome.ts';
import { renderRefusal } from '../../../src/bridge/refusal.ts';
import type { ExchangeProtocol, ExchangeRequest } from '../../../src/wire/wire.ts';

const messageId = parseMessageId('0123456789abcdef0123456789abcdef');
const denied: Refused = { kind: 'refused', reason: 'policy-denied', messageId, side: 'remote' };

function request(protocol: ExchangeProtocol, body: string, rest: Partial<ExchangeRequest> = {}): ExchangeRequest {
  return { kind: 'request', protocol, target: '', method: 'POST', path: '', headers: [], body: utf8(body), ...rest };
}

function render(of: ExchangeRequest, refused: Refused): { status: number; body: unknown } {
  const { status, body } = renderRefusal(of, refused);
  return { status, body: JSON.parse(fromUtf8(body) ?? '') };
}

const call = '{"jsonrpc":"2.0","id":"x7","method":"SendMessage"}';
const info = {
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason: 'POLICY_DENIED',
  domain: 'parley.mesh',
  metadata: { side: 'remote', messageId },
};

describe('a refusal', () => {
  it('of an A2A JSON-RPC call is 403 with the id of the request and an ErrorInfo', () => {
    expect(render(request('a2a', call), denied)).toMatchObject({
      status: 403,
      body: { jsonrpc: '2.0', id: 'x7', error: { code: -32050, data: [info] } },
    });
  });

  it('over HTTP+JSON is a google.rpc.Status', () => {
    expect(render(request('a2a', '{}', { path: '/message:send' }), denied)).toMatchObject({
      status: 403,
      body: { error: { code: 403, status: 'PERMISSION_DENIED', details: [info] } },
    });
  });

  it('of an MCP request is 200, so that its client shows the message; of a notification or stream 403', () => {
    expect(render(request('mcp', call), denied)).toMatchObject({
      status: 200,
      body: { id: 'x7', error: { code: -32050 } },
    });
    expect(render(request('mcp', '{"jsonrpc":"2.0","method":"n"}'), denied).status).toBe(403);
    expect(render(request('mcp', '', { method: 'GET' }), denied)).toMatchObject({
      status: 403,
      body: { error: { code: 403 } },
    });
  });

  describe('of a call that waits for approval', () => {
    const held: Refused = { ...denied, reason: 'approval-required' };
    const message = '"message":{"messageId":"m","contextId":"c","parts":[]}';

    it('is a task in AUTH_REQUIRED where the request is a SendMessage, in every binding and version', () => {
      const rpc = (method: string): ExchangeRequest =>
        request('a2a', `{"jsonrpc":"2.0","id":"x7","method":"${method}","params":{${message}}}`);
      const state = 'TASK_STATE_AUTH_REQUIRED';
      const task = { id: messageId, contextId: 'c', status: { state, message: { role: 'ROLE_AGENT' } } };
      expect(render(rpc('SendMessage'), held)).toMatchObject({ status: 200, body: { id: 'x7', result: { task } } });
      const rest = request('a2a', `{${message}}`, { path: '/v1/message:send' });
      expect(render(rest, held)).toMatchObject({ status: 200, body: { task } });
      const old = { kind: 'task', id: messageId, contextId: 'c', status: { state: 'auth-required' } };
      expect(render(rpc('message/send'), held)).toMatchObject({ status: 200, body: { id: 'x7', result: old } });
    });

    it('is an error that names the request for every other call', () => {
      const details = [{ reason: 'APPROVAL_REQUIRED', metadata: { approvalId: messageId } }];
      const stream = '{"jsonrpc":"2.0","id":1,"method":"SendStreamingMessage"}';
      expect(render(request('a2a', stream), held)).toMatchObject({ status: 403, body: { error: { data: details } } });
      const tool = '{"jsonrpc":"2.0","id":1,"method":"tools/call"}';
      expect(render(request('mcp', tool), held)).toMatchObject({ status: 200, body: { error: { data: details } } });
      const get = request('a2a', '', { method: 'GET', path: '/tasks/1' });
      expect(render(get, held)).toMatchObject({ status: 403, body: { error: { details } } });
    });
  });

  it('names the message to explain', () => {
    const { body } = render(request('a2a', call), denied);
    expect(JSON.stringify(body)).toContain('parley explain 0123456789abcdef0123456789abcdef');
  });

  it('does not tell what is missing from what is not allowed', () => {
    expect(render(request('a2a', call), { ...denied, reason: 'no-target' })).toEqual(
      render(request('a2a', call), denied),
    );
  });

  it.each([
    ['unreachable', { ...denied, reason: 'timeout', status: 'unreachable', side: 'local' }, 503],
    ['expired', { ...denied, reason: 'message-expired', status: 'unreachable' }, 504],
    ['timeout', { ...denied, reason: 'timeout' }, 504],
    ['agent-unreachable', { ...denied, reason: 'agent-unreachable' }, 502],
    ['rate-limited', { ...denied, reason: 'rate-limited' }, 429],
    ['too-large', { ...denied, reason: 'too-large' }, 413],
    ['stopping', { ...denied, reason: 'stopping' }, 503],
  ] as const)('for %s has its own status', (_, refused, status) => {
    expect(render(request('a2a', call), refused).status).toBe(status);
  });

  it('of what cannot be read has the code that an agent would give', () => {
    const unreadable: Refused = { ...denied, reason: 'facts-invalid', side: 'local' };
    expect(render(request('a2a', '{'), unreadable)).toMatchObject({
      status: 400,
      body: { id: null, error: { code: -32700 } },
    });
    expect(render(request('a2a', '{"id":3}'), unreadable)).toMatchObject({
      status: 400,
      body: { id: 3, error: { code: -32600 } },
    });
    expect(render(request('mcp', '{"id":3}'), unreadable)).toMatchObject({
      status: 400,
      body: { error: { code: -32600 } },
    });
    const mismatched = {
      ...request('mcp', '{"id":3,"method":"ping"}'),
      headers: [['Mcp-Method', 'tools/list']] as const,
    };
    expect(render(mismatched, unreadable)).toMatchObject({ status: 400, body: { id: 3, error: { code: -32020 } } });
  });
});
