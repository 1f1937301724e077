import { describe, expect, it } from 'vitest';
import { fromUtf8, toHex, utf8, type Reason } from '../../../src/base/base.ts';
import { collectBody, meshDidOf, type MeshReply } from '../../../src/bridge/bridge.ts';
import { AuditLog } from '../../../src/audit-log.ts';
import { MeshAgents } from '../../../src/mesh-agents.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';
import { agent } from '../identity/fixture.ts';

const self = agent('alice').did;
const host = agent('bob').did;
const bob = meshDidOf(agent('bob').signing.publicKey);
const message = { messageId: 'm', role: 'ROLE_USER', parts: [{ text: 'hi' }] };
const request: ExchangeRequest = {
  kind: 'request',
  protocol: 'a2a',
  target: '',
  method: 'POST',
  path: '',
  headers: [['A2A-Version', '1.0']],
  body: utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'SendMessage', params: { message } })),
};

/** An agent of AgentMesh that answers everything with `reply`, as clients here find it. */
async function scene(refuses: Partial<Record<'request' | 'response', Reason>> = {}) {
  const world = new World('mesh-agents');
  const judged: string[] = [];
  const asked: unknown[] = [];
  const given: { reply: MeshReply } = { reply: { kind: 'answer', id: 'm', value: 'hello' } };
  const store = new MemoryStore(world);
  const problem = (error: unknown): void => expect.fail(String(error));
  const events = { auditDamaged: problem, internalError: (_: string, error: unknown) => problem(error) };
  const audit = await world.finish(AuditLog.open({ store, clock: world, events, self: agent('alice') }));
  const agents = new MeshAgents({
    store,
    audit,
    clock: world,
    random: world.random,
    self,
    pipeline: {
      judgeClear: async (envelope, direction, open) => {
        const { kind } = envelope.body;
        const way = envelope.from === self && envelope.to === host ? 'to the agent' : 'of the agent';
        judged.push([direction, kind, way, open?.actionOf(envelope.id, host) ?? ''].join(' ').trim());
        const refused = kind === 'request' || kind === 'response' ? refuses[kind] : undefined;
        return { envelope, refused, record: () => [] };
      },
    },
    questions: {
      ask: (to, question) => {
        asked.push([to, question]);
        return Promise.resolve(given.reply);
      },
    },
    find: (did) => (did === bob ? { did, host, name: 'bob', capabilities: [] } : undefined),
  });
  const perform = async (name: string) => {
    const outcome = await world.finish(agents.carry(name)(request, new AbortController().signal));
    if (outcome.kind === 'refused') return outcome;
    const body = await collectBody(outcome.response.body, 100_000);
    return Object(JSON.parse(fromUtf8(body ?? utf8('null')) ?? '').result);
  };
  /** How requests of ours ended. */
  const ends = (): readonly string[] =>
    [...(store.disk.get('decision') ?? [])]
      .filter(([key]) => key.endsWith(toHex(utf8('.end'))))
      .map(([, value]) => fromUtf8(value.subarray(8)) ?? '');
  return { agents, perform, judged, asked, given, ends };
}

describe('an exchange with an AgentMesh agent', () => {
  it('is judged as what it asks on its way out, and its answer on its way in', async () => {
    const { perform, judged, asked, ends } = await scene();
    expect(await perform(bob)).toMatchObject({ message: { parts: [{ text: 'hello' }] } });
    expect(asked).toEqual([[bob, { id: 'm', content: { message: 'hi' } }]]);
    expect(judged).toEqual(['out request to the agent', 'in response of the agent a2a.send']);
    expect(ends()).toMatchObject([expect.stringContaining('delivered')]);
  });

  it('is not made when it may not be, and its answer not shown when that may not come in', async () => {
    const out = await scene({ request: 'policy-denied' });
    expect(await out.perform(bob)).toMatchObject({ reason: 'policy-denied', side: 'local' });
    expect(out.asked).toEqual([]);
    const back = await scene({ response: 'policy-denied' });
    expect(await back.perform(bob)).toMatchObject({ reason: 'policy-denied', side: 'local' });
    expect(back.asked).toHaveLength(1);
  });

  it('is refused as the question is, and can be explained', async () => {
    const { perform, given, judged, ends } = await scene();
    given.reply = { kind: 'refused', reason: 'timeout', messageId: undefined, side: 'remote' };
    expect(await perform(bob)).toMatchObject({ reason: 'timeout', side: 'remote', messageId: expect.any(String) });
    expect(judged).toEqual(['out request to the agent']);
    expect(ends()).toMatchObject([expect.stringContaining('timeout')]);
  });

  it('is made with nobody whom no node serves', async () => {
    const { agents, perform } = await scene();
    expect(agents.resolve(bob)).toBe(bob);
    for (const nobody of [`did:mesh:${'0'.repeat(32)}`, 'bob', '']) {
      expect(agents.resolve(nobody)).toBeUndefined();
      expect(await perform(nobody)).toMatchObject({ reason: 'not-registered', side: 'local' });
    }
  });
});
