import { assert, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import { readA2aFacts } from '../../../src/bridge/a2a/a2a-facts.ts';
import { maxPolicyText } from '../../../src/bridge/a2a/a2a-arguments.ts';
import type { ExchangeRequest, Header } from '../../../src/wire/wire.ts';

interface Draft {
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly raw?: Uint8Array;
  readonly headers?: readonly Header[];
}

function request(draft: Draft): ExchangeRequest {
  const json = draft.body === undefined ? new Uint8Array(0) : utf8(JSON.stringify(draft.body));
  return {
    kind: 'request',
    protocol: 'a2a',
    target: '',
    method: draft.method ?? 'POST',
    path: draft.path ?? '',
    headers: draft.headers ?? [['Content-Type', 'application/json']],
    body: draft.raw ?? json,
  };
}

const actionsOf = (draft: Draft): unknown => {
  const verdict = readA2aFacts(request(draft));
  return verdict.kind === 'accept' ? verdict.value.map((one) => one.action) : verdict.reason;
};
const argumentsIn = (draft: Draft): unknown => {
  const verdict = readA2aFacts(request(draft));
  return verdict.kind === 'accept' ? verdict.value[0]?.context.arguments : verdict.reason;
};
const call = (method: string, params: unknown = {}): unknown => ({ jsonrpc: '2.0', id: 1, method, params });
const message = {
  messageId: 'm',
  taskId: 't',
  contextId: 'c',
  parts: [{ text: 'one' }, { text: 'two' }, { raw: 'AA==' }],
  extensions: ['urn:x'],
};

describe('the facts of an A2A request', () => {
  it.each([
    ['SendMessage', 'a2a.send'],
    ['message/send', 'a2a.send'],
    ['SendStreamingMessage', 'a2a.stream'],
    ['message/stream', 'a2a.stream'],
    ['GetTask', 'a2a.get'],
    ['tasks/get', 'a2a.get'],
    ['ListTasks', 'a2a.list'],
    ['CancelTask', 'a2a.cancel'],
    ['tasks/cancel', 'a2a.cancel'],
    ['SubscribeToTask', 'a2a.subscribe'],
    ['tasks/resubscribe', 'a2a.subscribe'],
    ['CreateTaskPushNotificationConfig', 'a2a.push'],
    ['tasks/pushNotificationConfig/set', 'a2a.push'],
    ['GetExtendedAgentCard', 'a2a.card'],
    ['agent/getAuthenticatedExtendedCard', 'a2a.card'],
    ['sendmessage', 'a2a.other'],
    ['toString', 'a2a.other'],
  ])('read the JSON-RPC method %s as %s', (method, action) => {
    expect(actionsOf({ body: call(method) })).toEqual([action]);
  });

  it.each([
    ['POST', '/message:send', 'a2a.send'],
    ['POST', '/v1/message:stream', 'a2a.stream'],
    ['POST', '/acme/message:send', 'a2a.send'],
    ['POST', '/MESSAGE%3Asend/', 'a2a.send'],
    ['GET', '/tasks', 'a2a.list'],
    ['GET', '/tasks/7', 'a2a.get'],
    ['POST', '/tasks/7:cancel', 'a2a.cancel'],
    ['POST', '/tasks/7%3Acancel', 'a2a.cancel'],
    ['GET', '/tasks/7:subscribe', 'a2a.subscribe'],
    ['POST', '/acme/tasks/7:subscribe', 'a2a.subscribe'],
    ['POST', '/tasks/7/pushNotificationConfigs', 'a2a.push'],
    ['DELETE', '/tasks/7/pushNotificationConfigs/3', 'a2a.push'],
    ['GET', '/extendedAgentCard', 'a2a.card'],
    ['GET', '/v1/card', 'a2a.card'],
    ['GET', '/.well-known/agent-card.json', 'a2a.card'],
    ['PUT', '/tasks/7', 'a2a.other'],
    ['GET', '/card', 'a2a.other'],
    ['GET', '/admin', 'a2a.other'],
  ])('read %s %s as %s', (method, path, action) => {
    expect(actionsOf({ method, path, ...(method === 'POST' ? { body: {} } : {}) })).toEqual([action]);
  });

  it('hold the ids, the text and the extensions of a message, alike in both bindings', () => {
    const expected = {
      taskId: 't',
      contextId: 'c',
      text: 'one\ntwo',
      textCut: false,
      otherParts: 1,
      extensions: ['urn:x'],
    };
    expect(argumentsIn({ body: call('SendMessage', { message }) })).toEqual(expected);
    expect(argumentsIn({ path: '/message:send', body: { message } })).toEqual(expected);
  });

  it('take the tenant and the task from the path before the body', () => {
    const draft = { path: '/acme/tasks/7:cancel', body: { tenant: 'other', id: '8' } };
    expect(argumentsIn(draft)).toEqual({ taskId: '7', tenant: 'acme' });
    expect(argumentsIn({ method: 'GET', path: '/tasks?tenant=acme&contextId=c' })).toEqual({
      tenant: 'acme',
      contextId: 'c',
    });
  });

  it('read ProtoJSON spellings, and refuse a field in both', () => {
    expect(argumentsIn({ body: call('SendMessage', { message: { task_id: 't', parts: [] } }) })).toMatchObject({
      taskId: 't',
    });
    expect(actionsOf({ body: call('SendMessage', { message: { task_id: 't', taskId: 'u', parts: [] } }) })).toBe(
      'facts-invalid',
    );
    expect(
      actionsOf({ body: call('SendMessage', { configuration: { pushNotificationConfig: { a_b: 1, aB: 2 } } }) }),
    ).toBe('facts-invalid');
  });

  it('say when the text is longer than policy sees', () => {
    const long = { parts: [{ text: 'x'.repeat(maxPolicyText + 1) }] };
    expect(argumentsIn({ body: call('SendMessage', { message: long }) })).toMatchObject({ textCut: true });
  });

  it.each([
    [{ taskPushNotificationConfig: { url: 'http://hook' } }],
    [{ task_push_notification_config: { url: 'http://hook' } }],
    [{ pushNotificationConfig: { url: 'http://hook' } }],
    [{ pushNotification: { url: 'http://hook' } }],
  ])('see a webhook inside a message as a second request: %j', (configuration) => {
    const draft = { body: call('SendMessage', { message, configuration }) };
    expect(actionsOf(draft)).toEqual(['a2a.send', 'a2a.push']);
    expect(argumentsIn(draft)).toMatchObject({ pushUrl: 'http://hook' });
  });

  it('have one entry for each request of a batch, and none for an empty one', () => {
    expect(actionsOf({ body: [call('GetTask', { id: '1' }), call('CancelTask', { id: '1' })] })).toEqual([
      'a2a.get',
      'a2a.cancel',
    ]);
    expect(actionsOf({ body: [] })).toBe('facts-invalid');
    expect(actionsOf({ body: Array.from({ length: 33 }, () => call('GetTask')) })).toBe('facts-invalid');
    expect(actionsOf({ body: [call('GetTask'), 1] })).toBe('facts-invalid');
  });

  it.each<[string, Draft]>([
    ['a POST without a body', {}],
    ['a body that is no JSON', { raw: utf8('{') }],
    ['a body that is no object', { body: 'SendMessage' }],
    ['a call without a method', { body: { jsonrpc: '2.0', id: 1 } }],
    ['a key twice', { raw: utf8('{"method":"GetTask","method":"CancelTask"}') }],
    ['invalid UTF-8', { raw: Uint8Array.of(0x7b, 0xff, 0x7d) }],
    ['a GET with a body', { method: 'GET', path: '/tasks', body: {} }],
    ['a JSON-RPC call at a path of the other binding', { path: '/message:send', body: call('CancelTask') }],
    ['a compressed body', { body: call('GetTask'), headers: [['content-encoding', 'gzip']] }],
    ['another charset', { body: call('GetTask'), headers: [['Content-Type', 'application/json; charset=utf-16']] }],
    [
      'two content types',
      {
        body: call('GetTask'),
        headers: [
          ['Content-Type', 'a/b'],
          ['content-type', 'c/d'],
        ],
      },
    ],
    ['an overridden method', { body: call('GetTask'), headers: [['X-HTTP-Method-Override', 'DELETE']] }],
    ['dot segments', { method: 'GET', path: '/../admin' }],
    ['hidden dot segments', { method: 'GET', path: '/%2e%2E/admin' }],
    ['a hidden slash', { method: 'GET', path: '/tasks%2f7' }],
    ['a backslash', { method: 'GET', path: '/..\\admin' }],
    ['a space', { method: 'GET', path: '/a b' }],
    ['broken percent-encoding', { method: 'GET', path: '/%zz' }],
  ])('cannot be read from %s', (_, draft) => {
    expect(actionsOf(draft)).toBe('facts-invalid');
  });

  it('are a verdict for any bytes at all', () => {
    assert(
      property(uint8Array({ maxLength: 64 }), string(), (raw, path) => {
        const verdict = readA2aFacts(request({ raw, path: `/${path}` }));
        const entries = verdict.kind === 'accept' ? verdict.value.length : 1;
        expect(verdict.kind).not.toBe('ignore');
        expect(entries).toBeGreaterThan(0);
      }),
    );
  });
});
