import type { Play, Stage } from '../stage.ts';
import { playApproval } from './approval.ts';
import { playBetrayal } from './betrayal.ts';
import { playFlood } from './flood.ts';
import { playOffline } from './offline.ts';
import { playPartition } from './partition.ts';

/** A story that can be played by its name. */
export interface Scenario {
  readonly summary: string;
  readonly prepare: (stage: Stage) => Play | Promise<Play>;
}

/** The stories, by name. The tour needs the SDKs of A2A and MCP, which only a clone of the repository has. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  tour: {
    summary: 'A2A and MCP by their official SDKs, refusals, a crash, a mailbox, impostors, trust lost and earned again',
    prepare: async (stage) => {
      const { playTour } = await import('../tour.ts');
      return playTour(stage);
    },
  },
  partition: {
    summary: 'the network is cut in two, an agent is revoked on one side, and the cut heals',
    prepare: playPartition,
  },
  betrayal: {
    summary: 'an agent earns trust, misbehaves, loses its tier and is shut out; the others hear of it',
    prepare: playBetrayal,
  },
  offline: {
    summary: 'nodes are killed while messages are under way, and a message waits at a mailbox',
    prepare: playOffline,
  },
  flood: {
    summary: 'a node is sent rubbish and then too many calls, while honest calls go on',
    prepare: playFlood,
  },
  approval: {
    summary: 'calls wait for a person, who lets one pass and denies another',
    prepare: playApproval,
  },
};

/** What is played when nobody says otherwise: the tour where it can be. */
export function defaultScenario(): string {
  try {
    import.meta.resolve('@a2a-js/sdk/client');
    import.meta.resolve('@modelcontextprotocol/server-everything/package.json');
    return 'tour';
  } catch {
    return 'betrayal';
  }
}
