import type { Did } from '../base/base.ts';
import type { ExchangeRequest } from '../wire/wire.ts';
import { pushTargetName } from './a2a/push-egress.ts';
import { TargetError, type Target } from './egress-target.ts';
import { sharedMount } from './mcp/shared-name.ts';
import type { RawResponse } from './outcome.ts';

/** The agent and servers behind this node, by the names that requests use. */
export interface EgressTargets {
  readonly a2a: Target | undefined;
  readonly mcp: ReadonlyMap<string, Target>;
  /** All of the servers as one; undefined when there is none. */
  readonly shared?: Target | undefined;
  /** The webhooks of our own clients; undefined when none are relayed. */
  readonly push?: Target | undefined;
  /** The registry of the AgentMesh clients behind this node; undefined when it serves none. */
  readonly agentmesh?: Target | undefined;
}

/** The called side of the bridge: hands an exchange to the target it names. */
export interface Egress extends AsyncDisposable {
  /** As `Target.perform`; `TargetError` with `no-target` when nothing of that name is behind this node. */
  perform(request: ExchangeRequest, caller: Did, signal: AbortSignal): Promise<RawResponse>;
  close(): Promise<void>;
}

/** Takes ownership of the targets: closing the egress closes them. */
export function createEgress(targets: EgressTargets): Egress {
  const close = async (): Promise<void> => {
    await targets.shared?.close();
    const all = [targets.a2a, targets.push, targets.agentmesh, ...targets.mcp.values()].filter(
      (target) => target !== undefined,
    );
    await Promise.all(all.map((target) => target.close()));
  };
  const targetOf = ({ protocol, target }: ExchangeRequest): Target | undefined => {
    if (protocol === 'mcp') return target === sharedMount ? targets.shared : targets.mcp.get(target);
    if (protocol === 'agentmesh') return targets.agentmesh;
    return target === pushTargetName ? targets.push : targets.a2a;
  };
  return {
    perform: async (request, caller, signal) => {
      const target = targetOf(request);
      if (target === undefined) {
        throw new TargetError(
          'no-target',
          'No agent or server of that name is configured here. Add it to parley.yaml.',
        );
      }
      return await target.perform(request, caller, signal);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
