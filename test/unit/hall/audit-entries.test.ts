import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeEntry } from '../../../src/audit/audit.ts';
import { utf8 } from '../../../src/base/base.ts';
import { auditHandlers } from '../../../src/audit-handlers.ts';
import { loadConfig } from '../../../src/config.ts';
import { openRulebook } from '../../../src/rulebook/rulebook.ts';
import { trustHandlers } from '../../../src/trust-handlers.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import { present } from './frames.ts';

/** The entries of one type in the log of a node. */
function entriesOf(node: HallNode, type: string) {
  const all = [...(node.disk.get('audit')?.values() ?? [])].map((bytes) => present(decodeEntry(bytes)));
  return all.filter((entry) => entry.type === type).map(({ fields }) => fields);
}

describe('the audit log', () => {
  it('has every session that was opened, on both sides, under the same knock', async () => {
    const { world, alice, bob } = await duo('session entries');
    await alice.send(bob, 'hello');
    await world.pass(2_000);
    const [ours, theirs] = [entriesOf(alice, 'session'), entriesOf(bob, 'session')];
    expect(ours).toMatchObject([{ direction: 'out', peer: bob.did, outcome: 'opened', suite: 'agentmesh' }]);
    expect(theirs).toMatchObject([{ direction: 'in', peer: alice.did, id: ours[0]?.['id'] }]);
  });

  it('proves what came in and what went out under one id, each with its own salt', async () => {
    const { world, alice, bob } = await duo('same id');
    const id = await alice.send(bob, 'out');
    await world.pass(2_000);
    const at = alice.disk.get('decision');
    const page = present([...(bob.disk.get('decision') ?? [])].find(([, value]) => value.length > 100));
    // The page of a message that a peer sent under an id of ours, as it would lie here.
    at?.set(Buffer.from(utf8(`${id}.in`)).toString('hex'), page[1]);
    const { auditProof } = auditHandlers({ ...alice.parts });
    const made = world.finish(Promise.resolve(auditProof({ params: { id } }, new AbortController().signal)));
    const { proofs } = await made;
    expect(proofs.filter(({ salt }) => salt !== undefined)).toHaveLength(2);
    expect(new Set(proofs.map(({ salt }) => salt).filter(Boolean)).size).toBe(2);
  });
});

const never = new AbortController().signal;

describe('a decision of the operator', () => {
  it('is an entry of the log, in the write that takes it into force', async () => {
    const { world, alice, bob } = await duo('operator');
    const dir = await mkdtemp(join(tmpdir(), 'parley-policies-'));
    await using rulebook = await openRulebook({ dir, onReload: () => {}, onProblem: () => {} });
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    const config = loadConfig({ file: undefined, env: {}, flags: {}, tty: false });
    const urls = {
      meshEndpoint: () => undefined,
      meshIatp: () => undefined,
      ingressUrl: () => '',
      controlUrl: () => '',
    };
    const life = { started: 0, isStopping: () => false, stop: () => {} };
    const { identity, parts } = alice;
    const { decideTrust } = trustHandlers({ ...parts, ...urls, ...life, identity, config, rulebook });
    const request = {
      act: 'block',
      target: bob.did,
      by: 'ann',
      why: 'its key leaked',
      capability: '',
      seconds: 1,
    } as const;
    await world.finish(Promise.resolve(decideTrust({ request }, never)));
    const told = { act: 'block', target: bob.did, by: 'ann', why: 'its key leaked' };
    expect(entriesOf(alice, 'operator')).toEqual([expect.objectContaining(told)]);
    const write = parts.store.history.find((commit) => commit.some(({ space }) => space === 'evidence'));
    expect(write?.map(({ space }) => space)).toContain('audit');
  });
});
