/** What the Kubernetes request among the arguments of a call asks. */
export interface K8sFacet {
  readonly present: boolean;
  /** Kubernetes API verb, or `unknown`. */
  readonly verb: string;
  /** Plural, lower case. */
  readonly resource: string;
  /** Empty for the whole cluster. */
  readonly namespace: string;
  readonly name: string;
  readonly writes: boolean;
}

const none: K8sFacet = { present: false, verb: '', resource: '', namespace: '', name: '', writes: false };

/** Short names and singular forms that `kubectl` takes. */
const plurals: Readonly<Record<string, string>> = {
  po: 'pods',
  svc: 'services',
  deploy: 'deployments',
  rs: 'replicasets',
  sts: 'statefulsets',
  ds: 'daemonsets',
  cm: 'configmaps',
  ns: 'namespaces',
  no: 'nodes',
  sa: 'serviceaccounts',
  ing: 'ingresses',
  ingress: 'ingresses',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  crd: 'customresourcedefinitions',
  netpol: 'networkpolicies',
  networkpolicy: 'networkpolicies',
  cj: 'cronjobs',
  ep: 'endpoints',
  endpoints: 'endpoints',
};

const verbs: Readonly<Record<string, string>> = {
  describe: 'get',
  read: 'get',
  logs: 'get',
  top: 'get',
  apply: 'patch',
  edit: 'patch',
  replace: 'update',
  put: 'update',
  run: 'create',
  post: 'create',
  expose: 'create',
  remove: 'delete',
  scale: 'patch',
  label: 'patch',
  annotate: 'patch',
  set: 'patch',
};
const known: ReadonlySet<string> = new Set(
  (
    'get list watch create update patch delete deletecollection exec attach proxy port-forward cp drain cordon uncordon ' +
    'taint rollout auth impersonate bind escalate'
  ).split(' '),
);
const readOnly = new Set(['get', 'list', 'watch']);

/**
 * Reads a Kubernetes request from the arguments by path: `verb`, `resource` (or `kind`), `namespace`, `name`; or `method`
 * and `path` of the API; or `command` beginning with `kubectl`. What is not understood has the verb `unknown` and writes.
 */
export function readK8s(at: (path: string) => string | undefined): K8sFacet {
  const command = firstOf(at, ['command', 'cmd', 'args']);
  if (command !== undefined && /^\s*(?:\S*\/)?kubectl\b/i.test(command)) return readCommand(command);
  const path = firstOf(at, ['path', 'url']) ?? '';
  if (/\/apis?\/[a-z]/i.test(path)) return readPath(at('method') ?? 'GET', path);
  const resource = firstOf(at, ['resource', 'resourceType', 'kind']);
  const verb = firstOf(at, ['verb', 'operation']);
  // `resource` alone may be anything.
  if (resource === undefined || (verb ?? firstOf(at, ['apiVersion', 'namespace'])) === undefined) return none;
  return facet(verb ?? 'unknown', resource, { namespace: at('namespace') ?? '', name: at('name') ?? '' });
}

function firstOf(at: (path: string) => string | undefined, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = at(path);
    if (text !== undefined) return text;
  }
  return undefined;
}

function facet(verb: string, resource: string, rest: { readonly namespace: string; readonly name: string }): K8sFacet {
  const spelled = verb.trim().toLowerCase();
  const named = verbs[spelled] ?? spelled;
  const meaning = known.has(named) ? named : 'unknown';
  return {
    present: true,
    verb: meaning,
    resource: plural(resource),
    ...rest,
    writes: !readOnly.has(meaning),
  };
}

function plural(resource: string): string {
  const kind = resource.trim().toLowerCase().split('.')[0] ?? '';
  const known = Object.hasOwn(plurals, kind) ? plurals[kind] : undefined;
  if (known !== undefined || kind === '') return known ?? '';
  return kind.endsWith('s') ? kind : kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

function readPath(method: string, url: string): K8sFacet {
  const unknown = facet('unknown', '', { namespace: '', name: '' });
  const path = /\/apis?\/[^?#]*/i.exec(url)?.[0] ?? '';
  // Two readers could take these for different paths.
  if (/%|\/\/|\/\.\.?(?:\/|$)|;/.test(path)) return unknown;
  const parts = path.split('/').filter((part) => part !== '');
  const below = parts.slice(parts[0]?.toLowerCase() === 'api' ? 2 : 3);
  const [scope, namespace = '', ...inNamespace] = below;
  return scope === 'namespaces' && inNamespace.length > 0
    ? resourceFacet(method, namespace, inNamespace)
    : resourceFacet(method, '', below);
}

function resourceFacet(
  method: string,
  namespace: string,
  [resource = '', name = '', subresource = '']: readonly string[],
): K8sFacet {
  const verb = /^(?:exec|attach|portforward|proxy)$/.test(subresource) ? 'exec' : verbOfMethod(method, name);
  return facet(verb, resource, { namespace, name });
}

function verbOfMethod(method: string, name: string): string {
  switch (method.trim().toUpperCase()) {
    case 'GET':
    case 'HEAD':
      return name === '' ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return 'unknown';
  }
}

function readCommand(command: string): K8sFacet {
  // A shell could run more than what stands here.
  if (/[;&|`$<>\n\\"'(]/.test(command)) return facet('unknown', '', { namespace: '', name: '' });
  const { namespace, plain } = readWords(command.trim().split(/\s+/).slice(1));
  const [verb = '', target = '', name = ''] = plain;
  const [resource = '', inTarget = name] = target.split('/');
  return facet(verb, resource, { namespace, name: inTarget });
}

function readWords(words: readonly string[]): { readonly namespace: string; readonly plain: readonly string[] } {
  let namespace = '';
  const plain: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const given = /^(?:-n|--namespace)(?:=(.*))?$/.exec(word);
    if (given !== null) namespace = given[1] ?? words[++i] ?? '';
    else if (!word.startsWith('-')) plain.push(word);
  }
  return { namespace, plain };
}
