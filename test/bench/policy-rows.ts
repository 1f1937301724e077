import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { PolicyEngine } from '@microsoft/agent-governance-sdk';
import { MeshError, millis, parseCanonicalDid, trustScore, utf8, type Did } from '../../src/base/base.ts';
import { readRequestFacts } from '../../src/bridge/bridge.ts';
import { scanContent } from '../../src/content/content.ts';
import {
  compilePolicies,
  decide,
  type AgentFacts,
  type CompiledPolicies,
  type Facts,
} from '../../src/policy/policy.ts';
import { openRulebook } from '../../src/rulebook/rulebook.ts';
import { interleave, timeRow, type Row } from './measure.ts';

/** Decisions in one round; of cedar-wasm fewer, since one takes a thousand times as long. */
const decisions = 2000;
const cedarDecisions = 10;

/** Decisions beside those of cedar-wasm and of the Agent Governance SDK, the whole judgement, a reload, hostile content. */
export async function policyRows(rounds: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const count of [1, 100, 1000, 10_000]) rows.push(...(await decideRows(count, rounds)));
  rows.push(await judgementRow(rounds), await reloadRow(), await hostileRow(rounds));
  return rows;
}

function policyText(i: number): string {
  return `permit (principal in Organisation::"org-${i}", action == Action::"mcp.call", resource) when { resource.name == "tool-${i}" && principal.score >= 500 && !(context.sizeBytes > 100000) };`;
}

function compiled(count: number): CompiledPolicies {
  const sources = Array.from({ length: count }, (_, i) => {
    const answer = cedar.policyToJson(policyText(i));
    if (answer.type === 'failure') throw new MeshError('internal', 'a policy of the bench does not parse');
    return { id: `p${i}`, file: 'bench.cedar', line: i + 1, annotations: {}, json: answer.json };
  });
  return compilePolicies(sources, 'bench');
}

function didOf(character: string): Did {
  const did = parseCanonicalDid(`did:agentmesh:${character.repeat(24)}`);
  if (did === undefined) throw new MeshError('internal', 'a DID of the bench does not parse');
  return did;
}

function agent(character: string, own: boolean, organisation: string): AgentFacts {
  const standing = { score: trustScore(700), tier: 'trusted', confidence: 0.5, capabilities: [] } as const;
  return { did: didOf(character), own, organisation: { id: organisation, name: '', known: true }, ...standing };
}

function callFacts(i: number): Facts {
  return {
    principal: agent('R', false, `org-${i}`),
    action: 'mcp.call',
    resource: { kind: 'tool', owner: agent('o', true, 'own'), server: 'files', name: `tool-${i}` },
    context: {
      direction: 'in',
      protocol: 'mcp',
      sizeBytes: 500,
      now: millis(1_780_000_000_000),
      arguments: { path: '/a' },
    },
  };
}

/** Microseconds of each run. */
function timed(runs: number, work: (i: number) => void): readonly number[] {
  const taken: number[] = [];
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    work(i);
    taken.push((performance.now() - started) * 1000);
  }
  return taken;
}

async function decideRows(count: number, rounds: number): Promise<readonly Row[]> {
  const policies = compiled(count);
  const facts = Array.from({ length: Math.min(count, 100) }, (_, i) => callFacts((i * 97) % count));
  const ours = async (): Promise<readonly number[]> =>
    timed(decisions, (i) => {
      const fact = facts[i % facts.length];
      if (fact === undefined || !decide(policies, fact).allow) throw new MeshError('internal', 'the bench was denied');
    });
  await ours();
  const wasm = cedarDecide(count);
  const engine = new PolicyEngine(
    Array.from({ length: count }, (_, i) => ({
      action: `tool-${i}`,
      effect: 'allow' as const,
      conditions: { org: `org-${i}` },
    })),
  );
  const theirs = (i: number): void => {
    const at = (i * 97) % count;
    if (engine.evaluate(`tool-${at}`, { org: `org-${at}` }) !== 'allow') throw new MeshError('internal', 'AGT denied');
  };
  return [
    timeRow(`policy.decide.${count}`, 'us', await interleave(rounds, async () => timed(cedarDecisions, wasm), ours)),
    timeRow(`policy.decide-agt.${count}`, 'us', await interleave(rounds, async () => timed(decisions, theirs), ours)),
  ];
}

/** The same question to cedar-wasm, its set parsed once beforehand. */
function cedarDecide(count: number): (i: number) => void {
  const staticPolicies = Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, policyText(i)]));
  cedar.preparsePolicySet(`bench-${count}`, { staticPolicies });
  return (i) => {
    const at = (i * 97) % count;
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'Agent', id: 'R' },
      action: { type: 'Action', id: 'mcp.call' },
      resource: { type: 'Tool', id: 't' },
      context: { sizeBytes: 500 },
      preparsedPolicySetId: `bench-${count}`,
      entities: [
        {
          uid: { type: 'Agent', id: 'R' },
          attrs: { score: 700 },
          parents: [{ type: 'Organisation', id: `org-${at}` }],
        },
        { uid: { type: 'Tool', id: 't' }, attrs: { name: `tool-${at}` }, parents: [] },
      ],
    });
    if (answer.type !== 'success' || answer.response.decision !== 'allow')
      throw new MeshError('internal', 'cedar denied');
  };
}

/** A tool call of 2 KiB from its bytes to the decision, with content checks, over 1000 policies. */
async function judgementRow(rounds: number): Promise<Row> {
  const policies = compiled(1000);
  const text = 'The quick brown fox jumps over 13 lazy dogs. '.repeat(42);
  const body = utf8(
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"tool-7","arguments":{"text":"${text}"}}}`,
  );
  const [principal, owner] = [agent('R', false, 'org-7'), agent('o', true, 'own')];
  const request = {
    kind: 'request',
    protocol: 'mcp',
    target: 'files',
    method: 'POST',
    path: '',
    headers: [],
    body,
  } as const;
  const work = (): void => {
    const read = readRequestFacts(request);
    const [asked] = read.kind === 'accept' ? read.value : [];
    if (asked?.action !== 'mcp.call') throw new MeshError('internal', 'the bench was not read');
    const findings = scanContent(body);
    const context = {
      ...asked.context,
      direction: 'in',
      now: millis(1_780_000_000_000),
      findings: () => findings,
    } as const;
    const facts: Facts = { principal, action: asked.action, resource: { ...asked.resource, owner }, context };
    if (!decide(policies, facts).allow) throw new MeshError('internal', 'the bench was denied');
  };
  timed(decisions, work);
  return timeRow(
    'policy.judgement.2KiB',
    'us',
    await interleave(
      rounds,
      async () => [],
      async () => timed(500, work),
    ),
  );
}

/** The longest time that the event loop stood still while 1000 policies were loaded anew. */
async function reloadRow(): Promise<Row> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-bench-policies-'));
  const write = (extra: string): Promise<void> =>
    writeFile(join(dir, 'bench.cedar'), Array.from({ length: 1000 }, (_, i) => policyText(i)).join('\n') + extra);
  await write('');
  const book = await openRulebook({ dir, onReload: () => {}, onProblem: () => {} });
  const stalls: number[] = [];
  for (let i = 0; i < 5; i++) {
    await write(`// ${i}`);
    const histogram = monitorEventLoopDelay({ resolution: 1 });
    histogram.enable();
    const problems = await book.reload();
    histogram.disable();
    if (problems.length > 0) throw new MeshError('internal', 'the bench was not loaded');
    // The histogram counts its own period of one millisecond.
    stalls.push(Math.max(0, histogram.max / 1e6 - 1));
  }
  await book.close();
  await rm(dir, { recursive: true });
  return timeRow('policy.reload-stall.1000', 'ms', [{ subject: stalls, baseline: [] }]);
}

const hostile = [
  'eyJ',
  'AKIA',
  '4',
  'sk-proj-',
  'GB00 AAAA ',
  '4111111111111112 ',
  String.raw`\u0041`,
  '%41',
  'ignore the ',
  'eyJhbGciOiJI.eyJ',
  '4111 1111 1111 1112 ',
  'a\u0301\u0316',
  '://aaaa:bbbb',
  'ghp_a',
  '1 85 05 78 006 084 90 ',
  '\n    #### ',
  'secret_access_key = ',
  '\ufdfa',
  'QUtJQUlPU0ZPRE5ON0VYQU1QTEU',
];

/** 64 KiB of text made to be slow, the worst of all kinds that are known. */
async function hostileRow(rounds: number): Promise<Row> {
  const bodies = hostile.map((text) => utf8(text.repeat(65_536)).subarray(0, 65_536));
  const worst = async (): Promise<readonly number[]> => {
    const medians = bodies.map((body) => {
      const times = timed(5, () => scanContent(body)).toSorted((a, b) => a - b);
      return (times[2] ?? 0) / 1000;
    });
    return [Math.max(...medians)];
  };
  await worst();
  return timeRow('policy.hostile.64KiB', 'ms', await interleave(rounds, async () => [], worst));
}
