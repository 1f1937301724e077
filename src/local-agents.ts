import type { Did } from './base/base.ts';
import {
  a2aTarget,
  createEgress,
  gatedTarget,
  httpTarget,
  pushTarget,
  sharedServers,
  stdioTarget,
  type Egress,
  type ListGate,
  type Target,
} from './bridge/bridge.ts';
import type { Config } from './config.ts';
import type { LoginConfig } from './config-login.ts';
import { sealCard, type AgentCard, type AgentIdentity } from './identity/identity.ts';
import { openLogin } from './logins.ts';
import type { PersonLogins } from './person-logins.ts';
import { PushRelay, type PushRelayPorts } from './push-relay.ts';
import type { StopStack } from './stop-stack.ts';
import { version } from './version.ts';

/** What stands behind this node, and the way of its notifications. */
export interface LocalAgents {
  readonly egress: Egress;
  readonly push: PushRelay;
}

/** What the way to local agents needs of the rest of the hall. */
export interface LocalAgentPorts extends PushRelayPorts {
  /** Our own agent's. */
  readonly self: Did;
  /** Whose key signs the card of our agent. */
  readonly identity: Pick<AgentIdentity, 'signing'>;
  /** Where logins that a person makes are found. */
  readonly personLogins: PersonLogins;
  /** What the lists of MCP servers pass. */
  readonly gate: ListGate;
  /** The registry of AgentMesh clients; undefined where none are served. */
  readonly agentmesh?: Target | undefined;
}

/** Opens the way to the agent and servers of the configuration, and to the webhooks of our own clients. */
export async function openLocalAgents(config: Config, ports: LocalAgentPorts, stack: StopStack): Promise<LocalAgents> {
  const push = await PushRelay.open(ports);
  stack.push('push', () => push.stop());
  const { a2a } = config.agent;
  const loginOf = (key: string, { url, login }: { readonly url: string; readonly login?: LoginConfig | undefined }) =>
    login === undefined ? undefined : openLogin(login, { key, url }, { ...ports, name: config.name, env: process.env });
  const mcp = Object.entries(config.mcp.servers).map(([name, server]) => {
    const target =
      'url' in server
        ? httpTarget({ url: server.url, login: loginOf(`mcp.servers.${name}`, server) })
        : stdioTarget(server);
    return [name, gatedTarget(target, ports.self, ports.gate)] as const;
  });
  const servers = new Map(mcp);
  const info = { name: config.name, version };
  const shared = sharedServers({ servers, owner: ports.self, gate: ports.gate, info });
  const { registryPort, relayPort } = config.agentmesh;
  const doors = [config.ingress.port, config.control.port, registryPort, relayPort].map(String);
  const isOwn = ({ hostname, port }: URL): boolean =>
    /^(?:127\.|localhost$|\[::1\]$)/.test(hostname) && [...doors, new URL(push.baseUrl()).port].includes(port);
  const seal = (card: AgentCard): string | undefined => {
    const sealed = sealCard(card, ports.identity.signing, ports.self);
    return sealed.kind === 'accept' ? sealed.value : undefined;
  };
  const egress = createEgress({
    a2a: a2a === undefined ? undefined : a2aTarget({ ...a2a, login: loginOf('agent.a2a', a2a), seal, sinks: push }),
    mcp: servers,
    shared: servers.size === 0 ? undefined : shared,
    push: pushTarget({ seal: push.seal, isOwn }),
    agentmesh: ports.agentmesh,
  });
  stack.push('egress', () => egress.close());
  return { egress, push };
}
