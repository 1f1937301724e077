import { describe, expect, it } from 'vitest';
import { assert, nat, property, webUrl } from 'fast-check';
import { fromUtf8, parseCanonicalDid, utf8, type Did } from '../../../src/base/base.ts';
import { PushSeal } from '../../../src/bridge/a2a/push-seal.ts';
import { isPostable, pushTarget } from '../../../src/bridge/a2a/push-target.ts';
import { findPushUrl, mayPush, withPushUrl } from '../../../src/bridge/a2a/push-url.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';

const did = (text: string): Did => {
  const parsed = parseCanonicalDid(text);
  if (parsed === undefined) throw new Error('no DID');
  return parsed;
};
const peer = did('did:agentmesh:3WEx4AMAmyqEgMWTwND5gBwfMaJb');
const other = did('did:agentmesh:2WFCRpiQhgyuf2akhwXP3ZHXwCq9');
const seal = new PushSeal(new Uint8Array(32).fill(7));

function posted(body: unknown, path = '/rpc'): ExchangeRequest {
  const bytes = utf8(typeof body === 'string' ? body : JSON.stringify(body));
  return { kind: 'request', protocol: 'a2a', target: '', method: 'POST', path, headers: [], body: bytes };
}

describe('the seals of a webhook', () => {
  it('open what was sealed, and nothing that was changed', () => {
    assert(
      property(webUrl(), nat(), (url, at) => {
        const grant = seal.grant(peer, url);
        const segment = seal.seal({ peer, url, grant });
        expect(seal.open(segment)).toEqual({ peer, url, grant });
        const index = at % segment.length;
        const changed = segment.slice(0, index) + (segment[index] === 'A' ? 'B' : 'A') + segment.slice(index + 1);
        expect(seal.open(changed)).not.toEqual({ peer, url: `${url}x`, grant });
        expect(seal.isGranted({ peer, url, grant })).toBe(true);
        expect(seal.isGranted({ peer: other, url, grant })).toBe(false);
        expect(seal.isGranted({ peer, url: `${url}x`, grant })).toBe(false);
      }),
    );
  });

  it('differ from node to node', () => {
    const elsewhere = new PushSeal(new Uint8Array(32).fill(8));
    const address = { peer, url: 'http://127.0.0.1/', grant: seal.grant(peer, 'http://127.0.0.1/') };
    expect(elsewhere.open(seal.seal(address))).toBeUndefined();
    expect(elsewhere.isGranted(address)).toBe(false);
  });
});

describe('a webhook in a request', () => {
  const url = 'http://10.0.0.1/hook';
  it.each<readonly [string, ExchangeRequest]>([
    [
      '1.0, in a message',
      posted({
        jsonrpc: '2.0',
        id: 1,
        method: 'SendMessage',
        params: { message: {}, configuration: { taskPushNotificationConfig: { url } } },
      }),
    ],
    [
      '1.0, in snake case',
      posted({ message: {}, configuration: { task_push_notification_config: { url } } }, '/rest/message:send'),
    ],
    [
      '1.0, by itself',
      posted({ jsonrpc: '2.0', id: 1, method: 'CreateTaskPushNotificationConfig', params: { taskId: 't', url } }),
    ],
    ['1.0, over HTTP+JSON', posted({ url }, '/rest/tasks/t/pushNotificationConfigs')],
    [
      '0.3, in a message',
      posted({
        jsonrpc: '2.0',
        id: 1,
        method: 'message/send',
        params: { message: {}, configuration: { pushNotificationConfig: { url } } },
      }),
    ],
    [
      '0.3, by itself',
      posted({
        jsonrpc: '2.0',
        id: 1,
        method: 'tasks/pushNotificationConfig/set',
        params: { taskId: 't', pushNotificationConfig: { url } },
      }),
    ],
  ])('is found and exchanged, every other byte kept: %s', (_, request) => {
    expect(mayPush(request)).toBe(true);
    const found = findPushUrl(request);
    if (found.kind !== 'accept' || found.value === undefined) throw new Error('not found');
    expect(found.value.url).toBe(url);
    const text = fromUtf8(withPushUrl(request, found.value, 'http://sink/').body);
    expect(text).toBe(fromUtf8(request.body)?.replace(url, 'http://sink/'));
  });

  it('is refused where policy and agent could read different ones', () => {
    const call = { jsonrpc: '2.0', id: 1, method: 'CreateTaskPushNotificationConfig', params: { taskId: 't', url } };
    expect(findPushUrl(posted([call])).kind).toBe('reject');
    const long = { ...call, params: { taskId: 't', url: `${url}?${'x'.repeat(2000)}` } };
    expect(findPushUrl(posted(long)).kind).toBe('reject');
  });

  it('is not looked for in what has none', () => {
    const plain = posted({ jsonrpc: '2.0', id: 1, method: 'GetTask', params: { id: 't' } });
    expect(mayPush(plain)).toBe(false);
    expect(findPushUrl(plain)).toEqual({ kind: 'accept', value: undefined });
  });
});

describe('posting to a webhook', () => {
  it('is never done to link-local, multicast or unspecified addresses, in any form', () => {
    const refused = [
      '169.254.169.254',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      'fe80::1',
      '::',
      'ff02::1',
      '::ffff:169.254.169.254',
      'metadata',
    ];
    expect(refused.filter(isPostable)).toEqual([]);
    expect(['127.0.0.1', '10.1.2.3', '::1', '203.0.113.7'].every(isPostable)).toBe(true);
  });

  it.each<readonly [string, Partial<{ url: string; grant: string; from: Did }>]>([
    ['without a grant', { grant: '' }],
    ['with the grant of another peer', { from: other }],
    ['for another URL than was granted', { url: 'http://127.0.0.1:9/other' }],
    ['to a door of this node', { url: 'http://127.0.0.1:4181/v1/stop' }],
    [
      'to cloud metadata, though granted',
      { url: 'http://169.254.169.254/latest', grant: seal.grant(peer, 'http://169.254.169.254/latest') },
    ],
    ['by another protocol', { url: 'file:///etc/passwd', grant: seal.grant(peer, 'file:///etc/passwd') }],
  ])('is refused %s', async (_, { url = 'http://127.0.0.1:9/hook', grant, from = peer }) => {
    const target = pushTarget({ seal, isOwn: ({ port }) => port === '4181' });
    const own = url.includes('4181') ? seal.grant(peer, url) : seal.grant(peer, 'http://127.0.0.1:9/hook');
    const headers = [
      ['Parley-Push-Url', url],
      ['Parley-Push-Grant', grant ?? own],
    ] as const;
    const request = { ...posted({}), target: 'push', headers };
    const { signal } = new AbortController();
    await expect(target.perform(request, from, signal)).rejects.toMatchObject({ reason: 'policy-denied' });
  });
});
