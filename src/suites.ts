import { MeshError } from './base/base.ts';
import { paddedSuite, suites as pureSuites, type Suite } from './session/session.ts';
import { loadSignalSuite } from './signal/signal.ts';

/** The cipher suites of this node by name, in the operator's order of preference. */
export type Suites = ReadonlyMap<string, Suite>;

/** Every suite that the configuration may name, in the order of preference that stands unless it says otherwise. */
export const suiteNames = ['signal', 'pqxdh', 'agentmesh'] as const;

/**
 * The suites that are wanted and here; what they seal is padded, as between all nodes. `absent` hears
 * of those that are not: the package of `signal` is optional. Throws MeshError `config-invalid` when none is left.
 */
export async function openSuites(wanted: readonly string[], absent: (name: string) => void): Promise<Suites> {
  const here = new Map<string, Suite>();
  for (const name of wanted) {
    const suite = name === 'signal' ? await loadSignalSuite() : pureSuites.get(name);
    if (suite === undefined) absent(name);
    else here.set(name, paddedSuite(suite));
  }
  if (here.size > 0) return here;
  throw new MeshError(
    'config-invalid',
    `None of the cipher suites in \`suites\` (${wanted.join(', ')}) is installed. Install @signalapp/libsignal-client, or add pqxdh.`,
  );
}
