import { z } from 'zod';
import {
  fromUtf8,
  limits,
  MeshError,
  parseCanonicalDid,
  parseMeshDid,
  utf8,
  type MeshDid,
  type Reason,
} from './base/base.ts';
import {
  MeshLines,
  readMeshCall,
  refusedCall,
  type Egress,
  type MeshCall,
  type MeshCaller,
  type MeshServed,
} from './bridge/bridge.ts';
import type { Intake, Taken } from './inbox.ts';
import { between } from './mesh-clients.ts';
import type { MeshEndpoint } from './mesh-endpoint.ts';
import { meshCarry, meshExchangeMs, type MeshExchangePorts } from './mesh-exchange.ts';
import { entriesOf } from './pages.ts';
import type { Operation } from './store/store.ts';
import type { Envelope } from './wire/wire.ts';

/** What calls of AgentMesh agents need of the rest of the hall. */
export interface MeshCallPorts extends MeshExchangePorts {
  readonly egress: Egress;
  /** What stands behind this node for them. */
  readonly served: MeshServed;
  /** Sends an answer, as the endpoint does. */
  readonly send: MeshEndpoint['send'];
  problem(error: unknown): void;
}

/** A call that was taken. */
interface Begun {
  readonly call: MeshCall;
  readonly caller: MeshCaller;
  /** The mark that it is under way. */
  readonly key: string;
}

/** Calls under way, of all agents and of one; more are refused with `overloaded`. */
const maxCalls = 256;
const maxOfAgent = 32;
/** Largest answer, bytes: it fits into a frame of AgentMesh. */
const maxAnswerBytes = 700 * 1024;

const prefix = 'call/';

/** A mark on disk: enough to tell the agent what became of its call. */
const mark = z.strictObject({
  kind: z.enum(['mcp', 'a2a']),
  id: z.union([z.string(), z.number(), z.null()]),
  agent: z.string(),
  host: z.string(),
});

/**
 * Calls that agents of AgentMesh make of what stands behind this node, by messages to its agent. Each is performed at
 * most once: the commit that takes the message marks it as begun, and after a crash or a stop its agent is told
 * `interrupted`. The commit that accepts the answer takes the mark away.
 */
export class MeshCalls {
  readonly #ports: MeshCallPorts;
  readonly #lines: MeshLines;
  readonly #running = new Map<string, MeshDid>();
  readonly #ends = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(ports: MeshCallPorts) {
    this.#ports = ports;
    this.#lines = new MeshLines((host) => meshCarry(ports, host));
  }

  /** Calls that are under way. */
  get active(): number {
    return this.#running.size;
  }

  /** Where messages go: calls here, everything else to the inbox. */
  before(inbox: Pick<Intake, 'take'>): Pick<Intake, 'take'> {
    return { take: (envelope, now) => this.#take(envelope) ?? inbox.take(envelope, now) };
  }

  #take({ id, from: host, body }: Envelope): Taken | undefined {
    if (body.kind !== 'message') return undefined;
    const agent = parseMeshDid(body.agent ?? '');
    const call = agent && readMeshCall(body.body, this.#ports.served);
    if (agent === undefined || call === undefined) return undefined;
    const begun = { call, caller: { agent, host }, key: `${prefix}${id}` };
    const value: z.input<typeof mark> = { kind: call.kind, id: call.id, agent, host };
    const put: Operation = { kind: 'put', space: 'agentmesh', key: begun.key, value: utf8(JSON.stringify(value)) };
    return { cursor: undefined, operations: [put], arrived: () => this.#begin(begun) };
  }

  /** Tells agents of the calls that a crash or a stop cut off. */
  async recover(): Promise<void> {
    const cut: Begun[] = [];
    for await (const [key, value] of entriesOf(this.#ports.store, 'agentmesh', between(prefix))) {
      const { kind, id, ...parties } = mark.parse(JSON.parse(fromUtf8(value) ?? ''));
      const agent = parseMeshDid(parties.agent);
      const host = parseCanonicalDid(parties.host);
      if (agent === undefined || host === undefined) continue;
      const call: MeshCall =
        kind === 'mcp'
          ? { kind, id, server: '', method: 'tools/call', params: {} }
          : { kind, id, parts: [], contextId: undefined, taskId: undefined };
      cut.push({ call, caller: { agent, host }, key: fromUtf8(key) ?? '' });
    }
    for (const one of cut) await this.#refuse(one, 'interrupted').catch((error: unknown) => this.#ports.problem(error));
  }

  /** Breaks off what is under way; `recover` tells of it after the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#ends);
  }

  #begin(begun: Begun): void {
    if (this.#stop.signal.aborted) return;
    const { agent } = begun.caller;
    const own = [...this.#running.values()].filter((one) => one === agent).length;
    const isFull = this.#running.size >= maxCalls || own >= maxOfAgent;
    if (!isFull) this.#running.set(begun.key, agent);
    const end = (isFull ? this.#refuse(begun, 'overloaded') : this.#perform(begun))
      .catch((error: unknown) => this.#ports.problem(error))
      .finally(() => {
        this.#running.delete(begun.key);
        this.#ends.delete(end);
      });
    this.#ends.add(end);
  }

  async #perform(begun: Begun): Promise<void> {
    const late = new AbortController();
    const cancel = this.#ports.clock.after(meshExchangeMs, () => late.abort());
    const signal = AbortSignal.any([this.#stop.signal, late.signal]);
    try {
      const answer = await this.#lines.answer(begun.call, begun.caller, signal);
      if (!this.#stop.signal.aborted) await this.#answer(begun, answer);
    } finally {
      cancel();
    }
  }

  /** The answer leaves as a message; one that may not, or is too large, is told as a refusal instead. */
  async #answer(begun: Begun, answer: unknown): Promise<void> {
    const body = utf8(JSON.stringify(answer));
    if (body.length > maxAnswerBytes) return await this.#refuse(begun, 'too-large');
    const reason = await this.#send(begun, body);
    if (reason !== undefined) await this.#refuse(begun, reason);
  }

  async #refuse(begun: Begun, reason: Reason): Promise<void> {
    const refused = { kind: 'refused', reason, messageId: undefined, side: 'remote' } as const;
    const isSent = await this.#send(begun, utf8(JSON.stringify(refusedCall(begun.call, refused))));
    // Not even that may be said to the agent: it waits in vain, and this call is over.
    if (isSent !== undefined) await this.#ports.store.commit([unmark(begun)]);
  }

  /** Undefined when it is on disk, else why it may not be sent. */
  async #send(begun: Begun, body: Uint8Array): Promise<Reason | undefined> {
    const message = { topic: 'agentmesh', contentType: 'application/json', body, replyTo: undefined } as const;
    const { agent } = begun.caller;
    try {
      const sent = await this.#ports.send(agent, message, limits.messageTtlMs, [unmark(begun)]);
      return sent.kind === 'accepted' ? undefined : sent.reason;
    } catch (error) {
      // An agent that is known no more hears nothing.
      if (error instanceof MeshError && error.code === 'peer-unknown') return 'not-registered';
      throw error;
    }
  }
}

function unmark({ key }: Begun): Operation {
  return { kind: 'delete', space: 'agentmesh', key };
}
