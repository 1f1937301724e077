import { afterEach, describe, expect, it } from 'vitest';
import { newMessageId, parseCanonicalDid, millis, utf8 } from '../../src/base/base.ts';
import { startIngress, type ExchangeOutcome, type Ingress } from '../../src/bridge/bridge.ts';

const did = parseCanonicalDid(`did:agentmesh:${'B'.repeat(24)}`);
const id = newMessageId(millis(1_780_000_000_000), (length) => new Uint8Array(length));
const refused = (reason: 'approval-required' | 'approval-denied'): ExchangeOutcome => ({
  kind: 'refused',
  reason,
  messageId: id,
  side: 'remote',
});

function answered(type: string, text: string): ExchangeOutcome {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield utf8(text);
  }
  return { kind: 'response', response: { status: 200, headers: [['content-type', type]], body: body() } };
}

const opened: Ingress[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** What a client reads of a call whose tries end as given; the last one stands for all that follow. */
async function call(
  outcomes: readonly ExchangeOutcome[],
  {
    token = 'p',
    accept = 'application/json, text/event-stream',
    holdMs = 60_000,
    signal = new AbortController().signal,
  } = {},
) {
  let tries = 0;
  const ingress = await startIngress({
    host: '127.0.0.1',
    port: 0,
    hold: { holdMs, againMs: 1 },
    ports: {
      resolve: () => did,
      exchange: async () => outcomes[Math.min(tries++, outcomes.length - 1)] ?? refused('approval-denied'),
    },
    signCard: undefined,
  });
  opened.push(ingress);
  const meta = token === '' ? {} : { _meta: { progressToken: token } };
  const response = await fetch(`${ingress.url}/mcp/bob/tools`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'pay', ...meta } }),
    signal,
  });
  return { type: response.headers.get('content-type'), text: await response.text(), tries: () => tries };
}

/** The messages of an event stream. */
function messages(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line): Record<string, unknown> => JSON.parse(line.slice('data: '.length)));
}

describe('a call that waits for a person', () => {
  it('is held with progress until it passes, and then has the answer', async () => {
    const waiting = refused('approval-required');
    const result = '{"jsonrpc":"2.0","id":7,\n"result":{"content":[]}}';
    const { type, text } = await call([waiting, waiting, waiting, answered('application/json', result)]);
    expect(type).toBe('text/event-stream');
    const heard = messages(text);
    expect(heard.map(({ method }) => method)).toEqual([...Array<string>(3).fill('notifications/progress'), undefined]);
    expect(heard.slice(0, 3)).toMatchObject(
      [1, 2, 3].map((progress) => ({ params: { progressToken: 'p', progress } })),
    );
    expect(heard[0]).toMatchObject({ params: { message: expect.stringContaining(id) } });
    expect(heard.at(-1)).toEqual({ jsonrpc: '2.0', id: 7, result: { content: [] } });
  });

  it('goes on in the stream of the server when it answers by one', async () => {
    const stream = 'event: message\ndata: {"jsonrpc":"2.0","id":7,"result":{}}\n\n';
    const { text } = await call([refused('approval-required'), answered('text/event-stream', stream)]);
    expect(text.endsWith(stream)).toBe(true);
  });

  it('ends with the refusal when a person says no, or nobody does in time', async () => {
    const no = messages((await call([refused('approval-required'), refused('approval-denied')])).text);
    expect(no.at(-1)).toMatchObject({ id: 7, error: { data: [{ reason: 'APPROVAL_DENIED' }] } });
    const late = messages((await call([refused('approval-required')], { holdMs: 30 })).text);
    expect(late.at(-1)).toMatchObject({ id: 7, error: { data: [{ reason: 'APPROVAL_REQUIRED' }] } });
  });

  it.each([
    ['asks for no progress', { token: '' }],
    ['reads no stream', { accept: 'application/json' }],
    ['is not to be held', { holdMs: 0 }],
  ])('is refused at once when the client %s', async (_, options) => {
    const { type, text, tries } = await call([refused('approval-required')], options);
    expect(type).toBe('application/json');
    expect(JSON.parse(text)).toMatchObject({ error: { data: [{ reason: 'APPROVAL_REQUIRED' }] } });
    expect(tries()).toBe(1);
  });

  it('is tried no more when its client has gone', async () => {
    const gone = new AbortController();
    let tries = 0;
    const waiting = { ...refused('approval-required') };
    const outcomes = new Proxy([waiting], {
      get: (target, key, receiver: unknown): unknown => {
        if (key === '0' && ++tries === 5) gone.abort();
        return Reflect.get(target, key, receiver);
      },
    });
    await expect(call(outcomes, { signal: gone.signal })).rejects.toThrow(/abort/i);
    const then = tries;
    await opened[0]?.close();
    expect(tries - then).toBeLessThan(3);
  });
});
