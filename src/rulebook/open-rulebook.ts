import { MeshError } from '../base/base.ts';
import type { CompiledPolicies } from '../policy/policy.ts';

/** What is wrong with a policy file, for people. */
export interface PolicyProblem {
  /** Name of the file inside the directory; undefined when it is about the directory. */
  readonly file: string | undefined;
  /** 1 for the first line; undefined when it is about the whole file. */
  readonly line: number | undefined;
  /** 1 for the first character of the line. */
  readonly column: number | undefined;
  readonly message: string;
  /** The line of the file and a line with a caret below it; undefined without a place. */
  readonly excerpt: string | undefined;
  /** What to do; undefined when there is nothing to add. */
  readonly hint: string | undefined;
}

/** How to open a rulebook. */
export interface RulebookOptions {
  /** The directory whose `*.cedar` files are the policies. */
  readonly dir: string;
  /** A changed set took effect. */
  readonly onReload: (policies: CompiledPolicies) => void;
  /** A changed set was refused; the one before stays in force. */
  readonly onProblem: (problems: readonly PolicyProblem[]) => void;
}

/** The policies of a directory, kept up to date. */
export interface Rulebook extends AsyncDisposable {
  /** The set in force; take it once per decision. */
  current(): CompiledPolicies;
  /** SHA-256 of the set in force, hexadecimal. */
  readonly version: string;
  /** Reads the directory now. Answers the problems of a refused set; empty when the set is in force. */
  reload(): Promise<readonly PolicyProblem[]>;
  /** Stops watching. */
  close(): Promise<void>;
}

/** Opens the rulebook; throws MeshError('policy-invalid') listing the problems of an invalid set. */
export async function openRulebook(_options: RulebookOptions): Promise<Rulebook> {
  return Promise.reject(new MeshError('policy-invalid', 'not built'));
}
