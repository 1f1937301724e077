import { parseMeshDid, type Did, type MeshDid } from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import { meshAgent, type Carry, type MeshAgentShown } from './bridge/bridge.ts';
import { writeEnding } from './journal.ts';
import { judgedCarry, type MeshExchangePorts, type MeshWay } from './mesh-exchange.ts';
import type { MeshQuestions } from './mesh-questions.ts';

/** An agent, and the node that serves it. */
type Found = MeshAgentShown & { readonly host: Did };

/** What clients of A2A and MCP need to reach agents of AgentMesh. */
export interface MeshAgentPorts extends MeshExchangePorts {
  readonly audit: AuditLog;
  readonly questions: Pick<MeshQuestions, 'ask'>;
  /** An agent that a node in force serves, this one or another; undefined when none is known to, and for our own. */
  find(did: MeshDid): Found | undefined;
}

/** Agents of AgentMesh as agents of A2A, for clients at this node. */
export class MeshAgents {
  readonly #ports: MeshAgentPorts;

  constructor(ports: MeshAgentPorts) {
    this.#ports = ports;
  }

  /** The agent that a name means: its DID. Undefined when there is none of that name. */
  resolve(name: string): MeshDid | undefined {
    return this.#find(name)?.did;
  }

  /** Carries exchanges with the agent of a name. Each is judged as what it asks, its messages as the messages that they are. */
  carry(name: string): Carry {
    const found = this.#find(name);
    if (found === undefined)
      return () => Promise.resolve({ kind: 'refused', reason: 'not-registered', messageId: undefined, side: 'local' });
    const { did, host } = found;
    const agent = meshAgent(found, async (asked, signal) => await this.#ports.questions.ask(did, asked, signal));
    const { audit, clock } = this.#ports;
    const way: MeshWay = {
      host,
      direction: 'out',
      ended: (id, end) => writeEnding(audit, { id, peer: host }, { at: clock.now(), ...end }),
    };
    return judgedCarry(this.#ports, way, agent);
  }

  #find(name: string): Found | undefined {
    const did = parseMeshDid(name);
    return did === undefined ? undefined : this.#ports.find(did);
  }
}
