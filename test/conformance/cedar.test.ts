import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize, type CompiledPolicies } from '../../src/policy/compiled-policies.ts';
import { listOf, type Node, nodeAt, textAt } from '../../src/policy/est.ts';
import type { Entity } from '../../src/policy/request.ts';
import { MeshError } from '../../src/base/base.ts';
import { vectorsDir } from '../support/vectors.ts';
import { compileText, readEntities, readRequest } from './cedar-json.ts';

const vectors = vectorsDir();
const archive = vectors === undefined ? undefined : join(vectors, 'cedar-corpus.tar.xz');
const isPresent = archive !== undefined && existsSync(archive);
if (!isPresent) console.warn('the Cedar corpus is absent: its tests are skipped (see PARLEY_VECTORS)');

interface Tally {
  requests: number;
  refused: number;
  allowed: number;
  failing: number;
  readonly wrong: string[];
}

const parse = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const sorted = (ids: readonly unknown[]): string => ids.map(String).sort().join();

/** Integers beyond 2^53: JSON.parse has rounded them by the time anyone sees them. */
const isRefusal = (error: unknown): boolean => error instanceof MeshError && error.message.includes('9007199254740991');

function runFile(dir: string, name: string, tally: Tally): void {
  const test = nodeAt({ test: parse(join(dir, `${name}.json`)) }, 'test');
  const requests = listOf(test['requests'], 'requests').map((request) => nodeAt({ request }, 'request'));
  tally.requests += requests.length;
  const text = (extension: string): string => readFileSync(join(dir, `${name}.${extension}`), 'utf8');
  let policies: CompiledPolicies;
  let entities: ReadonlyMap<string, Entity>;
  try {
    policies = compilePolicySet(text('cedar'));
    entities = readEntities(parse(join(dir, `${name}.entities.json`)), text('cedarschema'));
  } catch (error) {
    if (!isRefusal(error)) throw new Error(name, { cause: error });
    tally.refused += requests.length;
    return;
  }
  for (const request of requests) judge(request, { name, policies, entities, tally });
}

function compilePolicySet(text: string): CompiledPolicies {
  const answer = cedar.policySetTextToParts(text);
  if (answer.type === 'failure') throw new Error(`not parsed: ${answer.errors[0]?.message}`);
  // The parts come sorted as texts: policy10 before policy2.
  const ids = answer.policies.map((_, i) => `policy${i}`).sort();
  return compileText(Object.fromEntries(answer.policies.map((policy, i) => [ids[i] ?? '', policy])));
}

interface Case {
  readonly name: string;
  readonly policies: CompiledPolicies;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly tally: Tally;
}

function judge(request: Node, { name, policies, entities, tally }: Case): void {
  try {
    const answer = authorize(policies, readRequest(request, entities));
    const got = [
      answer.decision,
      sorted(answer.reasons.map((policy) => policy.source.id)),
      sorted(answer.failures.map((failure) => failure.policy.source.id)),
    ];
    const wanted = [
      request['decision'],
      sorted(listOf(request['reason'], 'reason')),
      sorted(listOf(request['errors'], 'errors')),
    ];
    if (answer.decision === 'allow') tally.allowed++;
    if (answer.failures.length > 0) tally.failing++;
    if (got.join(';') !== wanted.join(';')) {
      tally.wrong.push(`${name} ${textAt(request, 'description')}: ${got.join(';')} instead of ${wanted.join(';')}`);
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    tally.refused++;
  }
}

describe.skipIf(!isPresent)("Cedar's integration corpus", () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'cedar-corpus-'));
    execFileSync('tar', ['-xJf', archive ?? '', '-C', dir]);
  });
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it('is decided as Cedar decides it: decision, determining policies and errors', () => {
    const corpus = join(dir, 'cedar-corpus');
    const names = readdirSync(corpus)
      .filter((file) => file.endsWith('.cedar'))
      .map((file) => file.slice(0, -'.cedar'.length))
      .sort();
    const tally: Tally = { requests: 0, refused: 0, allowed: 0, failing: 0, wrong: [] };
    for (const name of names) runFile(corpus, name, tally);
    console.info(
      `${names.length} tests, ${tally.requests} requests: ${tally.allowed} allowed, ${tally.failing} with errors, ${tally.refused} refused for integers beyond 2^53`,
    );
    expect(tally.wrong.slice(0, 20)).toEqual([]);
    expect(tally.requests).toBeGreaterThan(7 * names.length);
    expect(tally.refused).toBeLessThan(tally.requests / 10);
  }, 240_000);
});
