import { describe, expect, it } from 'vitest';
import { millis } from '../../../src/base/base.ts';
import { createSponsorship } from '../../../src/identity/identity.ts';
import { organisationHandlers } from '../../../src/organisation-handlers.ts';
import { membershipProblems } from '../../../src/own-organisation.ts';
import { Sponsorships } from '../../../src/sponsorships.ts';
import { sweep } from '../../../src/sweep.ts';
import { worldOf, type HallNode, type Setup } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present } from './frames.ts';

const never = new AbortController().signal;
const day = 24 * 3600_000;
const asked = <T>(request: T) => ({ params: {}, query: {}, request }) as const;
const said = { by: 'operator', why: 'a second office' };

/** The control handlers of a node about its organisation, each awaited in the world's time. */
function org(world: World, node: HallNode) {
  const handlers = organisationHandlers({ ...node.parts });
  const run = async <T>(answer: T | Promise<T>): Promise<T> => world.finish(Promise.resolve(answer));
  const nothing = asked(undefined);
  return {
    show: () => run(handlers.organisation(nothing, never)),
    request: () => run(handlers.requestMembership(nothing, never)),
    read: (code: string) => run(handlers.readMembership(asked({ code }), never)),
    admit: (code: string, seconds?: number) => run(handlers.admit(asked({ code, seconds, ...said }), never)),
    dismiss: (agent: string, now?: boolean) => run(handlers.dismiss(asked({ agent, now, ...said }), never)),
    join: (code: string) => run(handlers.joinOrganisation(asked({ code, ...said }), never)),
    leave: () => run(handlers.leaveOrganisation(asked(said), never)),
  };
}

/** The head office holds the key, the branch asks to be of its organisation, and a partner knows the head office. */
async function company(seed: string, setup: Setup = {}) {
  const setups = { head: setup, branch: setup, partner: setup };
  const { world, network, nodes } = await worldOf(seed, setups, { strangers: true });
  const [head, branch, partner] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
  await partner.know(head);
  await head.know(partner);
  return { world, network, head, branch, partner };
}

async function join(world: World, head: HallNode, branch: HallNode, seconds?: number) {
  const { code } = await org(world, branch).request();
  const admitted = await org(world, head).admit(code, seconds);
  return await org(world, branch).join(admitted.code);
}

const organisationAt = (node: HallNode, of: HallNode): string | undefined =>
  node.parts.directory.organisationOf(of.did);
const standingAt = (node: HallNode, of: HallNode): string => {
  const verdict = node.parts.directory.standing(of.did, node.parts.clock.now());
  return verdict.kind === 'accept' ? 'accept' : verdict.reason;
};
const swept = (world: World, node: HallNode): Promise<void> =>
  world.finish(sweep({ ...node.parts, config: { audit: { factsDays: 7, entriesDays: 365 } } }, node.parts.own));

/** Lets days pass, each with a sweep of the nodes. */
async function days(world: World, count: number, ...nodes: readonly HallNode[]): Promise<void> {
  for (let n = 0; n < count; n++) {
    await world.pass(day);
    for (const node of nodes) await swept(world, node);
  }
}

describe('a second node of an organisation', () => {
  it('is of it from the moment it joins, for itself, for the node that admitted it, and for others that know it', async () => {
    const { world, head, branch, partner } = await company('join', { repairs: true });
    const own = present(head.parts.directory.ownOrganisation);
    const before = branch.parts.directory.ownOrganisation;
    await partner.send(head, 'hello');
    expect(await world.until(() => partner.parts.links.isLinked(head.did))).toBe(true);
    const joined = await join(world, head, branch);
    expect(joined).toMatchObject({ organisation: { id: own }, holder: head.did, alias: 'head' });
    expect(before).not.toBe(own);
    expect(branch.parts.directory.ownOrganisation).toBe(own);
    expect(await world.until(() => organisationAt(head, branch) === own)).toBe(true);
    // The partner was told of the branch by nobody but the organisation that it knows.
    expect(await world.until(() => organisationAt(partner, branch) === own)).toBe(true);
    expect(standingAt(partner, branch)).toBe('accept');
    expect(partner.parts.directory.describe(branch.did).organisation).toMatchObject({ id: own, known: true });
    expect(await org(world, head).show()).toMatchObject({ key: true, agents: [{ did: branch.did, renewed: true }] });
    expect(await org(world, branch).show()).toMatchObject({
      organisation: { id: own },
      key: false,
      joined: { id: own },
      agents: [{ did: head.did, renewed: false }],
    });
    const sent = await branch.send(head, 'from the branch');
    expect(await world.until(() => branch.endOf(sent) === 'delivered')).toBe(true);
  });

  it('makes neither side know the organisation that the branch was of before', async () => {
    const { world, head, branch } = await company('nobody else');
    const before = present(branch.parts.directory.ownOrganisation);
    await join(world, head, branch);
    expect(head.parts.directory.knownOrganisations()).not.toContain(before);
    expect(branch.parts.directory.knownOrganisations()).toEqual([]);
  });

  it('stays of it over restarts, rotations of its key and new records', async () => {
    const { world, head, branch } = await company('restart');
    const own = head.parts.directory.ownOrganisation;
    await join(world, head, branch);
    branch.crash();
    await branch.start();
    expect(branch.parts.directory.ownOrganisation).toBe(own);
    await days(world, 9, branch);
    expect(branch.parts.directory.ownOrganisation).toBe(own);
    expect(await world.until(() => organisationAt(head, branch) === own)).toBe(true);
  });

  it('is signed for anew by the node that admitted it while the two are connected, for months', async () => {
    const { world, head, branch } = await company('renewed');
    await join(world, head, branch);
    const first = present(branch.parts.directory.own.organisation).expires;
    for (let week = 0; week < 12; week++) {
      await branch.send(head, `week ${week}`);
      await days(world, 7, head, branch);
      await world.pass(60_000);
      expect(branch.parts.directory.own.organisation?.id).toBe(head.parts.directory.ownOrganisation);
      expect(membershipProblems(branch.parts.store, branch.identity, world.now())).toEqual([]);
    }
    expect(present(branch.parts.directory.own.organisation).expires).toBeGreaterThan(first + 60 * day);
    expect(standingAt(head, branch)).toBe('accept');
  });

  it('is of no organisation once the word of the one it joined has run out, and is again by a new code', async () => {
    const { world, network, head, branch } = await company('lapsed');
    const own = present(head.parts.directory.ownOrganisation);
    await join(world, head, branch);
    expect(await world.until(() => branch.parts.links.isLinked(head.did))).toBe(true);
    network.cut(head.host, branch.host);
    await days(world, 24, head, branch);
    expect(membershipProblems(branch.parts.store, branch.identity, world.now())).toMatchObject([
      expect.stringContaining('signs for this agent only until'),
    ]);
    expect(branch.parts.directory.ownOrganisation).toBe(own);
    await days(world, 7, head, branch);
    expect(branch.parts.directory.ownOrganisation).toBeUndefined();
    expect(await org(world, branch).show()).toMatchObject({ key: false, joined: { id: own }, agents: [] });
    expect(membershipProblems(branch.parts.store, branch.identity, world.now())).toMatchObject([
      expect.stringContaining('signs for this agent no more'),
    ]);
    network.heal();
    // Were it connected, the node that admitted it would sign for it again by itself.
    await world.finish(head.parts.directory.believe(branch.parts.directory.own));
    const told = new Sponsorships({ ...head.parts }).toTell(branch.did, world.now());
    expect(told).toHaveLength(1);
    await join(world, head, branch);
    expect(branch.parts.directory.ownOrganisation).toBe(own);
    await branch.send(head, 'back again');
    expect(await world.until(() => organisationAt(head, branch) === own)).toBe(true);
  });

  it('is not signed for anew after it was dismissed, or when it was admitted until a day', async () => {
    for (const way of ['dismissed', 'until a day'] as const) {
      const { world, head, branch } = await company(way);
      await join(world, head, branch, way === 'until a day' ? (30 * day) / 1000 : undefined);
      expect(await world.until(() => organisationAt(head, branch) === head.parts.directory.ownOrganisation)).toBe(true);
      expect((await org(world, head).show()).agents).toMatchObject([{ renewed: way === 'dismissed' }]);
      if (way === 'dismissed') await org(world, head).dismiss('branch');
      for (let n = 0; n < 5; n++) {
        await branch.send(head, 'still here');
        await days(world, 7, head, branch);
      }
      expect(branch.parts.directory.ownOrganisation).toBeUndefined();
    }
  });

  it('is of it no more where it is heard that it was dismissed at once, stays the agent that it is, and is of it again by a new code', async () => {
    const { world, network, head, branch, partner } = await company('at once', { repairs: true });
    const own = present(head.parts.directory.ownOrganisation);
    await partner.send(head, 'hello');
    await join(world, head, branch);
    expect(await world.until(() => organisationAt(partner, branch) === own)).toBe(true);
    // The branch does not hear of it, and goes on with what was signed for it.
    for (const other of [head, partner]) network.cut(branch.host, other.host);
    expect(await org(world, head).dismiss('branch', true)).toEqual({ did: branch.did });
    expect(await world.until(() => standingAt(partner, branch) === 'not-sponsored')).toBe(true);
    expect(standingAt(head, branch)).toBe('not-sponsored');
    expect(branch.parts.directory.ownOrganisation).toBe(own);
    await days(world, 8, branch);
    partner.crash();
    await partner.start();
    expect(standingAt(partner, branch)).toBe('not-sponsored');

    network.heal();
    await branch.send(head, 'still of it?');
    expect(await world.until(() => branch.parts.directory.ownOrganisation === undefined)).toBe(true);
    expect(await world.until(() => standingAt(head, branch) === 'accept')).toBe(true);
    expect(organisationAt(head, branch)).toBeUndefined();
    expect(membershipProblems(branch.parts.store, branch.identity, world.now())).toMatchObject([
      expect.stringContaining('signs for this agent no more'),
    ]);
    expect(new Sponsorships({ ...head.parts }).toTell(branch.did, world.now())).toEqual([]);
    branch.crash();
    await branch.start();
    expect(branch.parts.directory.ownOrganisation).toBeUndefined();

    await join(world, head, branch);
    expect(branch.parts.directory.ownOrganisation).toBe(own);
    await branch.send(head, 'back again');
    expect(await world.until(() => organisationAt(head, branch) === own)).toBe(true);
    expect(standingAt(head, branch)).toBe('accept');
  });

  it('is dismissed at once only where the key of the organisation is', async () => {
    const { world, head, branch } = await company('dismissed elsewhere', { repairs: true });
    await join(world, head, branch);
    await expect(org(world, branch).dismiss('head', true)).rejects.toMatchObject({ code: 'refused' });
    await expect(org(world, head).dismiss('partner', true)).rejects.toMatchObject({ code: 'peer-unknown' });
  });

  it('takes nobody’s word but that of the organisation it joined, and none that ends earlier', async () => {
    const { world, head, branch, partner } = await company('forged');
    await join(world, head, branch);
    const { expires } = present(branch.parts.directory.own.organisation);
    const seq = branch.parts.directory.own.record.seq;
    const draft = { did: branch.did, organisationName: 'evil', notBefore: world.now() };
    const key = (node: HallNode) => present(node.identity.organisation());
    const words = [
      createSponsorship({ ...draft, expires: millis(expires + day) }, key(partner)),
      createSponsorship({ ...draft, expires: millis(expires - day) }, key(head)),
      createSponsorship({ ...draft, did: partner.did, expires: millis(expires + day) }, key(head)),
    ];
    for (const word of words) expect(await world.finish(branch.parts.gossip.ingest(word))).toBe('ignore');
    const longer = createSponsorship({ ...draft, expires: millis(expires + day) }, key(head));
    const forged = Uint8Array.from(longer);
    forged[longer.length - 1] = (forged[longer.length - 1] ?? 0) ^ 1;
    expect(await world.finish(branch.parts.gossip.ingest(forged))).toBe('not-sponsored');
    expect(branch.parts.directory.own.record.seq).toBe(seq);
    // One of the right kind is taken: that is what was refused above.
    expect(await world.finish(branch.parts.gossip.ingest(longer))).toBe('ignore');
    expect(branch.parts.directory.own.organisation?.expires).toBe(expires + day);
  });

  it('leaves it by its own word, and is of its own organisation again', async () => {
    const { world, head, branch } = await company('leave');
    const before = branch.parts.directory.ownOrganisation;
    await join(world, head, branch);
    await world.until(() => branch.parts.links.isLinked(head.did));
    expect(await org(world, branch).leave()).toMatchObject({
      left: head.parts.directory.ownOrganisation,
      organisation: { id: before },
    });
    expect(await world.until(() => organisationAt(head, branch) === before)).toBe(true);
    // It is not signed for behind its back.
    await days(world, 20, head, branch);
    expect(branch.parts.directory.ownOrganisation).toBe(before);
    await expect(org(world, branch).leave()).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('may not sign for others, nor delegate by the organisation, because it does not hold the key', async () => {
    const { world, head, branch, partner } = await company('no key');
    await join(world, head, branch);
    const { code } = await org(world, partner).request();
    await expect(org(world, branch).admit(code)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('the codes of an organisation', () => {
  it('are refused by name where they are damaged, our own, of an agent that ended, or for somebody else', async () => {
    const { world, head, branch, partner } = await company('codes');
    const { code } = await org(world, branch).request();
    const admitted = await org(world, head).admit(code, 3600);
    await expect(org(world, head).admit(`${code.slice(0, -4)}AAAA`)).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(org(world, branch).admit(code)).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(org(world, partner).join(admitted.code)).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(org(world, branch).join('parleyorg1x')).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(org(world, head).dismiss('branch')).rejects.toMatchObject({ code: 'peer-unknown' });
    expect(await org(world, head).read(code)).toMatchObject({ kind: 'request', did: branch.did, name: 'branch' });
    expect(await org(world, branch).read(admitted.code)).toMatchObject({ kind: 'membership', until: admitted.until });
    await world.pass(2 * 3600_000);
    await expect(org(world, branch).join(admitted.code)).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('are written to the audit log, with who decided', async () => {
    const { world, head, branch } = await company('audited');
    const [before, there] = [head.parts.audit.size, branch.parts.audit.size];
    await join(world, head, branch);
    await world.pass(5_000);
    expect(head.parts.audit.size).toBeGreaterThan(before);
    expect(branch.parts.audit.size).toBeGreaterThan(there);
  });
});
