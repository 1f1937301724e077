import { describe, expect, it } from 'vitest';
import { millis, systemRandom } from '../../../src/base/base.ts';
import {
  consumeMeshPrekey,
  createMeshPrekeys,
  decodeMeshPrekeys,
  encodeMeshPrekeys,
  givenMeshPrekeys,
  renewMeshPrekeys,
  shownMeshPrekeys,
  type MeshPrekeys,
} from '../../../src/session/session.ts';

const dayMs = 86_400_000;
const at = (days: number) => ({ now: millis(days * dayMs), random: systemRandom });
const ids = (prekeys: MeshPrekeys): readonly number[] => shownMeshPrekeys(prekeys).oneTime.map(({ id }) => id);

describe('the prekeys of an agent that is one of AgentMesh', () => {
  it('stay as they are while enough of them lie at the registry', () => {
    const made = createMeshPrekeys(at(0));
    const left = new Set(ids(made).slice(-5));
    const renewed = renewMeshPrekeys(made, left, at(6));
    expect(ids(renewed)).toEqual([...left]);
    expect(renewMeshPrekeys(renewed, left, at(6))).toBe(renewed);
  });

  it('are refilled when fewer than five are left, and those given out still open a KNOCK once', () => {
    const made = createMeshPrekeys(at(0));
    const [given = 0] = ids(made);
    const left = new Set(ids(made).slice(-4));
    const renewed = renewMeshPrekeys(made, left, at(1));
    expect(ids(renewed)).toHaveLength(100);
    expect(ids(renewed)).not.toContain(given);
    const known = (prekeys: MeshPrekeys) => givenMeshPrekeys(prekeys).offered.map(({ id }) => id);
    expect(known(renewed)).toContain(given);
    expect(known(consumeMeshPrekey(renewed, given))).not.toContain(given);
    expect(known(consumeMeshPrekey(made, given))).not.toContain(given);
  });

  it('have their signed one rotated after 7 days, and the old one kept 14 more', () => {
    const made = createMeshPrekeys(at(0));
    const left = new Set(ids(made));
    const rotated = renewMeshPrekeys(made, left, at(7));
    expect(shownMeshPrekeys(rotated).signed.id).not.toBe(shownMeshPrekeys(made).signed.id);
    expect(rotated.signed).toHaveLength(2);
    expect(renewMeshPrekeys(rotated, left, at(13)).signed).toHaveLength(2);
    expect(renewMeshPrekeys(rotated, left, at(22)).signed.map(({ id }) => id)).not.toContain(made.signed[0]?.id);
  });

  it('come out of the store as they went in', () => {
    const made = createMeshPrekeys(at(0));
    expect(shownMeshPrekeys(decodeMeshPrekeys(encodeMeshPrekeys(made)))).toEqual(shownMeshPrekeys(made));
  });
});
