import { suites as pureSuites, type Suite } from './session/session.ts';

/** The cipher suites of this node by name, in the operator's order of preference. */
export type Suites = ReadonlyMap<string, Suite>;

/** The suites that are wanted and here. Throws RangeError for a name that the configuration cannot hold. */
export function openSuites(wanted: readonly string[]): Suites {
  return new Map(
    wanted.map((name) => {
      const suite = pureSuites.get(name);
      if (suite === undefined) throw new RangeError(`there is no suite ${name}`);
      return [name, suite];
    }),
  );
}
