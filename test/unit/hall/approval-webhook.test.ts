import { createServer, type IncomingHttpHeaders } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { millis, newMessageId, parseCanonicalDid, SecretKey, type MessageId } from '../../../src/base/base.ts';
import { approvalHandlers } from '../../../src/approvals-handlers.ts';
import { ApprovalWebhook, readSignedAnswer, webhookAddress } from '../../../src/approval-webhook.ts';
import type { Approval } from '../../../src/approvals.ts';
import type { ExchangeOutcome } from '../../../src/bridge/bridge.ts';
import { setOf, type Rulebook } from '../../../src/rulebook/rulebook.ts';
import { isSignedWebhook, signWebhook } from '../../../src/webhook-signature.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { duo } from '../../sim/hall-node.ts';
import { present } from './frames.ts';

const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const secretOf = (text = whsec): SecretKey =>
  SecretKey.own(Uint8Array.from(Buffer.from(text.slice('whsec_'.length), 'base64')));
const secret = secretOf();

describe('the signature of a webhook', () => {
  const published = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, payload: '{"test": 2432232314}' };
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const now = published.timestamp * 1000;

  it('is that of the published example', () => {
    expect(signWebhook(published, secret)).toBe(signature);
    expect(isSignedWebhook(published, `v1,xyz ${signature}`, { secret, now })).toBe(true);
  });

  it.each([
    ['of another payload', { payload: '{"test": 2432232315}' }, now],
    ['of another id', { id: 'msg_other' }, now],
    ['of another time', { timestamp: published.timestamp + 1 }, now],
    ['with the border between its parts moved', { id: `${published.id}.1614265330`, timestamp: 1 }, 1000],
    ['that is older than five minutes', {}, now + 301_000],
    ['that is of the future', {}, now - 301_000],
  ])('does not count when it is one %s', (_, changes, at) => {
    expect(isSignedWebhook({ ...published, ...changes }, signature, { secret, now: at })).toBe(false);
  });
});

const clock = {
  now: () => millis(1_780_000_000_000),
  after: (_: number, fn: () => void) => {
    const soon = setImmediate(fn);
    return () => clearImmediate(soon);
  },
};
const did = present(parseCanonicalDid(`did:agentmesh:${'B'.repeat(24)}`));
let next = 0;

function pending(): Approval {
  const id = newMessageId(clock.now(), (length) => new Uint8Array(length).fill(++next));
  const policies = [{ id: 'pay', reason: 'Payments need a person.' }];
  const about = {
    direction: 'in',
    from: did,
    to: did,
    action: 'mcp.call',
    resource: 'pay',
    policySet: 's',
    policies,
  } as const;
  return {
    id,
    repeats: [],
    state: 'pending',
    ...about,
    digest: 'd1',
    created: clock.now(),
    expires: millis(clock.now() + 1),
  };
}

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers with the statuses given, then 200, and an announcer that tells it of these requests. */
async function receiver(requests: Map<MessageId, Approval>, statuses: number[] = []) {
  const heard: Heard[] = [];
  const told: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hook?key=hidden`;
  const webhook = new ApprovalWebhook(
    { url, secret },
    {
      clock,
      events: {
        webhookFailed: (id, attempt, problem) => void told.push(`${id} ${attempt} ${problem}`),
        internalError: (where, error) => void told.push(`${where} ${String(error)}`),
      },
      approvals: { all: () => [...requests.values()], of: (id) => requests.get(id) },
    },
  );
  onTestFinished(() => {
    webhook.stop();
    server.closeAllConnections();
    server.close();
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((turn) => setImmediate(turn));
  };
  return { webhook, heard, told, until };
}

describe('the webhook', () => {
  it('is told of a call that waits, signed, without an argument in it', async () => {
    const approval = pending();
    const { webhook, heard, until } = await receiver(new Map([[approval.id, approval]]));
    webhook.announce(approval.id);
    await until(() => heard.length === 1);
    const [{ headers, body }] = [present(heard[0])];
    const signed = {
      id: String(headers['webhook-id']),
      timestamp: Number(headers['webhook-timestamp']),
      payload: body,
    };
    expect(signed.id).toBe(approval.id);
    expect(isSignedWebhook(signed, String(headers['webhook-signature']), { secret, now: clock.now() })).toBe(true);
    expect(JSON.parse(body)).toMatchObject({ type: 'approval.requested', data: { id: approval.id, digest: 'd1' } });
  });

  it('is told again under the same id until it takes it, and not for ever', async () => {
    const [one, two] = [pending(), pending()];
    const requests = new Map([one, two].map((each) => [each.id, each] as const));
    const { webhook, heard, told, until } = await receiver(requests, [500, 307, 200]);
    webhook.announce(one.id);
    await until(() => heard.length === 3);
    expect(new Set(heard.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([one.id]));
    const never = await receiver(requests, Array<number>(50).fill(503));
    never.webhook.announce(two.id);
    await never.until(() => never.told.length === 6);
    expect(never.heard).toHaveLength(6);
    expect([...told, ...never.told].join()).not.toMatch(/hidden|whsec|127\.0\.0\.1/);
  });

  it('is told after a start of what still waits, and of nothing that was answered meanwhile', async () => {
    const [waits, answered] = [pending(), { ...pending(), state: 'approved' } as const];
    const requests = new Map<MessageId, Approval>([
      [answered.id, answered],
      [waits.id, waits],
    ]);
    const { webhook, heard, until } = await receiver(requests);
    webhook.announce(answered.id);
    webhook.start();
    await until(() => heard.length === 1);
    expect(heard[0]?.headers['webhook-id']).toBe(waits.id);
  });
});

describe('the secret of the webhook', () => {
  const given = (webhook: object, env = {}) =>
    webhookAddress({ holdSeconds: 0, webhook: { url: 'http://x/', ...webhook } }, env);

  it('is read from a file, a credential or a variable', () => {
    const dir = mkdtempSync(join(tmpdir(), 'parley-secret-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    writeFileSync(join(dir, 'hook'), `${whsec}\n`, { mode: 0o600 });
    for (const address of [
      given({ secretFile: join(dir, 'hook') }),
      given({ credential: 'hook' }, { CREDENTIALS_DIRECTORY: dir }),
      given({ env: 'HOOK' }, { HOOK: whsec }),
    ])
      expect(address?.secret.equals(secret)).toBe(true);
  });

  it.each(['', 'hunter2hunter2', 'whsec_c2hvcnQ=', whsec.slice(6)])('is refused as %j, and not shown', (text) => {
    expect(() => given({ env: 'HOOK' }, { HOOK: text })).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: expect.not.stringContaining(text || 'whsec_c2hvcnQ='),
      }),
    );
  });
});

const cedar = `@id("all") permit (principal, action, resource);
  @id("pay") @approval("required") forbid (principal, action == Action::"mcp.call", resource);`;

describe('a signed answer', () => {
  it('lets exactly the call pass that was signed for, once, and a replay of it nothing', async () => {
    const set = setOf([{ name: 'a.cedar', text: cedar }], 'v');
    if (!('compiled' in set)) throw new Error('the policies do not load');
    const { world, alice, bob } = await duo('signed', { bob: { policies: set.compiled, webhookSecret: secret } });
    const call = async (amount: number): Promise<ExchangeOutcome> => {
      const body = Buffer.from(
        JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'pay', arguments: { amount } } }),
      );
      const base = {
        kind: 'request',
        protocol: 'mcp',
        target: 'tools',
        method: 'POST',
        path: '',
        headers: [],
        body,
      } as const;
      const request: ExchangeRequest = base;
      return world.finish(alice.parts.exchanges.call(bob.did, request, new AbortController().signal));
    };
    const reasonOf = (outcome: ExchangeOutcome): string => (outcome.kind === 'refused' ? outcome.reason : 'passed');
    expect(reasonOf(await call(5))).toBe('approval-required');
    const [held] = bob.parts.approvals.all(world.now());
    const rulebook: Pick<Rulebook, 'version'> = { version: 'v' };
    const parts: object = { ...bob.parts, rulebook };
    const handlers = approvalHandlers(asParts(parts));
    const answer = (changes: object, given = secret, at: number = world.now()) => {
      const said = { approval: held?.id, digest: held?.digest, approve: true, by: 'ann', why: 'fine', ...changes };
      const signed = { id: 'msg_1', timestamp: Math.floor(at / 1000), payload: JSON.stringify(said) };
      const request = { ...signed, signature: signWebhook(signed, given) };
      return async () =>
        world.finish(Promise.resolve(handlers.answerSigned({ request }, new AbortController().signal)));
    };
    await expect(answer({}, secretOf(`whsec_${'A'.repeat(40)}`))).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(answer({}, secret, world.now() - 400_000)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(answer({ digest: 'other' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(answer({ more: 1 })).rejects.toMatchObject({ code: 'request-invalid' });
    const good = answer({});
    expect(await good()).toMatchObject({ state: 'approved', answer: { by: 'webhook: ann' } });
    await expect(good).rejects.toMatchObject({ code: 'refused' });
    expect(reasonOf(await call(6))).toBe('approval-required');
    expect(reasonOf(await call(5))).not.toBe('approval-required');
    expect(reasonOf(await call(5))).toBe('approval-required');
    await expect(good).rejects.toMatchObject({ code: 'not-found' });
  });

  it('counts nowhere where no webhook is configured', () => {
    const signed = { id: 'a', timestamp: 0, payload: '{}', signature: '' };
    expect(() => readSignedAnswer(signed, { secret: undefined, now: 0 })).toThrow(
      expect.objectContaining({ code: 'unauthorized' }),
    );
  });
});

type Parts = Parameters<typeof approvalHandlers>[0];

function asParts(parts: object): Parts {
  if (isParts(parts)) return parts;
  throw new Error('a part is missing');
}

function isParts(parts: object): parts is Parts {
  return 'approvals' in parts && 'rulebook' in parts && 'clock' in parts && 'events' in parts;
}
