import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { type PolicyProblem, problemAt } from './problem.ts';
import { agentMeshPolicies } from './agentmesh-rules.ts';
import { type Fields, type MadePolicy, RuleFault, textOf } from './rule-source.ts';
import { shortPolicies } from './short-rules.ts';

/** What a YAML file comes to. */
export interface YamlPolicies {
  readonly policies: readonly MadePolicy[];
  /** RE2 patterns by name, for `context.findings`. */
  readonly patterns: readonly { readonly name: string; readonly source: string; readonly start: number }[];
  readonly problems: readonly PolicyProblem[];
}

/** YAML aliases may not multiply a small file. */
const maxAliases = 100;

/**
 * Compiles a YAML file to Cedar: our short form (`rules` of `allow` and `forbid`), or policies of AgentMesh,
 * told apart by `apiVersion`, `default_action`, or rules that have an `effect` or `ruleAction`.
 */
export function yamlPolicies(file: { readonly name: string; readonly text: string }): YamlPolicies {
  const problems: PolicyProblem[] = [];
  const fault = (at: number, message: string, hint?: string): void => {
    problems.push(problemAt(file, at, message, hint));
  };
  const document = parseDocument(file.text, { lineCounter: new LineCounter(), schema: 'core', prettyErrors: false });
  for (const error of document.errors) fault(error.pos[0], `not valid YAML: ${error.message}`);
  if (problems.length > 0) return { policies: [], patterns: [], problems };
  const top = fieldsOf(document.contents);
  const rulesNode = isMap(document.contents) ? document.contents.get('rules', true) : document.contents;
  if (rulesNode !== undefined && !isSeq(rulesNode) && rulesNode !== null) {
    fault(0, 'the rules are not a list', 'write `rules:` and below it one `- ` for each rule');
    return { policies: [], patterns: [], problems };
  }
  const rules = isSeq<Node>(rulesNode) ? rulesNode.items.map(fieldsOf) : [];
  const compile = isAgentMesh(top, rules) ? agentMeshPolicies : shortPolicies;
  const name = file.name.replace(/\.ya?ml$/, '');
  const policies = compile({ name, top, rules }, (work) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RuleFault)) throw error;
      fault(error.at, error.message, error.hint);
      return [];
    }
  });
  return { policies, patterns: patternsOf(document.contents, fault), problems };

  function fieldsOf(node: unknown): Fields {
    if (!isMap(node)) return { start: startOf(node), at: () => startOf(node), entries: new Map() };
    const places = new Map<string, number>();
    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      const word = isScalar(key) ? textOf(key.value) : '';
      places.set(word, startOf(key));
      entries.set(word, isNodeLike(value) ? value.toJS(document, { maxAliasCount: maxAliases }) : value);
    }
    return { start: startOf(node), at: (key) => places.get(key) ?? startOf(node), entries };
  }
}

type Fault = (at: number, message: string, hint?: string) => void;

function patternsOf(contents: unknown, fault: Fault): YamlPolicies['patterns'] {
  const node = isMap(contents) ? contents.get('patterns', true) : undefined;
  if (node === undefined) return [];
  if (!isMap(node)) {
    fault(startOf(node), 'the patterns are not a mapping', 'write `name: pattern` below `patterns:`');
    return [];
  }
  return node.items.flatMap(({ key, value }) => {
    const start = startOf(key);
    if (isScalar(key) && isScalar(value) && typeof value.value === 'string')
      return [{ name: textOf(key.value), source: value.value, start }];
    fault(start, 'a pattern is not a text', 'put it between single quotes');
    return [];
  });
}

function isNodeLike(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'toJS' in value;
}

function startOf(node: unknown): number {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0;
}

function isAgentMesh(top: Fields, rules: readonly Fields[]): boolean {
  const keys = ['apiVersion', 'default_action', 'agent', 'agents', 'scope'];
  if (keys.some((key) => top.entries.has(key))) return true;
  return rules.some(({ entries }) =>
    ['effect', 'ruleAction', 'condition', 'conditions'].some((key) => entries.has(key)),
  );
}
