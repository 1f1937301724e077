import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import decodeQr from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeshError } from '../../../src/base/base.ts';
import { runCli, type InitRequest, type LocalNode, type RunningNode } from '../../../src/cli/cli.ts';
import { apiLimits } from '../../../src/control/control.ts';
import { did, id, startFakeNode, type FakeNode } from '../control/fake-node.ts';

let node: FakeNode;
const dir = mkdtempSync(join(tmpdir(), 'parley-cli-'));
beforeAll(async () => {
  node = await startFakeNode();
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a reader makes of a QR code of half blocks: two modules on top of one another in each. */
function read(rows: readonly string[]): string {
  const scale = 4;
  const [width, height] = [(rows[0]?.length ?? 0) * scale, rows.length * 2 * scale];
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => {
    const [x, y] = [Math.floor(i / 4) % width, Math.floor(i / 4 / width)];
    const block = rows[Math.floor(y / scale / 2)]?.[Math.floor(x / scale)] ?? ' ';
    const isLight = (Math.floor(y / scale) % 2 === 0 ? '█▀' : '█▄').includes(block);
    return isLight || i % 4 === 3 ? 255 : 0;
  });
  return decodeQr({ width, height, data });
}

interface RunOptions {
  readonly local?: Partial<LocalNode>;
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly signal?: AbortSignal;
  readonly onOut?: (text: string) => void;
}

async function parley(argv: readonly string[], options: RunOptions = {}): Promise<Run> {
  let out = '';
  let err = '';
  const sink = (add: (text: string) => void) => ({
    write: add,
    isTTY: options.tty === true,
    ...(options.columns === undefined ? {} : { columns: options.columns }),
  });
  const code = await runCli(
    argv,
    {
      env: options.env ?? {},
      cwd: '/cwd',
      stdin: Readable.from([Buffer.from(options.stdin ?? '')]),
      stdout: sink((text) => {
        out += text;
        options.onOut?.(text);
      }),
      stderr: sink((text) => {
        err += text;
      }),
      node: {
        version: '1.2.3',
        program: ['/usr/bin/parley'] as const,
        init: () => Promise.reject(new Error('not asked for')),
        initKeys: () => Promise.reject(new Error('not asked for')),
        start: () => Promise.reject(new Error('not asked for')),
        serveMcp: () => Promise.reject(new Error('not asked for')),
        socketOf: () => node.control.socketPath,
        examine: () => Promise.reject(new Error('not asked for')),
        policiesOf: () => '/cwd/policies',
        policyTools: () => Promise.reject(new Error('not asked for')),
        runTestnet: () => Promise.reject(new Error('not asked for')),
        changeUnlock: () => Promise.reject(new Error('not asked for')),
        backUp: () => Promise.reject(new Error('not asked for')),
        restore: () => Promise.reject(new Error('not asked for')),
        exportOrganisation: () => Promise.reject(new Error('not asked for')),
        importOrganisation: () => Promise.reject(new Error('not asked for')),
        ...options.local,
      },
    },
    options.signal ?? new AbortController().signal,
  );
  return { code, out, err };
}

const last = () => node.sent.at(-1);

describe('the command line', () => {
  it('prints help and version, and ends well', async () => {
    expect(await parley(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    const help = await parley(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of [
      'init',
      'up',
      'down',
      'status',
      'peers',
      'send',
      'inbox',
      'explain',
      'invite',
      'join',
      'policy',
    ])
      expect(help.out).toContain(`\n  ${command}`);
    expect(help.out).toContain('Exit codes: 0 done, 1 failed or refused, 2 wrong command line');
  });

  it.each([
    [['frobnicate']],
    [['send']],
    [['send', 'a', 'b', '--nonsense']],
    [['invite', '--ttl', 'soon']],
    [['status', '--set', 'novalue']],
    [['explain', 'xyz']],
    [['send', 'globex', 'a', '--file', 'b']],
    [['send', 'globex', '--file', '/nowhere/x']],
  ])('ends with 2 when %j is no command line', async (argv) => {
    const run = await parley(argv);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).not.toBe('');
  });

  it('asks to be of an organisation, admits, joins and leaves, and asks a person before what cannot be mistaken', async () => {
    expect((await parley(['org'])).out).toContain('branch');
    expect((await parley(['org'])).out).not.toContain('\u001b[31m');
    expect(await parley(['org', 'request'])).toMatchObject({ code: 0, out: 'parleyask1x\n' });
    const admit = ['org', 'admit', 'parleyask1x'];
    expect(await parley([...admit, '--for', '90d'])).toMatchObject({ code: 0, out: 'parleyorg1x\n' });
    expect((await parley([...admit, '--for', '90d'])).err).not.toContain('renewed');
    expect((await parley(admit)).err).toContain('renewed by this node');
    expect(await parley([...admit, '--for', '3 weeks'])).toMatchObject({ code: 2 });
    const join = ['org', 'join', 'parleyorg1x'];
    const declined = await parley(join, { tty: true, stdin: 'no\n' });
    expect(declined).toMatchObject({ code: 0, out: 'Nothing was joined.\n' });
    expect(declined.err).toContain('Join the organisation Acme did:key:z6Mk?');
    expect((await parley(join, { tty: true, stdin: 'yes\n' })).out).toContain('This agent is of Acme');
    expect(await parley([...join, '--organisation', 'did:key:z6Other'])).toMatchObject({ code: 1, out: '' });
    expect((await parley(['org', 'dismiss', 'branch', '--yes'])).out).toContain('renewed no more');
    expect((await parley(['org', 'leave', '--yes'])).out).toContain('has left did:key:z6Mk');
  });

  it('names the files of the key of an organisation from where it was called, and never a passphrase', async () => {
    const asked: unknown[] = [];
    const report = { file: '/cwd/acme.key', organisation: 'did:key:z6Mk' };
    const local: Partial<LocalNode> = {
      exportOrganisation: (_, to) => Promise.resolve((asked.push(to), report)),
      importOrganisation: (_, from) => Promise.resolve((asked.push(from), report)),
    };
    await parley(['org', 'export', 'acme.key', '--passphrase-file', 'secret'], { local });
    await parley(['org', 'import', 'acme.key', '--replace'], { local });
    expect(asked).toEqual([
      { file: '/cwd/acme.key', passphraseFile: '/cwd/secret' },
      { file: '/cwd/acme.key', passphraseFile: undefined, replace: true },
    ]);
  });

  it('finds the node by --dir anywhere in the line, by PARLEY_DIR, else in the current folder', async () => {
    const asked: string[] = [];
    const local: Partial<LocalNode> = {
      socketOf: (place) => {
        asked.push(`${place.dir} ${JSON.stringify(place.flags)}`);
        return node.control.socketPath;
      },
    };
    await parley(['-C', '/a', 'status'], { local });
    await parley(['status', '--dir', '/b', '--set', 'log.level=debug', '--set', 'name=x=y'], { local });
    await parley(['policy', 'reload', '-C', '/c'], { local });
    await parley(['status'], { local, env: { PARLEY_DIR: '/d' } });
    await parley(['status'], { local });
    expect(asked).toEqual(['/a {}', '/b {"log.level":"debug","name":"x=y"}', '/c {}', '/d {}', '/cwd {}']);
  });

  it('verifies an agent of AgentMesh, and fails when a check does', async () => {
    const did = `did:mesh:${'ab'.repeat(16)}`;
    const shown = await parley(['verify-peer', did, '--capability', 'echo', '--fresh']);
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/verified +yes[^]*trust +750 trusted/);
    const failed = await parley(['verify-peer', did, '--min', '800']);
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(/failed check +score/);
    expect(failed.err).toContain('[refused]');
    expect(await parley(['verify-peer', did, '--min', '1001'])).toMatchObject({ code: 2 });
  });

  it('finds agents by capability, for people and for programs', async () => {
    const shown = await parley(['find', 'cap:read:market-data', '--limit', '1']);
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(
      /globex +did:agentmesh:\S+ +Globex +512 standard +yes +read:market-data read:market-data:eu \(part\)/,
    );
    expect(shown.out).toContain('and 3 more');
    const told = await parley(['--json', 'find', 'read:market-data']);
    expect(JSON.parse(told.out)).toMatchObject({ more: 0, agents: [{ alias: 'globex' }] });
    expect(await parley(['find', 'read:market-data', '--limit', '0'])).toMatchObject({ code: 2 });
    const agent = await parley(['find', 'did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk']);
    expect(agent.out).toMatch(/organisation +Acme \(unknown\)/);
    expect(agent.out).toMatch(/record +from the network, verified; not kept/);
    expect(agent.out).not.toContain('\u001b[31m');
  });

  it('ends with 3 when no node runs, and says what to do', async () => {
    const local = { socketOf: () => join(dir, 'none.sock') };
    const run = await parley(['status'], { local });
    expect(run).toMatchObject({ code: 3, out: '' });
    expect(run.err).toContain('parley up');
    expect(JSON.parse((await parley(['status', '--json'], { local })).err)).toMatchObject({
      error: { code: 'not-running' },
    });
  });

  it('ends with 2 when the configuration is wrong', async () => {
    const local = {
      socketOf: () => {
        throw new MeshError('config-invalid', 'parley.yaml:3:1: wrong');
      },
    };
    expect(await parley(['peers'], { local })).toEqual({
      code: 2,
      out: '',
      err: 'error parley.yaml:3:1: wrong [config-invalid]\n',
    });
  });

  it('ends with 1 when refused, with the reason in words', async () => {
    const run = await parley(['send', 'mallory', 'hi']);
    expect(run.code).toBe(1);
    expect(run.err).toContain('[refused]');
    expect(run.err).toContain('policy-denied: No policy permits this');
    expect(JSON.parse((await parley(['--json', 'send', 'mallory', 'hi'])).err)).toMatchObject({
      error: { code: 'refused', reason: 'policy-denied' },
    });
    expect((await parley(['join', 'old'])).err).toContain('The invitation has expired.');
  });

  it('colours only a terminal, and not where NO_COLOR is set', async () => {
    expect((await parley(['status'], { tty: true })).out).toContain('\u001b[');
    for (const options of [{}, { tty: true, env: { NO_COLOR: '1' } }, { tty: true, env: { TERM: 'dumb' } }]) {
      expect((await parley(['status'], options)).out).not.toContain('\u001b[');
    }
    expect((await parley(['status', '--json'], { tty: true })).out).not.toContain('\u001b[');
  });
});

describe('commands to a running node', () => {
  it('shows the rows of a table under one another on a terminal that is too narrow for it, and nowhere else', async () => {
    const env = { NO_COLOR: '1' };
    const narrow = await parley(['peers'], { tty: true, env, columns: 80 });
    expect(narrow.out.split('\n')).toEqual(
      expect.arrayContaining(['ALIAS         globex', expect.stringMatching(/^DID {11}did:agentmesh:/)]),
    );
    expect(narrow.out.split('\n').every((line) => line.length <= 80)).toBe(true);
    const wide = await parley(['peers'], { tty: true, env, columns: 200 });
    const piped = await parley(['peers'], { env, columns: 80 });
    expect([wide.out, piped.out]).toEqual([expect.stringMatching(/^ALIAS +DID/), wide.out]);
  });

  it('shows status and peers in aligned columns, or as JSON', async () => {
    const status = await parley(['status']);
    expect(status).toMatchObject({ code: 0, err: '' });
    expect(status.out).toContain('organisation  Acme Ltd did:key:z6Mk\n');
    expect(JSON.parse((await parley(['status', '--json'])).out)).toMatchObject({ name: 'acme' });
    const [headings = '', row = ''] = (await parley(['peers'], { tty: true, env: { NO_COLOR: '1' } })).out.split('\n');
    for (const [heading, value] of [
      ['DID', 'did:agentmesh:'],
      ['ORGANISATION', 'Globex'],
      ['TRUST', '512 standard'],
    ] as const) {
      expect(row.indexOf(value)).toBe(headings.indexOf(heading));
    }
    expect(JSON.parse((await parley(['peers', '--json'])).out)).toHaveLength(1);
  });

  it('sends text, standard input and files', async () => {
    const sent = await parley(['send', 'globex', 'hello', '--topic', 't', '--ttl', '2h', '--reply-to', id(9)]);
    expect(sent).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^accepted [0-9a-f]{32}\n$/) });
    expect(last()).toMatchObject({
      body: Buffer.from('hello'),
      topic: 't',
      ttlSeconds: 7200,
      replyTo: id(9),
      contentType: 'text/plain; charset=utf-8',
    });
    for (const argv of [
      ['send', 'globex', '-'],
      ['send', 'globex'],
    ]) {
      await parley(argv, { stdin: 'from a pipe' });
      expect(last()?.body).toEqual(Buffer.from('from a pipe'));
    }
    writeFileSync(join(dir, 'file.bin'), Buffer.from([0xff, 0]));
    expect(
      JSON.parse(
        (await parley(['send', 'globex', '--file', join(dir, 'file.bin'), '--content-type', 'image/x', '--json'])).out,
      ),
    ).toMatchObject({ state: 'accepted' });
    expect(last()).toMatchObject({ body: Buffer.from([0xff, 0]), contentType: 'image/x' });
    writeFileSync(join(dir, 'large.bin'), Buffer.alloc(apiLimits.maxMessageBytes + 1));
    expect((await parley(['send', 'globex', '--file', join(dir, 'large.bin')])).err).toContain('[message-too-large]');
  });

  it('shows the inbox, harmless to a terminal, and acknowledges when asked', async () => {
    const message = {
      to: 'globex',
      topic: 'a\u001b[2J',
      contentType: 'text/plain',
      replyTo: undefined,
      ttlSeconds: undefined,
    };
    node.deliver({ ...message, body: Buffer.from('line one\nclear\u001b[2J \u202eturned\u009b') });
    node.deliver({ ...message, body: Buffer.from([0xff, 0xfe]) });
    const shown = await parley(['inbox']);
    for (const character of ['\u001b', '\u009b', '\u202e']) expect(shown.out).not.toContain(character);
    expect(shown.out).toContain('line one\nclear\\u001b[2J \\u202eturned\\u009b');
    expect(shown.out).toContain('(2 bytes of text/plain)');
    const lines = (await parley(['inbox', '--json', '--ack'])).out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([{ alias: 'globex', text: expect.stringContaining('line one') }, { body: '//4=' }]);
    expect(await parley(['inbox'])).toMatchObject({ code: 0, out: 'No messages.\n' });
  });

  it('follows the inbox until it is asked to end', async () => {
    const stop = new AbortController();
    const message = { to: 'globex', topic: '', contentType: 'text/plain', replyTo: undefined, ttlSeconds: undefined };
    node.deliver({ ...message, body: Buffer.from('first') });
    const run = await parley(['inbox', '--follow', '--ack'], {
      signal: stop.signal,
      onOut: (text) => {
        if (text.includes('first')) node.deliver({ ...message, body: Buffer.from('second') });
        if (text.includes('second')) stop.abort();
      },
    });
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/first[^]*second/);
  });

  it('traces a message: each step, and what it waits for', async () => {
    const { code, out } = await parley(['trace', id(5)]);
    expect(code).toBe(0);
    expect(out).toMatch(/state +sealed/);
    expect(out).toMatch(/judged here\n.* sealed here\nWaits for a connection, last try: timeout, next try at/);
    expect(JSON.parse((await parley(['trace', id(5), '--json'])).out)).toMatchObject({ auditEntries: [4] });
  });

  it('shows what waits to be delivered, and for what', async () => {
    const { out } = await parley(['outbox']);
    expect(out).toMatch(/globex +1 +a connection, last try: timeout/);
    expect(out).toContain(id(8));
    expect(JSON.parse((await parley(['outbox', 'globex', '--json'])).out).messages).toHaveLength(1);
  });

  it('lists dead letters, sends them anew, and drops them', async () => {
    expect((await parley(['deadletters'])).out).toMatch(/globex +orders +expired +message-expired .* may have arrived/);
    expect((await parley(['deadletters', 'retry', '--all'])).out).toBe(`${id(9)} accepted as ${id(10)}\n`);
    expect((await parley(['deadletters', 'retry', id(4)])).out).toBe(`${id(4)} unknown\n`);
    expect((await parley(['deadletters', 'drop', '--all', '--json'])).out).toBe('{"dropped":1}\n');
    expect(JSON.parse((await parley(['deadletters', 'list', '--json'])).out).letters).toHaveLength(1);
  });

  it('explains a refusal: rule, file and line, facts, what to do', async () => {
    const { code, out } = await parley(['explain', id(5)]);
    expect(code).toBe(0);
    expect(out).toContain('policy no-payroll at policies/default.cedar:12');
    expect(out).toContain('facts {"size":3}');
    expect(out).toContain('policy: refused here, policy-denied');
    expect(out).toContain('What to do: Add a permit.');
    expect(JSON.parse((await parley(['explain', id(5), '--json'])).out)).toMatchObject({
      state: 'delivered',
      action: 'message.send',
    });
    expect(await parley(['explain', id(0)])).toMatchObject({ code: 1, err: expect.stringContaining('[not-found]') });
  });

  it('invites and joins', async () => {
    expect((await parley(['invite', '--ttl', '10m'])).out).toMatch(/^parley1600\n.*parley join CODE/);
    expect(JSON.parse((await parley(['invite', '--json'])).out)).toEqual({ code: 'parley186400', expires: 86_400_000 });
    expect((await parley(['join', 'parley1x', '--alias', 'acme'])).out).toContain(
      'Joined acme of Globex: did:agentmesh:',
    );
    expect(JSON.parse((await parley(['join', 'parley1x', '--json'])).out)).toMatchObject({ alias: 'globex' });
  });

  it('shows an invitation as a QR code that reads as the same code, where it fits', async () => {
    const { out } = await parley(['invite', '--qr']);
    const rows = out.split('\n').filter((line) => /^[█▀▄ ]+$/.test(line));
    expect(out).toContain('\nparley186400\n');
    expect(read(rows)).toBe('parley186400');
    const wide = await parley(['invite', '--qr'], { tty: true, columns: 80 });
    expect(stripVTControlCharacters(wide.out)).toContain(`${rows.join('\n')}\nparley186400\n`);
    const narrow = await parley(['invite', '--qr'], { tty: true, columns: 20 });
    expect(narrow.out).toMatch(/takes 29 columns, and this terminal has 20.*--qr invitation.svg\nparley186400\n/);
  });

  it('writes it to a new file that only its owner reads, and leaves no invitation open that it cannot show', async () => {
    const path = join(dir, 'invitation.svg');
    const run = await parley(['invite', '--qr', path]);
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining(`As a picture: ${path}`) });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^<svg [^>]+><rect [^>]+fill="#fff"\/><path /);
    const again = await parley(['invite', '--qr', path]);
    expect(again).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Name a new file') });
    await using other = await startFakeNode({
      invite: () => {
        throw new MeshError('stopping', 'The node stops.');
      },
    });
    const unwritten = join(dir, 'unwritten.svg');
    const refused = await parley(['invite', '--qr', unwritten], {
      local: { socketOf: () => other.control.socketPath },
    });
    expect(refused.code).toBe(1);
    expect(existsSync(unwritten)).toBe(false);
  });

  it('shows a code that is too long for a QR code before it says so', async () => {
    let code = `parley1${'a'.repeat(2946)}`;
    await using other = await startFakeNode({ invite: () => ({ code, expires: 1000 }) });
    const local = { socketOf: () => other.control.socketPath };
    const path = join(dir, 'long.svg');
    expect((await parley(['invite', '--qr', path], { local })).code).toBe(0);
    rmSync(path);
    code += 'a';
    const advice = 'has 2954 characters, and a QR code holds 2953: there is no picture of it. Send it as text.';
    const shown = await parley(['invite', '--qr'], { local });
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining(`${advice}\n${code}\n`) });
    const run = await parley(['invite', '--qr', path], { local });
    expect(run.out.split('\n')[0]).toBe(code);
    expect(run).toMatchObject({ code: 2, err: expect.stringContaining(advice) });
    const json = await parley(['invite', '--json', '--qr', path], { local });
    expect(JSON.parse(json.out)).toEqual({ code, expires: 1000 });
    expect(json).toMatchObject({ code: 2, err: expect.stringContaining(advice) });
    expect(existsSync(path)).toBe(false);
  });

  it('tells a failure to reload policies', async () => {
    expect(await parley(['policy', 'reload'])).toMatchObject({ code: 1, err: expect.stringContaining('[internal]') });
    await using other = await startFakeNode({ reloadPolicies: () => ({ version: 'abcdef', policies: 3 }) });
    const local = { socketOf: () => other.control.socketPath };
    expect((await parley(['policy', 'reload'], { local })).out).toBe('3 policies in force, version abcdef\n');
  });
});

describe('init, up and down', () => {
  it('sets up a node and shows what it made', async () => {
    const asked: InitRequest[] = [];
    const local: Partial<LocalNode> = {
      init: (request) => {
        asked.push(request);
        return Promise.resolve({
          did: 'did:agentmesh:x',
          organisation: { id: 'did:key:y', name: 'Acme' },
          config: '/c',
          policies: '/p',
          keyring: '/k',
          unlockedBy: '/u',
        });
      },
    };
    const run = await parley(
      ['init', '--dir', '/n', '--name', 'acme', '--organisation', 'Acme Ltd', '--passphrase-file', '/f'],
      { local },
    );
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining('did:agentmesh:x') });
    expect(asked).toEqual([{ dir: '/n', name: 'acme', organisation: 'Acme Ltd', passphraseFile: '/f' }]);
    expect(JSON.parse((await parley(['init', '--json'], { local })).out)).toMatchObject({ config: '/c' });
  });

  it('runs the node until it is asked to end, and then stops it', async () => {
    const stop = new AbortController();
    const ended = Promise.withResolvers<undefined>();
    const stops: string[] = [];
    const running: RunningNode = {
      info: { did: 'did:agentmesh:x', addresses: ['/a', '/b'] },
      stopped: ended.promise,
      stop: () => {
        stops.push('stop');
        ended.resolve(undefined);
        return Promise.resolve();
      },
    };
    const local = { start: () => Promise.resolve(running) };
    const run = await parley(['up', '--json'], { local, signal: stop.signal, onOut: () => stop.abort() });
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(run.out)).toEqual({ ready: true, did: 'did:agentmesh:x', addresses: ['/a', '/b'] });
    expect(stops).toEqual(['stop']);
    expect((await parley(['up'], { local })).out).toContain('addresses  /a /b');
  });

  it('tells why a node did not start', async () => {
    const local = { start: () => Promise.reject(new MeshError('data-dir-in-use', 'Another process has it.')) };
    expect(await parley(['up'], { local })).toMatchObject({
      code: 1,
      err: 'error Another process has it. [data-dir-in-use]\n',
    });
  });

  it('stops a node and waits until its process has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await using other = await startFakeNode({
      status: () => ({
        name: 'x',
        did: did,
        version: '1',
        pid: child.pid ?? 0,
        started: 0,
        ready: true,
        peerId: 'p',
        addresses: [],
        ingress: '',
        control: '',
        policies: { version: '', count: 0, problems: [] },
        audit: { size: 0 },
        peers: { known: 0, connected: 0 },
        sessions: 0,
        outbox: 0,
        inbox: 0,
      }),
      stop: () => {
        child.kill('SIGKILL');
        return { stopping: true };
      },
    });
    const local = { socketOf: () => other.control.socketPath };
    expect(await parley(['down'], { local })).toEqual({ code: 0, out: 'The node has stopped.\n', err: '' });
    expect(child.signalCode).toBe('SIGKILL');
  });
});

describe('rotate and revoke', () => {
  it('rotates, and says what to do with the backup', async () => {
    const run = await parley(['rotate']);
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining(did) });
    expect(run.out).toContain('backup');
  });

  it('asks a person at a terminal, and revokes nothing unless the answer is yes', async () => {
    for (const stdin of ['no\n', '\n', '']) {
      expect((await parley(['revoke'], { tty: true, stdin })).out).toContain('Nothing was revoked');
    }
    expect(node.revoked).toEqual([]);
    const run = await parley(['revoke', 'worker', '--reason', 'stolen'], { tty: true, stdin: 'yes\n' });
    expect(run.out).toContain('Revoked for good: worker');
    expect(node.revoked).toEqual([{ agent: 'worker', reason: 'stolen' }]);
  });

  it('suspends and resumes, with the reason and who says so', async () => {
    const suspended = await parley(['suspend', '--reason', 'an incident', '--by', 'ann']);
    expect(suspended).toMatchObject({ code: 0, out: expect.stringContaining('`parley resume`') });
    expect((await parley(['resume', '--by', 'ann'])).out).toContain('Active');
    expect(JSON.parse((await parley(['suspend', '--by', 'ann', '--json'])).out)).toMatchObject({ status: 'suspended' });
    expect(node.rests).toEqual([
      { suspend: { by: 'ann', why: 'an incident' } },
      { resume: { by: 'ann', why: '' } },
      { suspend: { by: 'ann', why: '' } },
    ]);
  });

  it('does not ask programs, nor with --yes', async () => {
    const key = 'ab'.repeat(32);
    expect((await parley(['revoke', '--key', key])).code).toBe(0);
    expect((await parley(['revoke', '--delegation', key, '--yes'], { tty: true })).code).toBe(0);
    expect(node.revoked.slice(1)).toEqual([{ key }, { delegation: key }]);
    expect((await parley(['revoke', 'worker', '--key', key])).out).toBe('');
  });
});
