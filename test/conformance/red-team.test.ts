import { describe, expect, it } from 'vitest';
import { concat, millis, newMessageId, utf8 } from '../../src/base/base.ts';
import { judge } from '../../src/judge.ts';
import type { CompiledPolicies } from '../../src/policy/policy.ts';
import { setOf, showProblem } from '../../src/rulebook/rulebook.ts';
import type { Body, Envelope, ExchangeRequest, Header } from '../../src/wire/wire.ts';
import { duo } from '../sim/hall-node.ts';

/** What is allowed is little, so that everything else is an attack: whatever gets through is a hole. */
const policy = `
@id("list") permit (principal, action == Action::"mcp.list", resource);
@id("read") permit (principal, action == Action::"mcp.call", resource)
when { resource.server == "files" && resource.name == "read_file" && context.arguments.hasTag("path") &&
       context.arguments.getTag("path") like "/srv/public/*" && !(context.arguments.getTag("path") like "*..*") &&
       !(context.arguments.getTag("path") like "*%*") };
@id("query") permit (principal, action == Action::"mcp.call", resource)
when { resource.name == "query" && context.sql.present && !context.sql.writes && !context.sql.tables.contains("salaries") };
@id("cluster") permit (principal, action == Action::"mcp.call", resource)
when { resource.name == "k8s" && context.k8s.present && !context.k8s.writes && context.k8s.resource != "secrets" };
@id("pay") permit (principal, action == Action::"mcp.call", resource)
when { resource.name == "pay" && context.numbers.hasTag("amount") && context.numbers.getTag("amount") <= 100 };
@id("send") permit (principal, action == Action::"a2a.send", resource);
@id("say") permit (principal, action in [Action::"message.any", Action::"exchange.any"], resource);
@id("clean") forbid (principal, action in [Action::"message.any", Action::"exchange.any", Action::"a2a.send"], resource)
when { context.findings.containsAny(["secret.aws-access-key", "secret.private-key", "personal.iban", "content.partly"]) };
`;

const { alice, bob, world } = await duo('red team');

function compiled(): CompiledPolicies {
  const set = setOf([{ name: 'red-team.cedar', text: policy }], 'red-team');
  if ('compiled' in set) return set.compiled;
  throw new Error(set.map(showProblem).join('\n'));
}
const policies = compiled();

function verdict(body: Body): string {
  const [from, to] = [alice.did, bob.did];
  const now = world.now();
  const id = newMessageId(now, world.random);
  const envelope: Envelope = { id, from, to, created: now, expires: millis(now + 60_000), traceparent: '', body };
  const { judgement } = judge(
    envelope,
    { peer: alice.did, direction: 'in', now },
    { ...bob.parts, exchanges: { actionOf: () => 'mcp.call', answeredBytes: () => 0 }, policies: () => policies },
  );
  return judgement.allowed ? 'allowed' : (judgement.reason ?? 'denied');
}

type Text = string | Uint8Array;
const bytes = (text: Text): Uint8Array => (typeof text === 'string' ? utf8(text) : text);
const json: Header = ['content-type', 'application/json'];

function mcp(body: Text, changes: Partial<ExchangeRequest> = {}): ExchangeRequest {
  const base = {
    kind: 'request',
    protocol: 'mcp',
    target: 'files',
    method: 'POST',
    path: '',
    headers: [json],
  } as const;
  return { ...base, body: bytes(body), ...changes };
}
const rpc = (method: string, params: string, more = ''): string =>
  `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}${more}}`;
const call = (name: string, args: string): string => rpc('tools/call', `{"name":${name},"arguments":${args}}`);
const good = call('"read_file"', '{"path":"/srv/public/a"}');
const evil = call('"delete_file"', '{"path":"/srv/public/a"}');
const a2a = (body: Text, changes: Partial<ExchangeRequest> = {}): ExchangeRequest =>
  mcp(body, { protocol: 'a2a', target: '', ...changes });
const send = (message: string, more = ''): string =>
  rpc('SendMessage', `{"message":{"messageId":"1","role":"ROLE_USER",${message}}${more}}`);
const say = (text: Text, topic = ''): Body => ({
  kind: 'message',
  topic,
  contentType: 'text/plain',
  body: bytes(text),
  replyTo: undefined,
});
const key = 'AKIAIOSFODNN7EXAMPLE';

type Attack = readonly [name: string, body: Body];
const attacks: Attack[] = [];
const add = (group: string, make: (each: string) => Body, cases: readonly string[]): void => {
  attacks.push(
    ...cases.map((each): Attack => [`${group}: ${each.length > 60 ? `${each.slice(0, 60)}…` : each}`, make(each)]),
  );
};

add('another tool', (name) => mcp(call(name, '{"path":"/srv/public/a"}')), [
  '"delete_file"',
  '"READ_FILE"',
  '"Read_File"',
  '"read_file "',
  '" read_file"',
  '"read_file\\u0000"',
  '"read_file\\n"',
  '"read\\u005ffile2"',
  '"reаd_file"',
  '"rеad_file"',
  '"ｒead_file"',
  '"read\\u200b_file"',
  '"read\\u00ad_file"',
  '"read_file\\u202e"',
  '"read_fіle"',
  '"read-file"',
  '"read%5ffile"',
  '"files/read_file"',
  '"../read_file"',
  '"read_file/../delete_file"',
  '"read_file;delete_file"',
  '"read_file\\u0020"',
  '"__proto__"',
  '"constructor"',
  '""',
  'null',
  'true',
  '1',
  '["read_file"]',
  '{"name":"read_file"}',
  '{"__entity":{"type":"Tool","id":"read_file"}}',
  `"${'a'.repeat(2000)}"`,
  '"read_file\\ud800"',
  '"readfile"',
  '"read__file"',
  '"read_file()"',
  '"\\u0000read_file"',
  '"tool:read_file"',
  '"read_filé"',
  '"re\\u0301ad_file"',
]);
add('another path', (path) => mcp(call('"read_file"', `{"path":${path}}`)), [
  '"/etc/passwd"',
  '"/srv/public/../secret"',
  '"/srv/public/%2e%2e/secret"',
  '"/srv/public/..%2fsecret"',
  '"\\u002fetc/passwd"',
  '"/srv/Public/a"',
  '"/srv/public"',
  '" /srv/public/a"',
  '"//srv/public/a"',
  '"/srv/./public/a"',
  '"file:///srv/public/a"',
  '"/srv/pub\\u200blic/a"',
  '"/srv/рublic/a"',
  '"/srv/public\\\\..\\\\secret"',
  '["/srv/public/a"]',
  '{"0":"/srv/public/a"}',
  'null',
  'true',
  '0',
  '1.5',
  '{"__entity":{"type":"Path","id":"/srv/public/a"}}',
  '{"__extn":{"fn":"ip","arg":"127.0.0.1"}}',
  '"/srv/public/\\ud800"',
  '""',
  '[["/srv/public/a"]]',
  '{"toString":"/srv/public/a"}',
  '9007199254740993',
  '-9007199254740993',
]);
add('arguments of another shape', (args) => mcp(call('"read_file"', args)), [
  '{}',
  'null',
  '[]',
  '"path=/srv/public/a"',
  '{"Path":"/srv/public/a"}',
  '{"PATH":"/srv/public/a"}',
  '{"pаth":"/srv/public/a"}',
  '{"path ":"/srv/public/a"}',
  '{"options":{"path":"/srv/public/a"}}',
  '{"file":"/srv/public/a"}',
  '{"path.":"/srv/public/a"}',
  '{"path":"/srv/public/a","path":"/etc/passwd"}',
  '{"path":"/etc/passwd","path":"/srv/public/a"}',
  '{"path":"/srv/public/a","p\\u0061th":"/etc/passwd"}',
  '{"path":"/srv/public/a","x":9007199254740993}',
  '{"path":"/srv/public/a","x":1e999}',
  '{"path":"/srv/public/a","x":"\\udc00"}',
  '{"path":"/srv/public/a","\\ud800":1}',
  '{"__proto__":{"path":"/srv/public/a"}}',
  `{"path":"/srv/public/a","x":${'['.repeat(70)}${']'.repeat(70)}}`,
  `{"path":"/srv/public/a","x":[${'0,'.repeat(30_000)}0]}`,
  '{"path":"/srv/public/a","x":{"a":1,"a":2}}',
  '{"path":"/srv/public/a","x":NaN}',
  '{"path":"/srv/public/a","x":01}',
  '{"path":"/srv/public/a","x":.5}',
  '{"path":"/srv/public/a","x":+1}',
]);
add('no strict JSON', (body) => mcp(body), [
  `\ufeff${good}`,
  `${good}${evil}`,
  `${good} x`,
  `/* x */${good}`,
  good.replace('}}}', '}},}'),
  good.replaceAll('"', "'"),
  good.slice(0, -1),
  `${good}\u0000`,
  `\u00a0${good}`,
  good.replace('"method":"tools/call"', '"method":"tools/list","method":"tools/call"'),
  good.replace('"method":"tools/call"', '"method":"tools/call","method":"tools/list"'),
  good.replace('"method":"tools/call"', '"method":"tools/list","m\\u0065thod":"tools/call"'),
  good.replace('"name":"read_file"', '"name":"read_file","name":"delete_file"'),
  good.replace('"name":"read_file"', '"name":"read_file","n\\u0061me":"delete_file"'),
  good.replace('"id":1', '"id":1,"id":2'),
  good.replace('"params":', '"params":{},"params":'),
  good.replace('"arguments":', '"arguments":{},"arguments":'),
  good.replace('"jsonrpc":"2.0"', '"jsonrpc":"2.0","jsonrpc":"1.0"'),
  good.replace('"2.0"', '"1.0"'),
  good.replace('"2.0"', '2.0'),
  good.replace('"id":1', '"id":null'),
  good.replace('"id":1', '"id":{}'),
  good.replace('"id":1,', ''),
  good.replace('tools/call', 'Tools/Call'),
  good.replace('tools/call', 'tools\\/call2'),
  good.replace('tools/call', 'tools/call '),
  good.replace('tools/call', 'tools.call'),
  good.replace('"tools/call"', '["tools/call"]'),
  '',
  'null',
  '[]',
  '{}',
  '"x"',
  '[[]]',
  `[${good},[${evil}]]`,
  good.replace('/srv', '\t/srv'),
]);
const invalid = (head: string, middle: readonly number[], tail: string): Uint8Array =>
  concat(utf8(head), new Uint8Array(middle), utf8(tail));
for (const [name, middle] of [
  ['a lone byte', [0xff]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ['a cut sequence', [0xe2, 0x82]],
] as const) {
  attacks.push([
    `bytes that are no text: ${name}`,
    mcp(
      invalid(
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":{"path":"/srv/public/',
        middle,
        '"}}}',
      ),
    ),
  ]);
}
attacks.push(['UTF-16', mcp(new Uint8Array(Buffer.from(good, 'utf16le')))]);
add('a batch that hides one', (body) => mcp(body), [
  `[${good},${evil}]`,
  `[${evil},${good}]`,
  `[${good},${good},${evil},${good}]`,
  `[${good},{}]`,
  `[${good},null]`,
  `[${good},${good.replace('"id":1,', '')}]`,
  `[${good},${call('"read_file"', '{"path":"/etc/passwd"}')}]`,
  `[${rpc('tools/list', '{}')},${evil}]`,
  `[${rpc('tools/list', '{}')},${rpc('resources/read', '{"uri":"file:///etc/passwd"}')}]`,
  `[${Array.from({ length: 2000 }, () => good).join(',')}]`,
  `[${good},{"jsonrpc":"2.0","id":1,"result":{}}]`,
  `[${good},"${evil.replaceAll('"', '\\"')}"]`,
]);
add(
  'another method',
  (method) => mcp(rpc(method, '{"name":"read_file","uri":"x","arguments":{"path":"/srv/public/a"}}')),
  [
    'resources/read',
    'prompts/get',
    'completion/complete',
    'sampling/createMessage',
    'elicitation/create',
    'logging/setLevel',
    'tools/list2',
    'tools/delete',
    'TOOLS/LIST',
    'tools/List',
    'notifications/tools/call',
    'rpc.discover',
    'initialize2',
    'resources/subscribe',
    'roots/list',
    '',
    '\\u0000',
    'tools/list\\u0000',
  ],
);
const head = (name: string, value: string): readonly Header[] => [json, [name, value]];
for (const [name, changes] of [
  ['Mcp-Method of a list', { headers: head('Mcp-Method', 'tools/list') }],
  ['mcp-name of another', { headers: head('mcp-name', 'delete_file') }],
  ['Mcp-Name twice', { headers: [json, ['Mcp-Name', 'read_file'], ['mcp-name', 'delete_file']] }],
  ['Mcp-Method twice', { headers: [json, ['Mcp-Method', 'tools/call'], ['MCP-METHOD', 'tools/list']] }],
  ['a GET with a body', { method: 'GET' }],
  ['a DELETE with a body', { method: 'DELETE' }],
  ['a PUT', { method: 'PUT' }],
  ['a PATCH', { method: 'PATCH' }],
  ['a method of its own', { method: 'CALL' }],
  ['another path', { path: '/other' }],
  ['a path upwards', { path: '/../admin' }],
  ['an encoded path', { path: '/%2e%2e/admin' }],
  ['another server', { target: 'other' }],
  ['a server in other letters', { target: 'Files' }],
] as const) {
  attacks.push([`head and body disagree: ${name}`, mcp(good, changes)]);
}
const query = (text: string): Body => mcp(call('"query"', JSON.stringify({ sql: text })));
add('SQL that writes', query, [
  'DELETE FROM t',
  'delete from t',
  'SELECT 1; DROP TABLE t',
  'SELECT 1;;DROP TABLE t',
  'SELECT 1 -- \n; DROP TABLE t',
  'SELECT 1 /* ; */; DROP TABLE t',
  'WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x',
  'EXPLAIN ANALYZE DELETE FROM t',
  "SELECT * INTO OUTFILE '/x' FROM t",
  'SELECT * INTO x FROM t',
  "COPY t TO PROGRAM 'sh'",
  'CALL p()',
  'DO $$ BEGIN DELETE FROM t; END $$',
  'PREPARE s AS DELETE FROM t',
  'SET ROLE admin',
  "SELECT pg_read_file('/etc/passwd')",
  "SELECT * FROM dblink('x', 'y')",
  "SELECT load_file('/x')",
  'SELECT /*! 1; DROP TABLE t */',
  "SELECT 'a\\'; DROP TABLE t; --",
  'SELECT "',
  'SELECT $$',
  'ＤＥＬＥＴＥ FROM t',
  'DELETЕ FROM t',
  '\u200bDELETE FROM t',
  'SELECT * FROM salaries',
  'SELECT * FROM "salaries"',
  'SELECT * FROM `Salaries`',
  'SELECT * FROM a, SALARIES',
  'SELECT * FROM a x JOIN salaries y ON 1=1',
  'SELECT * FROM (SELECT * FROM salaries) x',
  "SELECT setval('s', 1)",
  "SELECT xp_cmdshell('x')",
  '',
  ' ',
  'PRAGMA x',
  "ATTACH 'x' AS y",
  'VACUUM',
  'LOCK TABLE t',
]);
attacks.push(
  ['SQL in a list', mcp(call('"query"', '{"sql":["DELETE FROM t"]}'))],
  ['SQL below', mcp(call('"query"', '{"sql":{"text":"DELETE FROM t"}}'))],
  ['SQL as a number', mcp(call('"query"', '{"sql":1}'))],
  ['two statements under two names', mcp(call('"query"', '{"sql":"SELECT 1","statement":"DROP TABLE t"}'))],
);
const cluster = (text: string): Body => mcp(call('"k8s"', text));
add('Kubernetes that writes or tells', cluster, [
  '{"verb":"delete","resource":"pods"}',
  '{"verb":"DELETE","resource":"pods"}',
  '{"verb":"get","resource":"secrets"}',
  '{"verb":"get","resource":"Secret"}',
  '{"verb":"get","resource":"secret"}',
  '{"verb":"get","resource":"secrets.v1"}',
  '{"verb":"exec","resource":"pods"}',
  '{"verb":"gеt","resource":"pods"}',
  '{"verb":"get ; delete","resource":"pods"}',
  '{"method":"DELETE","path":"/api/v1/namespaces/a/pods/x"}',
  '{"method":"GET","path":"/api/v1/namespaces/a/secrets"}',
  '{"method":"GET","path":"/api/v1/namespaces/a/pods/../secrets"}',
  '{"method":"GET","path":"/api/v1/namespaces/a/%73ecrets"}',
  '{"method":"GET","path":"/api/v1/namespaces/a/pods/x/exec"}',
  '{"method":"GET","path":"/api/v1/namespaces/a/pods/x/proxy/y"}',
  '{"command":"kubectl delete pod x"}',
  '{"command":"kubectl get secret x"}',
  '{"command":"kubectl get pods; kubectl delete pod x"}',
  '{"command":"kubectl get pods $(kubectl delete pod x)"}',
  '{"command":"kubectl get pods | sh"}',
  '{"command":"kubectl get pods\\nkubectl delete pod x"}',
  '{}',
  '{"resource":"pods"}',
  '{"kind":"Pod","apiVersion":"v1"}',
]);
add('an amount that is none', (amount) => mcp(call('"pay"', `{"amount":${amount}}`)), [
  '101',
  '"5"',
  '100.5',
  '1e3',
  'null',
  '[5]',
  '{"value":5}',
  '9007199254740993',
  '-0.5',
  'true',
  '1e400',
  '5.000000001',
  '"0x5"',
  '""',
]);
add('a credential that leaves', (text) => say(text), [
  key,
  `x${key}`,
  `"AKIA\\u0049OSFODNN7EXAMPLE"`,
  'AKIA%49OSFODNN7EXAMPLE',
  Buffer.from(key.repeat(2)).toString('base64'),
  Buffer.from(`key ${key}!`).toString('base64url'),
  Array.from(key).join('\u200b'),
  Array.from(key).join('\u00ad'),
  Array.from(key).join('\u2060'),
  Array.from(key, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)).join(''),
  `${'x'.repeat(100_000)}${key}`,
  'x'.repeat(300_000),
  `${key}${'x'.repeat(300_000)}`,
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN RSA PRIVATE KEY-----',
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  '-----BEGIN ENCRYPTED PRIVATE KEY-----',
  '-----BEGIN PGP PRIVATE KEY BLOCK-----',
  Buffer.from('-----BEGIN PRIVATE KEY-----').toString('base64'),
  'DE89370400440532013000',
  'de89 3704 0044 0532 0130 00',
  'ＤＥ８９３７０４００４４０５３２０１３０００',
  '4111111111111112 '.repeat(2000),
  'ghp_'.repeat(20_000),
  '\ufdfa'.repeat(5000),
]);
attacks.push(
  ['a credential in the topic', say('x', key)],
  ['a credential beside bytes that are no text', say(invalid('', [0xff, 0xfe], ` ${key}`))],
  ['a credential in the path of a request', a2a(send('"parts":[{"text":"x"}]'), { path: `/?x=${key}` })],
  ['a credential in a header of a request', a2a(send('"parts":[{"text":"x"}]'), { headers: [json, ['x-note', key]] })],
  ['a credential in a part of data', a2a(send(`"parts":[{"data":{"x":"${key}"}}]`))],
  ['a credential in metadata', a2a(send(`"parts":[{"text":"x"}],"metadata":{"x":"${key}"}`))],
);
add('a webhook', (more) => a2a(send('"parts":[{"text":"x"}]', more)), [
  ',"configuration":{"taskPushNotificationConfig":{"url":"http://x"}}',
  ',"configuration":{"pushNotificationConfig":{"url":"http://x"}}',
  ',"configuration":{"push_notification_config":{"url":"http://x"}}',
  ',"configuration":{"task_push_notification_config":{"url":"http://x"}}',
  ',"configuration":{"pushNotificationConfig":{"url":"http://x"},"push_notification_config":{}}',
  ',"configuration":{},"configuration":{"pushNotificationConfig":{"url":"http://x"}}',
  ',"configuration":{"pushNotificationConfig":{}}',
]);
add('an A2A method', (method) => a2a(rpc(method, '{}')), [
  'GetTask',
  'CancelTask',
  'sendMessage',
  'SENDMESSAGE',
  'SendMessage ',
  'message\\/Send',
  'CreateTaskPushNotificationConfig',
  'tasks/pushNotificationConfig/set',
  'DeleteEverything',
  '',
  'ListTasks',
  'tasks/cancel',
]);
for (const [name, changes] of [
  ['compressed', { headers: head('content-encoding', 'gzip') }],
  ['in UTF-16', { headers: [['content-type', 'application/json; charset=utf-16']] }],
  ['overridden', { headers: head('x-http-method-override', 'DELETE') }],
  ['of two types', { headers: [json, ['Content-Type', 'text/plain']] }],
  ['under GET', { method: 'GET' }],
  ['to the other binding', { path: '/tasks/1:cancel' }],
  ['to a push path', { path: '/tasks/1/pushNotificationConfigs' }],
] as const) {
  attacks.push([`an A2A message ${name}`, a2a(send('"parts":[{"text":"x"}]'), changes)]);
}

describe('the red team', () => {
  it('has at least 200 attacks, each with a name of its own', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(200);
    console.info(`${attacks.length} attacks`);
  });

  it.each<readonly [string, Body]>([
    ['a call as permitted', mcp(good)],
    ['a list', mcp(rpc('tools/list', '{}'))],
    ['a batch of permitted calls', mcp(`[${good},${rpc('tools/list', '{}')}]`)],
    ['a query', query('SELECT a FROM t')],
    ['a look at pods', cluster('{"verb":"get","resource":"pods","namespace":"a"}')],
    ['a small payment', mcp(call('"pay"', '{"amount":100}'))],
    ['a message', say('hello')],
    ['an A2A message', a2a(send('"parts":[{"text":"x"}]'))],
  ])('is told apart from friends: %s', (_, body) => {
    expect(verdict(body)).toBe('allowed');
  });

  it.each(attacks.map(([name, body]) => [name, body] as const))('does not get through with %s', (_, body) => {
    expect(verdict(body)).not.toBe('allowed');
  });

  it('does not get a credential through in two pieces of an answer, however they are cut', () => {
    for (let at = 1; at < key.length; at++) {
      const exchange = newMessageId(world.now(), world.random);
      const first = verdict({
        kind: 'response',
        exchange,
        status: 200,
        headers: [],
        body: utf8(`a ${key.slice(0, at)}`),
        last: false,
      });
      const second = verdict({ kind: 'chunk', exchange, index: 1, body: utf8(`${key.slice(at)} b`), last: true });
      expect([at, first, second]).toEqual([at, 'allowed', 'policy-denied']);
    }
  });
});
