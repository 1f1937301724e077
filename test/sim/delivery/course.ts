import { utf8 } from '../../../src/base/base.ts';
import type { RawResponse } from '../../../src/bridge/bridge.ts';
import type { CompiledPolicies } from '../../../src/policy/policy.ts';
import { mailboxProtocol } from '../../../src/mailbox-talk.ts';
import { sweep } from '../../../src/sweep.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { lying as lyingMailbox } from '../../support/lying-mailbox.ts';
import { Chance } from '../chance.ts';
import { HallNode, rule, rules, type Plant } from '../hall-node.ts';
import type { MemoryStore } from '../memory-store.ts';
import { Network, type Tap } from '../network.ts';
import { World } from '../world.ts';
import { Ledger } from './ledger.ts';
import { cutting, type Script, type Timed } from './script.ts';
import { lying, Wire } from './watch.ts';

/** How often what is due is looked after; as the daemon does. */
const sweepEveryMs = 60_000;
/**
 * Time for everything to end once all is well again, virtual milliseconds: longer than anything may wait. A message to a peer that
 * never acknowledges, sent by a clock that was an hour ahead, runs out ten minutes later, and the word in its place after ten more.
 */
const calmMs = 85 * 60_000;
/** What a node is swept with. */
const config = { audit: { factsDays: 7, entriesDays: 365 } };
/** The topic that is forbidden at all times. */
export const secretTopic = 'secret';

const never = rule('forbid', 'message.receive', [
  {
    kind: 'when',
    body: { '==': { left: { '.': { left: { Var: 'resource' }, attr: 'name' } }, right: { Value: secretTopic } } },
  },
]);
const talkers = ['alice', 'bob', 'carol', 'dave'];
const postmen = ['mabel', 'max'];
/** What every text begins with: it must not be readable where it only waits. */
const marker = 'a text ';
const open = rules(rule('permit'), never);
const shut = rules(rule('permit'), rule('forbid', 'message.receive'));

/** How a course is to be run besides its script. */
export interface CourseOptions {
  /** A defect in every node. */
  readonly plant?: Plant | undefined;
  /** Told what happens. */
  readonly log?: ((line: string) => void) | undefined;
}

/** One run of a script over real halls: the storm, then calm weather until everything has ended. */
export class Course {
  readonly world: World;
  readonly network: Network;
  readonly nodes: readonly HallNode[];
  readonly ledger = new Ledger();
  readonly wire = new Wire();
  readonly #script: Script;
  readonly #options: CourseOptions;
  readonly #agents = new Map<HallNode, number>();
  #count = 0;
  #calm = false;

  constructor(script: Script, options: CourseOptions = {}) {
    this.#script = script;
    this.#options = options;
    this.world = new World(`course ${script.seed}`);
    this.network = new Network(this.world, { maxDelayMs: script.maxDelayMs });
    const setup = {
      policies: open,
      maxInbox: script.maxInbox,
      conditions: { maxMessages: script.maxMessages },
      perform: (request: ExchangeRequest) => this.#perform(request),
      ...(options.plant === undefined ? {} : { plant: options.plant }),
    };
    const use = postmen.slice(0, script.mailboxes);
    const uses = { ...setup, cutting, mailbox: { use, fetchSeconds: script.fetchSeconds } };
    this.nodes = [
      ...talkers.slice(0, script.nodes).map((name) => new HallNode(this.network, name, uses)),
      ...use.map((name) => new HallNode(this.network, name, { ...setup, mailbox: { offer: true } })),
    ];
    this.network.watch = this.wire.watch;
    this.network.heard = this.wire.heard;
    this.network.tap = liesOf(script, this.nodes);
  }

  /** Starts the nodes, and makes them known to one another. */
  async begin(): Promise<void> {
    for (const [i, node] of this.nodes.entries()) {
      node.onStore = (store) => this.#observe(node, store);
      node.setClock(this.#script.skewMs[i] ?? 0);
      await node.start();
    }
    for (const node of this.nodes) for (const other of this.nodes) if (other !== node) await node.know(other);
    for (const node of this.nodes) {
      this.#repeat(this.#script.agentMs, () => this.#readInbox(node));
      this.#repeat(sweepEveryMs, () => this.#sweep(node));
    }
  }

  /** Lets the script happen. */
  async storm(): Promise<void> {
    for (const happening of this.#script.happenings) {
      this.world.after(happening.at, () => {
        this.#options.log?.(`${happening.at} ms ${JSON.stringify(happening)}`);
        this.happen(happening);
      });
    }
    await this.world.pass(this.#script.lastsMs);
  }

  /** All is well from here on; true when everything that waits comes to its end. */
  async calm(): Promise<boolean> {
    this.#calm = true;
    this.network.heal();
    for (const [i, node] of this.nodes.entries()) {
      node.policies = open;
      node.setClock(this.#script.skewMs[i] ?? 0);
      node.resume();
      if (node.isUp) node.parts.store.fill(false);
      if (!node.isUp || node.parts.store.broken) this.#restart(node);
    }
    const isIdle = (node: HallNode): boolean =>
      node.isUp && node.parts.links.lanes().every((lane) => !lane.busy) && node.parts.exchanges.active === 0;
    const ended = await this.world.until(() => this.nodes.every(isIdle) && this.#isFetched(), calmMs);
    // What may wait for company is written by then, agents have looked, and what is due now and then was looked after.
    await this.world.pass(sweepEveryMs + 10_000);
    // Whoever misses something asks for it now and then, by a letter: that is fetched, too.
    await this.world.until(() => this.#isFetched(), 2 * this.#script.fetchSeconds * 1000);
    return ended;
  }

  /** Whether mailboxes that are honest keep nothing any more. */
  #isFetched(): boolean {
    const { nodes, mailLie } = this.#script;
    return this.nodes
      .slice(mailLie === undefined ? nodes : nodes + 1)
      .every(({ parts }) => (parts.mailing.host?.describe().messages ?? 0) === 0);
  }

  /** Calm weather is over. */
  resumeStorm(): void {
    this.#calm = false;
  }

  /** One message from each node to each other, and whether they have ended. */
  async probe(): Promise<boolean> {
    const { nodes, lie } = this.#script;
    const posted: Promise<void>[] = [];
    for (let from = 0; from < nodes; from++)
      for (let to = 0; to < nodes; to++)
        if (from !== to) {
          const sending = { at: 0, kind: 'send', from, to, count: 1, ttlMs: lie && 600_000, secret: false } as const;
          posted.push(this.#send(sending, ++this.#count).catch(() => undefined));
        }
    // Who has to meet its peer first accepts it later; until then nothing waits there.
    let areAccepted = false;
    void Promise.all(posted).then(() => (areAccepted = true));
    await this.world.until(() => areAccepted);
    return this.calm();
  }

  happen(happening: Timed): void {
    if ('node' in happening) this.#trouble(happening, this.#at(happening.node));
    else this.#traffic(happening);
  }

  #traffic(happening: Exclude<Timed, { readonly node: number }>): void {
    switch (happening.kind) {
      case 'send':
        for (let i = 0; i < happening.count; i++) void this.#send(happening, ++this.#count).catch(() => undefined);
        return;
      case 'call':
        void this.#call(happening, `call ${++this.#count}`).catch(() => undefined);
        return;
      case 'reset':
        this.network.reset(this.#at(happening.a).host, this.#at(happening.b).host);
        return;
      case 'half-open':
        this.network.halve(this.#at(happening.a).host, this.#at(happening.b).host);
        return;
      case 'cut':
        this.#cut(happening);
        return;
      case 'replay':
        this.wire.repeat(this.#at(happening.to).host, happening.nth);
    }
  }

  #trouble(happening: Extract<Timed, { readonly node: number }>, node: HallNode): void {
    const later = (ms: number, mend: () => void): void =>
      void this.world.after(ms, () => {
        if (!this.#calm) mend();
      });
    switch (happening.kind) {
      case 'crash':
        this.#crash(happening, node);
        return;
      case 'pause':
        this.#pause(node);
        later(happening.forMs, () => this.#resume(node));
        return;
      case 'jump': {
        const skewMs = this.#script.skewMs[happening.node] ?? 0;
        node.setClock(skewMs + happening.byMs);
        later(happening.forMs, () => node.setClock(skewMs));
        return;
      }
      case 'forbid':
        node.policies = shut;
        later(happening.forMs, () => (node.policies = open));
        return;
      case 'disk-full':
        if (node.isUp) node.parts.store.breakDisk();
        later(happening.forMs, () => this.#restart(node));
        return;
      case 'disk-slow':
        if (node.isUp) node.parts.store.fill(true);
        later(happening.forMs, () => node.isUp && node.parts.store.fill(false));
        return;
    }
  }

  #crash({ moment, downMs }: Extract<Timed, { kind: 'crash' }>, node: HallNode): void {
    const go = (): void => {
      node.crash();
      this.world.after(downMs, () => this.#boot(node));
    };
    if (moment === 'now' || !node.isUp) return go();
    const { store } = node.parts;
    store.onGroup = (reached) => {
      if (reached !== moment) return;
      store.onGroup = () => {};
      go();
    };
  }

  #restart(node: HallNode): void {
    node.crash();
    this.#boot(node);
  }

  #boot(node: HallNode): void {
    if (node.isStarted) return;
    node.boot().catch((error: unknown) => this.ledger.faults.push(`start: ${node.name}: ${String(error)}`));
  }

  #pause(node: HallNode): void {
    node.pause();
    for (const other of this.nodes) if (other !== node) this.network.cut(node.host, other.host);
  }

  #resume(node: HallNode): void {
    for (const other of this.nodes) this.network.mend(node.host, other.host);
    node.resume();
  }

  #cut({ a, b, forMs, oneWay }: Extract<Timed, { kind: 'cut' }>): void {
    const [one, other] = [this.#at(a).host, this.#at(b).host];
    this.network.cut(one, other, oneWay);
    this.world.after(forMs, () => this.network.mend(one, other));
  }

  #at(index: number): HallNode {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`there is no node ${index}`);
    return node;
  }

  /** It counts from the moment its sender is told that it is on disk, whatever becomes of the sender. */
  async #send(sending: Extract<Timed, { kind: 'send' }>, count: number): Promise<void> {
    const { from, to, ttlMs, secret, bytes = 0, priority } = sending;
    const node = this.#at(from);
    if (!node.isUp) return;
    const text = `${marker}${secret ? 'secret ' : ''}${count}`.padEnd(bytes, ` ${count}`);
    const topic = secret ? secretTopic : '';
    const post = () => node.post(this.#at(to), text, { topic, priority, ...(ttlMs === undefined ? {} : { ttlMs }) });
    let sent = await post();
    if (sent.kind === 'refused' && sent.reason === 'not-active') {
      // As the daemon does before it sends.
      await node.parts.links.acquaint(this.#at(to).did, new AbortController().signal);
      sent = await post();
    }
    const at = this.world.now();
    if (sent.kind === 'accepted')
      this.ledger.accept({ id: sent.id, text, from, to, secret, inParts: bytes > 0, priority, at, count });
  }

  async #call({ from, to }: Extract<Timed, { kind: 'call' }>, name: string): Promise<void> {
    const node = this.#at(from);
    if (!node.isUp) return;
    const outcome = await node.parts.exchanges.call(this.#at(to).did, requestOf(name), new AbortController().signal);
    if (outcome.kind !== 'response') return;
    for await (const part of outcome.response.body) if (part.length === 0) return;
    this.ledger.answered(name);
  }

  async #perform(request: ExchangeRequest): Promise<RawResponse> {
    this.ledger.performed(nameOf(request));
    return { status: 200, headers: [], body: pieces() };
  }

  /** A node's agent fetches its messages and acknowledges them. */
  async #readInbox(node: HallNode): Promise<void> {
    if (!node.isUp) return;
    const { parts } = node;
    const from = this.#agents.get(node) ?? 0;
    const messages = await parts.inbox.read(from, 100);
    for (const [sender, theirs] of Map.groupBy(messages, (message) => message.from))
      if (theirs.length > Math.ceil(this.#script.maxInbox / 2))
        this.ledger.faults.push(`quota: ${node.name} keeps ${theirs.length} messages of ${sender}`);
    if (!node.isUp || node.parts !== parts) return;
    for (const { id, cursor, message } of messages)
      this.ledger.saw(this.nodes.indexOf(node), { id, cursor, text: new TextDecoder().decode(message.body) });
    await parts.inbox.acknowledge(messages.map(({ cursor }) => cursor));
  }

  async #sweep(node: HallNode): Promise<void> {
    if (node.isUp && !node.parts.store.failed) await sweep({ ...node.parts, config }, node.parts.own);
  }

  /** Again and again; not again before the work of the last time is done or failed, except when its node went with it. */
  #repeat(everyMs: number, work: () => Promise<void>): void {
    this.world.after(everyMs, () => {
      work().catch(() => undefined);
      this.#repeat(everyMs, work);
    });
  }

  /** No message is handed over to the disk that the set in force at that moment forbids. */
  #observe(node: HallNode, store: MemoryStore): void {
    store.splits = this.#script.splits;
    store.onCommit = (operations) => {
      const takes = operations.some((one) => one.kind === 'put' && one.space === 'inbox');
      if (takes && isShut(node.policies)) this.ledger.faults.push(`denied: ${node.name} took what its policy forbids`);
      const kept = operations.filter((one) => one.kind === 'put' && one.space === 'mailbox');
      if (kept.some((one) => one.kind === 'put' && Buffer.from(one.value).includes(marker)))
        this.ledger.faults.push(`sealed: ${node.name} keeps a text that it can read`);
    };
  }
}

/** What becomes of a frame on its way from a peer or a mailbox that lies. */
function liesOf({ nodes, lie, mailLie, seed }: Script, all: readonly HallNode[]): Tap {
  const liar = all[nodes - 1];
  const postman = all[nodes];
  const honest: Tap = (frame) => [frame];
  const peer = lie === undefined || liar === undefined ? honest : lying(liar.host, lie, new Chance(seed + 1));
  if (mailLie === undefined || postman === undefined) return peer;
  const twist = lyingMailbox(mailLie);
  return (frame, way) =>
    way.protocol === mailboxProtocol && way.from === postman.host ? twist(frame) : peer(frame, way);
}

function isShut(policies: CompiledPolicies): boolean {
  return policies === shut;
}

function requestOf(name: string): ExchangeRequest {
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'look', arguments: { call: name } } };
  return {
    kind: 'request',
    protocol: 'mcp',
    target: 'tools',
    method: 'POST',
    path: '',
    headers: [['content-type', 'application/json']],
    body: utf8(JSON.stringify(body)),
  };
}

function nameOf({ body }: ExchangeRequest): string {
  return /call \d+/.exec(new TextDecoder().decode(body))?.[0] ?? 'a call that nobody made';
}

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (const text of ['{"jsonrpc":"2.0",', '"id":1,', '"result":{}}']) {
    await new Promise<void>((next) => setImmediate(next));
    yield utf8(text);
  }
}
