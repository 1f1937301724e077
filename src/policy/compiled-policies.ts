/** A policy as the rulebook read it: its place, its annotations and Cedar's JSON form of it. */
export interface PolicySource {
  readonly id: string;
  readonly file: string;
  /** 1 for the first line. */
  readonly line: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Cedar's JSON policy format (EST). */
  readonly json: unknown;
}

/** A set of policies ready to decide. */
export interface CompiledPolicies {
  /** SHA-256 of the set, hexadecimal. */
  readonly version: string;
  /** How many policies the set has. */
  readonly size: number;
}

/** Compiles policies. */
export function compilePolicies(sources: readonly PolicySource[], version: string): CompiledPolicies {
  return { version, size: sources.length };
}
