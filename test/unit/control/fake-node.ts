import { defaultParameters, emptyLedger, noCredibility, publish, rootsOf, score } from '../../../src/trust/trust.ts';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshError, parseCanonicalDid, parseMessageId, type Did, type MessageId } from '../../../src/base/base.ts';
import {
  ControlError,
  startControl,
  type Control,
  type Handlers,
  type InboxMessage,
  type Input,
  type Output,
  type OutgoingMessage,
} from '../../../src/control/control.ts';

export const token = 'a'.repeat(43);

export function id(n: number): MessageId {
  const parsed = parseMessageId(n.toString(16).padStart(32, '0'));
  if (parsed === undefined) throw new Error('not an id');
  return parsed;
}

export const did: Did = (() => {
  const parsed = parseCanonicalDid('did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk');
  if (parsed === undefined) throw new Error('not a did');
  return parsed;
})();

/** A peer with whom all is well. */
export const connectedPeer: Output<'peers'>['peers'][number] = {
  did,
  alias: 'globex',
  connected: true,
  standing: 'active',
  trust: { score: 512, tier: 'standard', confidence: 0.1 },
  capabilities: [],
  addresses: [],
  session: true,
  queued: 0,
};

/** A call that waits for approval. */
const approval = {
  id: id(7),
  repeats: [],
  state: 'pending',
  direction: 'in',
  from: did,
  to: did,
  action: 'mcp.call',
  resource: 'pay',
  policies: [{ id: 'two.payments' }],
  policySet: 'f'.repeat(64),
  digest: '0'.repeat(64),
  created: 1,
  expires: 3_600_001,
} as const;

/** A tool that changed. */
const serverLogin = { key: 'mcp.servers.files', state: 'good', pending: false } as const;
const tool = {
  owner: did,
  alias: 'globex',
  server: 'files',
  name: 'echo',
  state: 'drifted',
  hash: 'b'.repeat(64),
  flags: ['hidden-text'],
  shadows: [],
  firstSeen: 1,
  changed: 2,
} as const;

/** A node in memory behind a real API: what it is sent lands in its inbox. */
export interface FakeNode extends AsyncDisposable {
  readonly control: Control;
  readonly dir: string;
  readonly sent: OutgoingMessage[];
  readonly inbox: InboxMessage[];
  readonly failures: unknown[];
  /** What was asked to be revoked. */
  readonly revoked: unknown[];
  /** What was asked to be suspended or resumed. */
  readonly rests: unknown[];
  /** Aborts seen by waiting inbox calls. */
  readonly aborted: string[];
  stops: number;
  /** Takes the API away, as a node that ends. */
  down(): Promise<void>;
  /** Starts the API again, with what the inbox holds. */
  up(): Promise<void>;
  deliver(message: OutgoingMessage): void;
}

/** What the API says of a delegation. */
function delegated(capabilities: readonly string[]) {
  const agents = { issuer: did, audience: did, subject: did, chain: [did] };
  const bounds = { maxDepth: 1, ceiling: 600, minScore: 0, notBefore: 1, expires: 2 };
  return { id: 'a'.repeat(64), ...agents, capabilities: [...capabilities], ...bounds };
}

/** What the API says about the organisation of the agent. */
function organisationAnswers() {
  const organisation = { id: 'did:key:z6Mk', name: 'Acme' };
  return {
    organisation: () => ({
      organisation,
      key: true,
      agents: [{ did, alias: 'branch', name: 'branch\u001b[31m', until: 1_800_000_000_000, renewed: true }],
    }),
    requestMembership: () => ({ code: 'parleyask1x', did, name: 'branch' }),
    readMembership: ({ request }: Input<'readMembership'>) => ({
      kind: request.code.startsWith('parleyask1') ? ('request' as const) : ('membership' as const),
      did,
      name: 'branch',
      organisation,
    }),
    admit: ({ request }: Input<'admit'>) => ({
      code: 'parleyorg1x',
      did,
      alias: request.alias ?? 'branch',
      organisation,
      until: (request.seconds ?? 0) * 1000,
      renewed: request.seconds === undefined,
    }),
    dismiss: () => ({ did, until: 1_800_000_000_000 }),
    joinOrganisation: () => ({ organisation, until: 1_800_000_000_000, holder: did, alias: 'head' }),
    leaveOrganisation: () => ({ left: organisation.id }),
  };
}

export async function startFakeNode(
  overrides: Partial<Handlers> = {},
  dir = mkdtempSync(join(tmpdir(), 'parley-control-')),
  at: { host?: string; port?: number; socketPath?: string; dashboard?: string } = {},
): Promise<FakeNode> {
  const node = new Map<'next', () => void>();
  const sent: OutgoingMessage[] = [];
  const inbox: InboxMessage[] = [];
  const failures: unknown[] = [];
  const revoked: unknown[] = [];
  const rests: unknown[] = [];
  const aborted: string[] = [];
  let last = 0;
  const deliver = (message: OutgoingMessage): void => {
    last++;
    inbox.push({
      id: id(1000 + last),
      cursor: last.toString(36).padStart(4, '0'),
      from: did,
      alias: message.to,
      topic: message.topic,
      contentType: message.contentType,
      body: Buffer.from(message.body).toString('base64'),
      replyTo: message.replyTo,
      created: 1,
      received: 2,
    });
    node.get('next')?.();
  };
  const remove = (keep: (message: InboxMessage) => boolean): number => {
    const kept = inbox.filter(keep);
    return inbox.splice(0, inbox.length, ...kept).length - kept.length;
  };
  const accept = (message: Input<'send'>['request'][number]): Output<'sendBytes'> => {
    sent.push(message);
    if (message.to === 'nobody')
      throw new MeshError('peer-unknown', 'There is no peer "nobody". `parley peers` lists all.');
    if (message.to === 'mallory') return { id: id(sent.length), state: 'refused', reason: 'policy-denied' };
    return { id: id(sent.length), state: 'accepted' };
  };
  const handlers: Handlers = {
    ...trustAnswers(),
    health: () => ({ ok: true }),
    metrics: () => 'parley_sessions 1\n',
    mailbox: () => ({
      offered: {
        messages: 1,
        bytes: 400,
        maxMessages: 100,
        maxBytes: 1000,
        owners: [{ owner: 'did:agentmesh:owner', messages: 1, bytes: 400, grantExpires: 1_800_000_000_000 }],
      },
      used: [{ mailbox: '12D3KooWmailbox', fetched: 3, problem: 'timeout' }],
      left: [{ peer: 'did:agentmesh:peer', mailbox: '12D3KooWother', left: 2, refused: 'mailbox-full' }],
      held: 3,
    }),
    backup: ({ request }) => ({ file: request.file, entries: 1, bytes: 2 }),
    ...iatpAnswers(),
    ready: () => ({ ready: false, reasons: ['starting'], warnings: [] }),
    audit: () => ({
      origin: 'o',
      key: 'k',
      formerKeys: [],
      size: 0,
      checkpoint: '',
      cosigners: [],
      forks: [],
      disputes: [],
    }),
    auditEntries: ({ query }) => ({ entries: [{ index: query.from, entry: '{}' }], size: query.from + 1 }),
    auditTile: ({ query }) => ({ hashes: Buffer.alloc(query.width * 32).toString('base64') }),
    auditConsistency: ({ query }) => ({ proof: `old ${query.from}` }),
    auditProof: ({ params }) => ({ key: 'k', proofs: [{ index: 0, entry: '{}', proof: params.id }] }),
    status: () => ({
      name: 'acme',
      did,
      version: '0.1.0',
      pid: process.pid,
      started: 0,
      ready: true,
      peerId: '12D3KooW',
      addresses: ['/ip4/127.0.0.1/tcp/4001'],
      ingress: 'http://127.0.0.1:1',
      control: 'http://127.0.0.1:2',
      policies: { version: 'abc', count: 1, problems: [] },
      audit: { size: 0 },
      peers: { known: 1, connected: 1 },
      sessions: 1,
      outbox: 0,
      inbox: inbox.length,
      organisation: { id: 'did:key:z6Mk', name: 'Acme Ltd' },
    }),
    peers: () => ({
      peers: [{ ...connectedPeer, organisation: { id: 'did:key:z6Mk', name: 'Globex', known: true } }],
    }),
    ...organisationAnswers(),
    delegate: ({ request }) => ({ ...delegated(request.capabilities), token: 'parleydel1x', told: true }),
    addDelegation: () => delegated(['read:orders']),
    capabilities: () => ({
      agents: [
        {
          did,
          alias: 'globex',
          standing: 'active',
          recorded: ['read:data'],
          delegations: [{ ...delegated(['read:orders']), counts: true }],
          ceiling: 600,
        },
      ],
      held: [],
    }),
    lookup: ({ query }) => ({
      did,
      source: 'network',
      standing: 'active',
      name: `named ${query.did.slice(0, 14)}\u001b[31m`,
      organisation: { id: 'did:key:z6Mk', name: 'Acme', known: false },
      capabilities: ['read:market-data'],
      addresses: ['/ip4/203.0.113.7/tcp/4001'],
      expires: 1_800_000_000_000,
    }),
    find: ({ query }) => ({
      agents: [
        {
          did,
          alias: 'globex',
          organisation: { id: 'did:key:z6Mk', name: 'Globex', known: true },
          trust: { score: 512, tier: 'standard' },
          connected: true,
          matches: [
            { capability: 'read:market-data', match: 'whole' },
            { capability: 'read:market-data:eu', match: 'part' },
          ],
          expires: 2,
        },
      ],
      more: query.limit === 1 ? 3 : 0,
    }),
    trustHistory: () => ({
      points: [{ hour: 1, score: 500, tier: 'standard', confidence: 0, evidence: [], heard: 0 }],
      left: 0,
    }),
    live: (_, signal) => beats(signal),
    simulatePolicies: () => ({ judged: 1, unknown: 0, changes: [] }),
    kills: () => ({ kills: [] }),
    kill: ({ request }) => ({ ...request, at: 1 }),
    revive: ({ request: { target } }) => ({ target }),
    tools: () => ({ tools: [tool] }),
    serverLogins: () => ({ logins: [serverLogin] }),
    beginServerLogin: ({ request: { key } }) => ({ key, url: 'https://issuer.example/auth?state=s', expires: 1 }),
    serverLogin: () => serverLogin,
    finishServerLogin: () => '<!doctype html>',
    tool: () => ({
      ...tool,
      definition: '{"description":"Echoes.","name":"echo"}',
      candidate: {
        hash: 'b'.repeat(64),
        definition: '{"description":"Echoes\u200b more.","name":"echo"}',
        changes: [{ path: '/description', was: '"Echoes."', is: '"Echoes\u200b more."' }],
      },
    }),
    answerTool: ({ request: { approve, hash } }) => ({ ...tool, state: approve ? 'pinned' : 'rejected', hash }),
    forgetTools: () => ({ forgotten: 3 }),
    approvals: () => ({ approvals: [approval] }),
    answerApproval: ({ request: { approve, by, why } }) => ({
      ...approval,
      state: approve ? 'approved' : 'denied',
      answer: { by, why, at: 2 },
    }),
    answerSigned: () => approval,
    labels: () => ({ peers: [{ did, labels: ['confidential'] }] }),
    clearLabels: () => ({ peers: [] }),
    evaluation: () => ({ decision: false }),
    evaluations: () => ({ evaluations: [] }),
    send: ({ request }) => request.map(accept),
    sendBytes: ({ query, request }) => accept({ ...query, body: request }),
    message: ({ params }) => ({ id: params.id, direction: 'out', peer: did, state: 'delivered', attempts: 1 }),
    ...deliveryAnswers(),
    explain: ({ params }) => {
      if (params.id === id(0)) throw new MeshError('not-found', 'There is no such message.');
      return {
        id: params.id,
        direction: 'out',
        peer: did,
        action: 'message.send',
        advice: 'Add a permit.',
        decisions: [
          {
            at: 0,
            step: 'policy',
            side: 'local',
            allowed: false,
            reason: 'policy-denied',
            policies: [{ id: 'no-payroll', file: 'policies/default.cedar', line: 12 }],
            errors: [],
            facts: { size: 3 },
          },
        ],
      };
    },
    inbox: async ({ query }, signal) => {
      const end = last.toString(36).padStart(4, '0');
      const after = query.after === 'end' ? end : (query.after ?? '0000');
      const find = (): InboxMessage[] => inbox.filter((message) => message.cursor > after).slice(0, query.limit);
      if (find().length === 0 && query.waitMs > 0) {
        await new Promise<void>((resolve, reject) => {
          node.set('next', resolve);
          signal.addEventListener('abort', () => {
            aborted.push('inbox');
            reject(new Error('aborted'));
          });
        });
      }
      const messages = find();
      return { messages, cursor: messages.at(-1)?.cursor ?? after };
    },
    acknowledge: ({ request }) => ({
      acknowledged:
        'cursor' in request
          ? remove((message) => message.cursor > request.cursor)
          : remove((message) => !request.cursors.includes(message.cursor)),
    }),
    invite: ({ request }) => ({ code: `parley1${request.ttlSeconds}`, expires: request.ttlSeconds * 1000 }),
    join: ({ request }) => {
      if (request.code === 'old')
        throw new ControlError('invitation-expired', 'The invitation has expired. Ask for a new one.', {
          reason: 'expired',
        });
      return { did, alias: request.alias ?? 'globex', organisation: 'Globex' };
    },
    rotate: () => ({ did, key: 'ab'.repeat(32), rotations: 1, seq: 2 }),
    suspend: ({ request }) => {
      rests.push({ suspend: request });
      return { did, status: 'suspended', seq: 2, told: 2 };
    },
    resume: ({ request }) => {
      rests.push({ resume: request });
      return { did, status: 'active', seq: 3, told: 2 };
    },
    revoke: ({ request }) => {
      revoked.push(request);
      return { did, target: 'agent', told: 2 };
    },
    stop: () => {
      fake.stops++;
      return { stopping: true };
    },
    reloadPolicies: () => {
      throw new TypeError('secret internal text');
    },
    ...overrides,
  };
  const start = (): Promise<Control> =>
    startControl({
      handlers,
      token,
      socketPath: join(dir, 'control.sock'),
      host: '127.0.0.1',
      port: 0,
      version: '0.1.0',
      onFailure: (error) => failures.push(error),
      ...at,
    });
  let control = await start();
  const fake: FakeNode = {
    get control() {
      return control;
    },
    down: () => control.close(),
    up: async () => {
      control = await start();
    },
    dir,
    sent,
    inbox,
    failures,
    revoked,
    rests,
    aborted,
    stops: 0,
    deliver,
    async [Symbol.asyncDispose]() {
      await control.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return fake;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly json: unknown;
}

/** One HTTP call, as raw as Node allows. */
export function raw(options: RequestOptions, body?: string | Uint8Array): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const call = httpRequest({ ...options, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          json: text === '' ? undefined : JSON.parse(text),
        });
      });
    });
    call.on('error', reject);
    // Written apart from the end, so that it goes out in chunks unless its length was stated.
    if (body !== undefined) call.write(body);
    call.end();
  });
}

/** Answers about trust, made by the real computation from no evidence. */
function trustAnswers(): Pick<Handlers, 'trust' | 'publishTrust' | 'trustRoots' | 'decideTrust' | 'rate'> {
  const roots = rootsOf('did:key:z6Mk');
  const nothing = { testimony: [], spread: [], organisationLedgers: [], credibility: noCredibility };
  const flags = { revoked: false, disproved: false, unusual: false };
  const evidence = { subject: did, organisation: undefined, ledger: emptyLedger, ...nothing, ...flags };
  const made = { evidence, roots, parameters: defaultParameters, hour: 480_000, graph: undefined };
  const published = publish(made);
  return {
    trust: () => {
      const { long, short, r, s, prior, standing, damage, heard } = score(evidence, roots, defaultParameters, 480_000);
      return {
        answer: published.answer,
        long,
        short,
        r,
        s,
        prior,
        standing,
        damage,
        heard,
        classes: [{ action: 'mcp.call', open: true, by: 'vouch', r: 0 }],
        quarantine: { cause: 'burst', since: 0, until: 1_700_000_000_000 },
        announced: [
          { by: did, cause: 'denials', since: 0, until: 1_700_000_000_000, lifted: false, counts: true },
          { by: did, cause: 'operator', since: 0, lifted: true, counts: false },
        ],
        flags: ['unusual'],
      };
    },
    publishTrust: () => published,
    trustRoots: () => ({
      roots: published.roots,
      rootsHash: published.answer.rootsHash,
      parameters: defaultParameters,
      parametersHash: published.answer.parametersHash,
      quarantined: [{ did, cause: 'operator', since: 0 }],
      decisions: [{ at: 0, by: 'ann', why: 'an audit', act: 'pin', target: 'did:key:z6Mk' }],
    }),
    decideTrust: ({ request: { act, target, by, why } }) => ({ at: 0, by, why, act, target }),
    rate: () => ({ did, score: 505, receipt: true }),
  };
}

/** Signs of life until the caller has gone. */
async function* beats(signal: AbortSignal): AsyncGenerator<{ kind: 'beat' }> {
  while (!signal.aborted) {
    yield { kind: 'beat' };
    await new Promise((next) => setImmediate(next));
  }
}

/** Answers about where messages are: one waits, one is a dead letter. */
function deliveryAnswers(): Pick<
  Handlers,
  'trace' | 'outbox' | 'deadLetters' | 'retryDeadLetters' | 'dropDeadLetters' | 'ends'
> {
  const waits = { for: 'connection', lastError: 'timeout', nextTry: 1_700_000_001_000 } as const;
  const times = { created: 1_700_000_000_000, expires: 1_700_000_259_200 };
  const letter: Output<'deadLetters'>['letters'][number] = {
    id: id(9),
    cursor: '1',
    peer: did,
    alias: 'globex',
    topic: 'orders',
    contentType: 'text/plain',
    bytes: 3,
    created: 1,
    ended: 1_700_000_000_000,
    mayHaveArrived: true,
    state: 'expired',
    reason: 'message-expired',
  };
  return {
    trace: ({ params }) => ({
      id: params.id,
      peer: did,
      alias: 'globex',
      action: 'message.send',
      waits,
      ...times,
      direction: 'out',
      state: 'sealed',
      auditEntries: [4],
      steps: [
        { step: 'judged', at: 1_700_000_000_000, side: 'local', ok: true },
        { step: 'sealed', side: 'local', ok: true },
      ],
    }),
    outbox: () => ({
      queues: [{ peer: did, alias: 'globex', waiting: 1, connected: false, session: false, waits }],
      messages: [
        {
          id: id(8),
          peer: did,
          kind: 'message',
          state: 'accepted',
          bytes: 12,
          ...times,
          resealed: 0,
          priority: 'normal',
        },
      ],
    }),
    deadLetters: ({ query }) =>
      query.after === undefined ? { letters: [letter], count: 1, cursor: '1' } : { letters: [], count: 1, cursor: '1' },
    retryDeadLetters: ({ request }) => ({
      results: request.ids.map((each) =>
        each === id(9) ? { id: each, as: id(10), state: 'accepted' } : { id: each, state: 'unknown' },
      ),
    }),
    dropDeadLetters: ({ request }) => ({ dropped: request.ids.length }),
    ends: async ({ query }, signal) => {
      if (query.after === 'end')
        return { ends: [{ id: id(8), cursor: 'a', at: 1, peer: did, state: 'delivered' }], cursor: 'a', missed: false };
      if (query.waitMs > 0) await once(signal, 'abort');
      return { ends: [], cursor: 'a', missed: false };
    },
  };
}

/** An agent that is verified unless more than 700 is asked of it. */
function iatpAnswers(): Pick<Handlers, 'verifyPeer' | 'iatpChallenge' | 'iatpVerify' | 'iatpRespond'> {
  const peer_did = `did:mesh:${'ab'.repeat(16)}`;
  const times = { handshake_started: 'then', handshake_completed: 'now', latency_ms: 3 };
  const verified = {
    verified: true,
    peer_did,
    trust_score: 750,
    trust_level: 'trusted',
    capabilities: ['echo'],
  } as const;
  const result = { ...verified, ...times, rejection_reason: null };
  const no = { verified: false, trust_score: 0, trust_level: 'untrusted', capabilities: [] } as const;
  const why = { rejection_reason: 'too low', reason: 'score-too-low', failed_check: 'score' } as const;
  const nonce = '0'.repeat(32);
  return {
    verifyPeer: ({ request }) => (request.required_trust_score > 700 ? { ...result, ...no, ...why } : result),
    iatpVerify: () => result,
    iatpChallenge: () => ({
      challenge_id: `challenge_${'0'.repeat(16)}`,
      nonce: nonce + nonce,
      timestamp: '2026-03-01T12:00:00.000Z',
      expires_in_seconds: 30,
    }),
    iatpRespond: ({ request: { challenge_id } }) => ({
      challenge_id,
      response_nonce: nonce,
      agent_did: peer_did,
      capabilities: [],
      trust_score: 0,
      signature: `${'A'.repeat(86)}==`,
      public_key: `${'A'.repeat(43)}=`,
    }),
  };
}
