import { fromUtf8, parseCanonicalDid, utf8, type Did, type Millis, type Verdict, type MeshDid } from './base/base.ts';
import { meshDidOf, runsProtocol } from './bridge/bridge.ts';
import type { VerifiedRecord } from './identity/identity.ts';
import type { Store } from './store/store.ts';
import type { HostedAgent } from './wire/wire.ts';

/** What is asked of the registry of the mesh. */
interface HostedPorts {
  readonly store: Store;
  readonly directory: {
    dids(): readonly Did[];
    standing(did: Did, now: Millis): Verdict<VerifiedRecord>;
  };
  problem(error: unknown): void;
}

/** An AgentMesh client behind another node. */
export interface RemoteAgent {
  readonly did: MeshDid;
  readonly agent: HostedAgent;
  /** The agent whose node serves it. */
  readonly host: Did;
}

/**
 * AgentMesh clients behind other nodes, as the records of those nodes name them. A node cannot prove that a client
 * chose it, so the node that was first known to serve a client stays the one, for as long as its record says so:
 * another that claims the same client gets nothing of what is meant for it. What it would get is sealed for the client.
 */
export class HostedAgents {
  readonly #ports: HostedPorts;
  readonly #hosts = new Map<MeshDid, Did>();

  constructor(ports: HostedPorts) {
    this.#ports = ports;
  }

  /** The client of that DID, and where it is; undefined when no node in force names it. */
  find(did: MeshDid, now: Millis): RemoteAgent | undefined {
    const pinned = this.pinned(did);
    const known = pinned === undefined ? undefined : this.#at(pinned, did, now);
    if (known !== undefined) return known;
    for (const host of this.#ports.directory.dids()) {
      const found = this.#at(host, did, now);
      if (found === undefined) continue;
      this.#pin(found);
      return found;
    }
    return undefined;
  }

  /** The node that was first known to serve a client, also when it does so no more. */
  pinned(did: MeshDid): Did | undefined {
    return this.#hosts.get(did) ?? this.#pinned(did);
  }

  /** Whether the node of an agent says that it takes runs of frames. */
  takesRuns(host: Did, now: Millis): boolean {
    const record = this.#ports.directory.standing(host, now);
    return record.kind === 'accept' && record.value.record.protocols.includes(runsProtocol);
  }

  /** Up to `limit` clients with exactly this capability. */
  discover(capability: string, limit: number, now: Millis): readonly RemoteAgent[] {
    const found: RemoteAgent[] = [];
    for (const host of this.#ports.directory.dids()) {
      for (const agent of this.#hostedBy(host, now)) {
        if (found.length >= limit) return found;
        const did = meshDidOf(agent.key);
        if (agent.capabilities.includes(capability) && this.find(did, now)?.host === host)
          found.push({ did, agent, host });
      }
    }
    return found;
  }

  #at(host: Did, did: MeshDid, now: Millis): RemoteAgent | undefined {
    const agent = this.#hostedBy(host, now).find(({ key }) => meshDidOf(key) === did);
    return agent === undefined ? undefined : { did, agent, host };
  }

  #hostedBy(host: Did, now: Millis): readonly HostedAgent[] {
    const record = this.#ports.directory.standing(host, now);
    return record.kind === 'accept' ? (record.value.record.hosted ?? []) : [];
  }

  #pinned(did: MeshDid): Did | undefined {
    const stored = this.#ports.store.get('agentmesh', `pin/${did}`);
    const host = stored === undefined ? undefined : parseCanonicalDid(fromUtf8(stored) ?? '');
    if (host !== undefined) this.#hosts.set(did, host);
    return host;
  }

  #pin({ did, host }: RemoteAgent): void {
    this.#hosts.set(did, host);
    this.#ports.store
      .commit([{ kind: 'put', space: 'agentmesh', key: `pin/${did}`, value: utf8(host) }], { lazy: true })
      .catch((error: unknown) => this.#ports.problem(error));
  }
}
