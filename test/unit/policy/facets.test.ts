import { describe, expect, it } from 'vitest';
import { readK8s } from '../../../src/policy/k8s-facet.ts';
import { readSql } from '../../../src/policy/sql-facet.ts';

const sql = (text: string, path = 'sql'): string => {
  const { present, kinds, tables, writes } = readSql([[path, text]]);
  return present
    ? `${[...kinds].sort().join('+')} ${writes ? 'writes' : 'reads'} ${[...tables].sort().join(',')}`.trim()
    : 'none';
};

describe('the facet of SQL', () => {
  it.each([
    ['SELECT * FROM users', 'SELECT reads users'],
    ['select a from Public.Users u, orders o join "Items" i on 1=1', 'SELECT reads items,orders,public.users'],
    ['  -- note\n(SELECT 1)', 'SELECT reads'],
    ['WITH x AS (SELECT 1 FROM t) SELECT * FROM x', 'SELECT reads t,x'],
    ['WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x', 'DELETE+SELECT writes t,x'],
    ['SELECT 1; DROP TABLE users', 'DROP+SELECT writes users'],
    ['INSERT INTO logs VALUES (1)', 'INSERT writes logs'],
    ['UPDATE accounts SET a = 1', 'UPDATE writes accounts'],
    ['SELECT * INTO copied FROM users', 'INTO+SELECT writes copied,users'],
    ['EXPLAIN ANALYZE DELETE FROM users', 'DELETE+EXPLAIN writes users'],
    ["SELECT 'DROP TABLE x'", 'SELECT reads'],
    ['SELECT "delete" FROM t', 'SELECT reads t'],
    ["SELECT REPLACE(a, 'b', 'c') FROM t", 'SELECT reads t'],
    ["SELECT pg_read_file('/etc/passwd')", 'SELECT+UNKNOWN writes'],
    ["SELECT 'unended", 'SELECT+UNKNOWN writes'],
    ['SELECT /*! DROP TABLE x */ 1', 'UNKNOWN writes'],
    ["SELECT 'a\\' ; DROP TABLE x; --'", 'SELECT+UNKNOWN writes'],
    ['SELECT $$ ; $$', 'SELECT+UNKNOWN writes'],
    ['ＤＲＯＰ TABLE x', 'UNKNOWN writes x'],
    ['DRОP TABLE x', 'UNKNOWN writes x'],
    ['DR/**/OP TABLE x', 'UNKNOWN writes x'],
    ['anything at all', 'UNKNOWN writes'],
    ['SELECT 1 FROM a\u00a0;DELETE FROM b', 'DELETE+SELECT writes a,b'],
  ])('%j is %s', (text, facet) => expect(sql(text)).toBe(facet));

  it('looks under the names that tools use, and takes a query for SQL only when it begins like it', () => {
    expect(sql('DELETE FROM t', 'options.raw_sql')).toBe('DELETE writes t');
    expect(sql('DELETE FROM t', 'statements[0]')).toBe('none');
    expect(sql('DELETE FROM t', 'statement[0]')).toBe('DELETE writes t');
    expect(sql('DELETE FROM t', 'query')).toBe('DELETE writes t');
    expect(sql('weather in Paris', 'query')).toBe('none');
    expect(sql('/* x */ DELETE FROM t', 'query')).toBe('DELETE writes t');
    expect(sql('DELETE FROM t', 'text')).toBe('none');
  });
});

const k8s = (args: Readonly<Record<string, string>>): string => {
  const { present, verb, resource, namespace, name, writes } = readK8s((path) => args[path]);
  return present ? `${verb} ${resource} ${namespace}/${name} ${writes ? 'writes' : 'reads'}` : 'none';
};

describe('the facet of Kubernetes', () => {
  it.each<[Readonly<Record<string, string>>, string]>([
    [{ verb: 'get', resource: 'pod', namespace: 'a', name: 'x' }, 'get pods a/x reads'],
    [{ verb: 'Delete', resource: 'Secret', namespace: 'a' }, 'delete secrets a/ writes'],
    [{ kind: 'Deployment', namespace: 'a', apiVersion: 'apps/v1' }, 'unknown deployments a/ writes'],
    [{ method: 'GET', path: '/api/v1/namespaces/kube-system/secrets' }, 'list secrets kube-system/ reads'],
    [{ method: 'DELETE', path: '/apis/apps/v1/namespaces/a/deployments/web' }, 'delete deployments a/web writes'],
    [{ method: 'POST', path: '/api/v1/namespaces/a/pods/x/exec?command=sh' }, 'exec pods a/x writes'],
    [{ method: 'GET', path: '/api/v1/namespaces/a/pods/../secrets' }, 'unknown  / writes'],
    [{ method: 'GET', path: '/api/v1/namespaces/a/%73ecrets' }, 'unknown  / writes'],
    [{ method: 'GET', path: '/api/v1/nodes/n1' }, 'get nodes /n1 reads'],
    [{ command: 'kubectl -n prod delete deploy/web' }, 'delete deployments prod/web writes'],
    [{ command: 'kubectl get po' }, 'get pods / reads'],
    [{ command: 'kubectl get po; rm -rf /' }, 'unknown  / writes'],
    [{ command: 'kubectl frobnicate x' }, 'unknown xes / writes'.replace('xes', 'xs')],
    [{ verb: 'get', resource: 'constructor', namespace: 'a' }, 'get constructors a/ reads'],
    [{ command: 'ls' }, 'none'],
    [{ resource: 'https://example.com' }, 'none'],
  ])('%j is %s', (args, facet) => expect(k8s(args)).toBe(facet));
});
