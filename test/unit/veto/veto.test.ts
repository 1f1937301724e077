import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { SecretKey, utf8 } from '../../../src/base/base.ts';
import { openVeto, type Veto, type VetoBackend } from '../../../src/veto/veto.ts';
import { startPolicyEngine } from '../../support/policy-engine.ts';
import { call } from '../policy/sample-facts.ts';

function vetoOf(...backends: readonly (Pick<VetoBackend, 'url'> & Partial<VetoBackend>)[]): Veto {
  const veto = openVeto(backends.map((backend) => ({ kind: 'opa', timeoutMs: 2000, ...backend })));
  if (veto === undefined) throw new Error('there is no veto');
  return veto;
}

describe('a remote policy engine', () => {
  it('is none when none is configured', () => {
    expect(openVeto([])).toBeUndefined();
  });

  it('of kind opa gets the facts as input, and lets pass what it allows', async () => {
    const engine = await startPolicyEngine({ result: true });
    expect(await vetoOf({ url: `${engine.url}/v1/data/parley/allow` }).ask([call({ path: '/a' })])).toBeUndefined();
    expect(engine.asked).toEqual([
      {
        input: expect.objectContaining({
          subject: expect.objectContaining({ type: 'agent', id: call().principal.did }),
          action: { name: 'mcp.call' },
          resource: expect.objectContaining({ type: 'tool' }),
          context: expect.objectContaining({ direction: 'in', arguments: { path: '/a' } }),
        }),
      },
    ]);
  });

  it('of kind authzen gets an evaluation', async () => {
    const engine = await startPolicyEngine({ decision: true });
    expect(await vetoOf({ kind: 'authzen', url: engine.url }).ask([call()])).toBeUndefined();
    expect(engine.asked).toEqual([expect.objectContaining({ action: { name: 'mcp.call' } })]);
  });

  it.each([
    ['opa', { result: false }],
    ['opa', { result: { allow: false } }],
    ['authzen', { decision: false }],
  ] as const)('of kind %s says no with %j', async (kind, answer) => {
    const { url } = await startPolicyEngine(answer);
    expect(await vetoOf({ kind, url }).ask([call()])).toMatchObject({ reason: 'policy-vetoed' });
  });

  it.each<readonly [string, VetoBackend['kind'], (response: ServerResponse) => void]>([
    ['a rule that is undefined', 'opa', (response) => response.end('{}')],
    ['a result that is no bool', 'opa', (response) => response.end('{"result":"true"}')],
    ['an allow that is no bool', 'opa', (response) => response.end('{"result":{"allow":1}}')],
    ['the answer of the other kind', 'authzen', (response) => response.end('{"result":true}')],
    ['an inherited decision', 'authzen', (response) => response.end('{"__proto__":{"decision":true}}')],
    ['no JSON', 'opa', (response) => response.end('true, surely')],
    ['nothing', 'opa', (response) => response.end()],
    ['an error with a yes', 'opa', (response) => response.writeHead(500).end('{"result":true}')],
    ['a redirection', 'opa', (response) => response.writeHead(307, { location: '/elsewhere' }).end()],
    ['an answer without end', 'opa', (response) => response.end(`{"result":true,"x":"${'x'.repeat(70_000)}"}`)],
    ['a connection that breaks', 'opa', (response) => response.destroy()],
  ])('that gives %s is an objection of its own kind', async (_, kind, answer) => {
    const engine = await startPolicyEngine(undefined);
    engine.answer = answer;
    expect(await vetoOf({ kind, url: engine.url }).ask([call()])).toMatchObject({ reason: 'veto-failed' });
  });

  it('that is slow is an objection when its time is over, also when it began to answer', async () => {
    const engine = await startPolicyEngine(undefined);
    engine.answer = (response) => response.write('{"result":');
    const objection = await vetoOf({ url: engine.url, timeoutMs: 50 }).ask([call()]);
    expect(objection).toEqual({ reason: 'veto-failed', detail: `opa at ${engine.url}/: no answer in 50 ms` });
  });

  it('that is down is an objection that names the place and no credentials', async () => {
    const { url } = await startPolicyEngine(undefined);
    const wrong = `${url.replace('http://', 'https://name:password@')}/x?key=secret`;
    const objection = await vetoOf({ url: wrong }).ask([call()]);
    expect(objection).toMatchObject({ reason: 'veto-failed', detail: expect.stringContaining('/x: no answer') });
    expect(objection?.detail).not.toMatch(/password|secret/);
  });

  it('is one of several that all must agree, about every fact', async () => {
    const yes = await startPolicyEngine({ result: true });
    const no = await startPolicyEngine({ result: false });
    expect(await vetoOf(yes, no).ask([call()])).toMatchObject({ reason: 'policy-vetoed' });
    yes.answer = (response, question) =>
      response.end(JSON.stringify({ result: !JSON.stringify(question).includes('forbidden') }));
    expect(await vetoOf(yes).ask([call(), call({ path: 'forbidden' })])).toMatchObject({ reason: 'policy-vetoed' });
  });

  it('is told who asks by a bearer token, which nothing that the node says of the engine holds', async () => {
    const engine = await startPolicyEngine({ result: true });
    const token = SecretKey.own(utf8('a.token-of/36+bytes'));
    const veto = vetoOf({ url: `${engine.url}/x?key=hidden`, token });
    expect(veto.states()).toMatchObject([{ state: 'not asked yet', asked: 0 }]);
    await veto.ask([call()]);
    expect(engine.credentials).toEqual(['Bearer a.token-of/36+bytes']);
    expect(veto.states()).toEqual([{ engine: `opa at ${engine.url}/x`, state: 'answers', asked: 1, failed: 0 }]);
    engine.answer = (response) => response.destroy();
    const objection = await veto.ask([call()]);
    expect(veto.states()).toMatchObject([{ state: 'fails', asked: 2, failed: 1, problem: 'no answer' }]);
    expect(JSON.stringify([veto.states(), objection])).not.toMatch(/token-of|hidden/);
  });
});
