/**
 * What the command line does on this machine, beside the control API: the answers of work that needs no running node.
 * The hall does the work, the command line shows it; neither may import the other.
 */

/** One thing that `parley doctor` looked at. */
export interface Finding {
  readonly name: string;
  /** `bad` keeps the node from working, `warning` may become bad or costs something. */
  readonly state: 'good' | 'warning' | 'bad';
  readonly found: string;
  /** What to do; absent when good. */
  readonly advice?: string;
}

/** A policy in Cedar and where it stands. */
export interface ShownPolicy {
  readonly id: string;
  readonly file: string;
  /** 1 for the first line. */
  readonly line: number;
  readonly cedar: string;
}

/** How one case went; `fault` is undefined when it went as expected. */
interface CaseResult {
  readonly file: string;
  readonly name: string;
  readonly fault: string | undefined;
}

/** Two sets beside each other, policies by id. */
interface SetDifference {
  readonly added: readonly ShownPolicy[];
  readonly removed: readonly ShownPolicy[];
  readonly changed: readonly { readonly before: ShownPolicy; readonly after: ShownPolicy }[];
}

/** A decision on facts, with the facts that each deciding policy looked at. */
interface ExplainedDecision {
  readonly allow: boolean;
  readonly reason: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** What the permits demand, by the kind of obligation. */
  readonly obligations: Readonly<Record<string, readonly string[]>>;
  readonly errors: readonly string[];
  readonly policies: readonly (ShownPolicy & {
    readonly facts: readonly { readonly name: string; readonly value: string }[];
    readonly annotations: Readonly<Record<string, string>>;
  })[];
}

/** Work on policies by themselves; all throw MeshError 'policy-invalid' with every problem of a folder. */
export interface PolicyTools {
  /** Checks a folder. */
  check(folder: string): Promise<{ readonly version: string; readonly policies: number }>;
  /** The policies of a folder in Cedar, also those written in YAML. */
  show(folder: string): Promise<readonly ShownPolicy[]>;
  /** Runs a folder of cases. */
  test(folder: string, cases: string): Promise<readonly CaseResult[]>;
  /** Decides on facts in a file. */
  explain(folder: string, factsFile: string): Promise<ExplainedDecision>;
  /** The files of a folder, to be sent to a node. */
  files(folder: string): Promise<readonly { readonly name: string; readonly text: string }[]>;
  /** What another folder would change. */
  diff(before: string, after: string): Promise<SetDifference>;
}
