import './steady-wasm.ts';
import { type DetailedError, policyToJson, validate } from '@cedar-policy/cedar-wasm/nodejs';
import { MeshError } from '../base/base.ts';
import {
  compilePolicies,
  notes,
  obligationNames,
  obligationsOf,
  type PolicySource,
  schemaText,
} from '../policy/policy.ts';
import { compilePattern, personalNames, secretNames } from '../content/content.ts';
import { type PolicyProblem, positionOf, problemAt, problemOf } from './problem.ts';
import { type PolicyText, splitPolicies } from './split-policies.ts';
import { findMisspellings } from './vocabulary.ts';
import { yamlPolicies, type YamlPolicies } from './yaml-file.ts';

/** A policy file as read. */
export interface PolicyFile {
  readonly name: string;
  readonly text: string;
}

/** What became of a set: policies in their order, and problems; a set with any problem must not be used. */
export interface CheckedSet {
  readonly policies: readonly PolicySource[];
  readonly problems: readonly PolicyProblem[];
  /** The operator's patterns, checked. */
  readonly patterns: readonly PatternSource[];
  /** The Cedar text of every policy, in the order of `policies`. */
  readonly texts: readonly string[];
}

/** A pattern in RE2 syntax and the name it is found under. */
export interface PatternSource {
  readonly name: string;
  readonly source: string;
}

/** Most patterns in a set: each is a walk over the content. */
const maxPatterns = 8;
/** Most policies in a set: ten times what decisions were measured with. */
const maxPolicies = 10_000;
/** Longest policy, UTF-16 units: Cedar's parser takes time and stack in proportion. */
const maxPolicyLength = 64 * 1024;
/** Most problems reported: enough to mend a set, few enough to read. */
const maxProblems = 50;

interface Placed extends PolicyText {
  readonly file: PolicyFile;
  readonly number: number;
  /** Made from YAML: places inside the Cedar text are none of the file. */
  readonly isMade: boolean;
}

/**
 * Parses and strictly validates a set against the Parley schema with cedar-wasm, and compiles it once to
 * see that the evaluator knows every form in it. Blocks for about half a millisecond per policy, so it
 * runs in a worker.
 */
export function checkPolicies(files: readonly PolicyFile[]): CheckedSet {
  const yaml = new Map(files.filter(({ name }) => isYaml(name)).map((file) => [file, yamlPolicies(file)]));
  const made = (file: PolicyFile): readonly PolicyText[] => yaml.get(file)?.policies ?? splitPolicies(file.text);
  const texts = files.flatMap((file) =>
    made(file).map((text, i) => ({ ...text, file, number: i + 1, isMade: yaml.has(file) })),
  );
  const early = [...[...yaml.values()].flatMap(({ problems }) => problems), ...patternProblems(yaml)];
  if (texts.length > maxPolicies) early.push(problemOf(undefined, `there are more than ${maxPolicies} policies`));
  if (early.length > 0) return { policies: [], problems: early.slice(0, maxProblems), patterns: [], texts: [] };
  const patterns = [...yaml.values()].flatMap((each) => each.patterns.map(({ name, source }) => ({ name, source })));
  const parsed: Parsed[] = [];
  for (const text of texts) {
    const answer = parse(text, patterns);
    parsed.push(answer);
    // Whatever the parser says after it ran out of its stack means nothing.
    if (answer.broken) break;
  }
  const problems = parsed.flatMap(({ problems }) => problems);
  const policies = parsed.flatMap(({ policy }) => policy ?? []);
  problems.push(...duplicates(texts, parsed));
  if (problems.length === 0) problems.push(...validateAll(texts));
  return { policies, problems: problems.slice(0, maxProblems), patterns, texts: texts.map(({ text }) => text) };
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

function patternProblems(yaml: ReadonlyMap<PolicyFile, YamlPolicies>): readonly PolicyProblem[] {
  const names = new Set<string>();
  return [...yaml].flatMap(([file, { patterns }]) =>
    patterns.flatMap(({ name, source, start }) => {
      const isTwice = names.has(name);
      names.add(name);
      if (isTwice) return [problemAt(file, start, `there are two patterns "${name}"`)];
      if (names.size > maxPatterns) return [problemAt(file, start, `there are more than ${maxPatterns} patterns`)];
      try {
        compilePattern(name, source);
        return [];
      } catch (error) {
        if (!(error instanceof MeshError)) throw error;
        return [
          problemAt(file, start, error.message, 'patterns are in RE2 syntax, without look-around and references'),
        ];
      }
    }),
  );
}

interface Parsed {
  readonly policy: PolicySource | undefined;
  /** Whether the parser broke over it. */
  readonly broken?: true;
  readonly problems: readonly PolicyProblem[];
}

function parse(placed: Placed, patterns: readonly PatternSource[]): Parsed {
  if (placed.text.length > maxPolicyLength) {
    const message = `the policy is longer than ${maxPolicyLength} characters`;
    return failed(problemAt(placed.file, placed.start, message, 'split it into several policies'));
  }
  try {
    const answer = policyToJson(placed.text);
    return answer.type === 'failure'
      ? failed(...answer.errors.map((e) => syntaxProblem(placed, e)))
      : convert(placed, answer.json, patterns);
  } catch {
    return {
      policy: undefined,
      broken: true,
      problems: [problemAt(placed.file, placed.start, 'the policy nests too deep', 'write it with less nesting')],
    };
  }
}

function failed(...problems: readonly PolicyProblem[]): Parsed {
  return { policy: undefined, problems };
}

function convert(
  placed: Placed,
  json: { readonly effect: string; readonly annotations?: Readonly<Record<string, string | null>> },
  patterns: readonly PatternSource[],
): Parsed {
  const annotations = Object.fromEntries(
    Object.entries(json.annotations ?? {}).map(([name, text]) => [name, text ?? '']),
  );
  const { line } = positionOf(placed.file.text, placed.start);
  const id = annotations['id'] || `${placed.file.name.replace(/\.(?:cedar|ya?ml)$/, '')}#${placed.number}`;
  const policy = { id, file: placed.file.name, line, annotations, json };
  return {
    policy,
    problems: [
      ...approvalProblems(placed, json.effect, annotations['approval']),
      ...obligationProblems(placed, json.effect, { annotations, patterns }),
      ...compileProblems(placed, policy),
      ...wordProblems(placed, json, patterns),
    ],
  };
}

/** On a permit, or with another word, it would hold nothing: whoever wrote it would believe that it does. */
function approvalProblems(placed: Placed, effect: string, approval: string | undefined): readonly PolicyProblem[] {
  if (approval === undefined || (effect === 'forbid' && approval === 'required')) return [];
  const hint = 'write @approval("required") above the forbid that a person may lift';
  return [
    problemAt(placed.file, placed.start, 'only a forbid can be held for approval, with the word "required"', hint),
  ];
}

/** What a permit demands must be something that is done; what a forbid seems to demand never is. */
function obligationProblems(
  placed: Placed,
  effect: string,
  {
    annotations,
    patterns,
  }: { readonly annotations: PolicySource['annotations']; readonly patterns: readonly PatternSource[] },
): readonly PolicyProblem[] {
  const at = (name: string): number => Math.max(0, placed.text.indexOf(`@${name}`));
  if (effect === 'forbid') {
    const idle = obligationNames.filter((name) => annotations[name] !== undefined);
    return idle.map((name) => problemIn(placed, at(name), `@${name} on a forbid does nothing`, 'put it on the permit'));
  }
  const { approval: _, ...rest } = annotations;
  const owed = obligationsOf(rest);
  if ('unknown' in owed) {
    const isKnown = obligationNames.includes(owed.unknown);
    const hint = isKnown
      ? `@redact names findings (secret, personal.card, pattern.<name>), @limit limits (agent 60/1m), @log words`
      : `obligations are ${obligationNames.join(', ')}; to tell people something there are ${notes.join(', ')}`;
    const what = isKnown ? `@${owed.unknown} cannot be read` : `there is no obligation "${owed.unknown}"`;
    return [problemIn(placed, at(owed.unknown), what, hint)];
  }
  const known = [...secretNames, ...personalNames, ...patterns.map(({ name }) => `pattern.${name}`)];
  const never = owed.redact.filter((name) => name.includes('.') && !known.includes(name));
  return never.map((name) => problemIn(placed, at('redact'), `nothing is ever found as ${JSON.stringify(name)}`));
}

function compileProblems(placed: Placed, policy: PolicySource): readonly PolicyProblem[] {
  try {
    compilePolicies([policy], '');
    return [];
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    const at = Math.max(0, placed.text.search(/[0-9]{16}/));
    return [problemIn(placed, at, error.message)];
  }
}

function wordProblems(placed: Placed, json: unknown, patterns: readonly PatternSource[]): readonly PolicyProblem[] {
  const names = patterns.map(({ name }) => name);
  return findMisspellings(json, names).map(({ attribute, word, known }) => {
    const at = Math.max(0, placed.text.indexOf(JSON.stringify(word)));
    const hint = `it is one of ${known.map((each) => JSON.stringify(each)).join(', ')}`;
    return problemIn(placed, at, `${attribute} is never ${JSON.stringify(word)}`, hint);
  });
}

function duplicates(texts: readonly Placed[], parsed: readonly Parsed[]): readonly PolicyProblem[] {
  const first = new Map<string, PolicySource>();
  return parsed.flatMap(({ policy }, i) => {
    const placed = texts[i];
    if (policy === undefined || placed === undefined) return [];
    const other = first.get(policy.id);
    first.set(policy.id, other ?? policy);
    if (other === undefined) return [];
    const message = `the id "${policy.id}" is also that of ${other.file}:${other.line}`;
    return [problemAt(placed.file, placed.start, message, 'give each policy an @id of its own')];
  });
}

/** The parser's error that stands first in the text says most. */
function syntaxProblem(placed: Placed, error: DetailedError): PolicyProblem {
  const all = [error, ...(error.related ?? [])];
  const startOf = (each: DetailedError): number => each.sourceLocations?.[0]?.start ?? Infinity;
  const first = all.reduce((a, b) => (startOf(b) < startOf(a) ? b : a));
  return locate(placed, first, first.help ?? first.sourceLocations?.[0]?.label ?? undefined);
}

function locate(placed: Placed, error: DetailedError, hint: string | undefined): PolicyProblem {
  const bytes = error.sourceLocations?.[0]?.start ?? 0;
  // Cedar counts bytes of UTF-8.
  const at = Buffer.from(placed.text).subarray(0, bytes).toString().length;
  const message = error.message
    .replace(/^for policy `[^`]*`, /, '')
    .replace(/^failed to parse policy from string: /, '');
  return problemIn(placed, at, message, hint);
}

/** A problem at a place of the policy's text; of one that was made from YAML, at its rule, with the Cedar as a hint. */
function problemIn(placed: Placed, at: number, message: string, hint?: string): PolicyProblem {
  if (!placed.isMade) return problemAt(placed.file, placed.start + at, message, hint);
  const lines = [hint, `in Cedar the rule reads: ${placed.text.replaceAll('\n', ' ')}`];
  return problemAt(placed.file, placed.start, message, lines.filter((line) => line !== undefined).join('\n    '));
}

const impossibleHint =
  'it can never apply, so it is surely not what was meant: look at the action, the types and the conditions';

/** Warnings that make a policy do something else than its reader thinks. */
const refusedWarning = /impossible|applicable action|bidi/i;

function validateAll(texts: readonly Placed[]): readonly PolicyProblem[] {
  const staticPolicies = Object.fromEntries(texts.map(({ text }, i) => [`policy${i}`, text]));
  const answer = validate({ schema: schemaText(), policies: { staticPolicies } });
  if (answer.type === 'failure') return answer.errors.map((error) => problemOf(undefined, error.message));
  const warnings = answer.validationWarnings.filter(({ error }) => refusedWarning.test(error.message));
  const found = new Map<string, PolicyProblem>();
  for (const { policyId, error } of [...answer.validationErrors, ...warnings]) {
    const placed = texts[Number(policyId.slice('policy'.length))];
    if (placed === undefined) continue;
    const hint = error.help ?? (/impossible/.test(error.message) ? impossibleHint : undefined);
    // The validator repeats itself for every action that a policy is about.
    const key = `${policyId}:${error.sourceLocations?.[0]?.start ?? 0}`;
    if (!found.has(key)) found.set(key, locate(placed, error, hint));
  }
  return [...found.values()];
}
