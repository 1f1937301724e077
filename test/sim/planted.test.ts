import { describe, expect, it } from 'vitest';
import { planted } from './delivery/planted.ts';
import { runScript, shrink } from './delivery/delivery.ts';
import { scriptOf } from './delivery/script.ts';

/** Seeds within which each defect has to show. */
const seeds = 40;

describe('the simulator notices', () => {
  it.each(Object.entries(planted))(
    '%s',
    async (_, { plant, complaint, script }) => {
      let found: string | undefined;
      for (let seed = 1; seed <= seeds && found === undefined; seed++)
        found = (await runScript({ ...scriptOf(seed), ...script }, { plant })).find((fault) => complaint.test(fault));
      expect(found).toMatch(complaint);
    },
    120_000,
  );

  it('a defect also in the shorter course that it makes of a failing one', async () => {
    const { plant, complaint } = planted['an outbox that never shrinks'] ?? { plant: {}, complaint: /never/ };
    const script = scriptOf(2);
    const short = await shrink(script, { plant });
    expect(short.happenings.length).toBeLessThan(script.happenings.length);
    expect((await runScript(short, { plant })).join('\n')).toMatch(new RegExp(complaint.source, 'm'));
  }, 120_000);

  it('the same in every run of the same seed, and other things with another', async () => {
    const course = async (seed: number): Promise<readonly string[]> => {
      const { plant } = planted['an outbox that never shrinks'] ?? {};
      const log: string[] = [];
      const faults = await runScript(scriptOf(seed), { plant, log: (line) => log.push(line) });
      return [...log, ...faults];
    };
    const first = await course(11);
    expect(await course(11)).toEqual(first);
    expect(await course(12)).not.toEqual(first);
  });
});
