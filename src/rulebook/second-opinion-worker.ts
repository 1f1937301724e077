import './steady-wasm.ts';
import { parentPort, workerData } from 'node:worker_threads';
import {
  preparsePolicySet,
  preparseSchema,
  type Response,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs';
import { cedarForm, type CedarVerdict, type ContextFacts, type Facts, schemaText } from '../policy/policy.ts';
import { checkPolicies, type CheckedSet } from './check-policies.ts';
import { briefProblem } from './problem.ts';
import type { FactsAtRest, Opinion, OpinionInput, Question, Saying } from './second-opinion.ts';
import { limitsIn } from './vocabulary.ts';

const isInput = (data: unknown): data is OpinionInput => typeof data === 'object' && data !== null && 'files' in data;

/** The one set and the one schema of this thread. */
const setName = 'set';
const schemaName = 'schema';

/** Has Cedar read the texts by itself: nothing of what the other engine made of them is used. */
function read({ texts, problems }: CheckedSet): string | undefined {
  const [problem] = problems;
  if (problem !== undefined) return briefProblem(problem);
  const staticPolicies = Object.fromEntries(texts.map((text, i) => [`${i}`, text]));
  for (const answer of [preparsePolicySet(setName, { staticPolicies }), preparseSchema(schemaName, schemaText())])
    if (answer.type === 'failure') return answer.errors[0]?.message ?? 'it does not parse';
  return undefined;
}

function answerTo({ about, ours }: Question, ids: readonly string[], limits: readonly string[]): Opinion {
  const form = cedarForm(awake(about), limits);
  if (form === undefined) return { kind: 'too-long' };
  const answer = statefulIsAuthorized({
    ...form,
    preparsedPolicySetId: setName,
    preparsedSchemaName: schemaName,
    validateRequest: true,
  });
  // Its words may repeat what stands in the message.
  if (answer.type === 'failure') return { kind: 'failed', why: 'it does not take the question' };
  const theirs = verdictOf(answer.response, ids);
  return JSON.stringify(theirs) === JSON.stringify(ours) ? { kind: 'agrees' } : { kind: 'differs', theirs };
}

/** With fields in the order of `cedarVerdict`, so that equal verdicts are equal texts. */
function verdictOf({ decision, diagnostics }: Response, ids: readonly string[]): CedarVerdict {
  const idOf = (number: string): string => ids[Number(number)] ?? number;
  return {
    decision,
    reasons: diagnostics.reason.map(idOf).sort(),
    errors: diagnostics.errors.map(({ policyId }) => idOf(policyId)).sort(),
  };
}

/** The facts as they were, with functions where a message has them. */
function awake({ facts, labels, seen, findings, exceeded }: FactsAtRest): Facts {
  const waits = new Map(exceeded);
  const recalled: Partial<ContextFacts> = {
    labels: () => labels,
    seen: () => seen,
    findings: () => findings,
    exceeded: (limit) => waits.get(limit),
  };
  return withContext(facts, { ...facts.context, ...recalled });
}

function withContext<F extends Facts>(facts: F, context: ContextFacts): F {
  return { ...facts, context };
}

function isQuestion(data: unknown): data is Question {
  return typeof data === 'object' && data !== null && 'about' in data && 'ours' in data;
}

if (parentPort !== null && isInput(workerData)) {
  const port = parentPort;
  const say = (saying: Saying): void => port.postMessage(saying);
  const set = checkPolicies(workerData.files);
  const ids = set.policies.map(({ id }) => id);
  const limits = limitsIn(set.policies.map(({ json }) => json));
  const why = read(set);
  say(why === undefined ? { kind: 'ready', limits } : { kind: 'refused', why });
  port.on('message', (data: unknown) => {
    if (isQuestion(data)) say({ kind: 'answer', n: data.n, opinion: answerTo(data, ids, limits) });
  });
}
