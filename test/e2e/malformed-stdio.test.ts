import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { fixture } from './identical-mcp-agents.ts';

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const rubbish = {
  command: process.execPath,
  args: [fileURLToPath(new URL('rubbish-server.ts', import.meta.url))],
};
const answered = z.looseObject({
  id: z.union([z.string(), z.number(), z.null()]),
  error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
});
type Answered = z.output<typeof answered>;

/** A process that speaks JSON-RPC by lines, and all that it said. */
class Talk implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<unknown>;
  readonly said: Answered[] = [];
  #look: () => void = () => undefined;

  constructor({ command, args }: typeof fixture) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.stdin.on('error', () => undefined);
    this.#ended = once(this.#child, 'close');
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.said.push(answered.parse(JSON.parse(line)));
      this.#look();
    });
  }

  write(line: string | Buffer): void {
    this.#child.stdin.write(line);
  }

  /** Resolves when the answer to this id is there; rejects when the process ends without it. */
  async hears(id: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#look = () => {
      if (this.said.some((answer) => answer.id === id)) resolve();
    };
    this.#look();
    void this.#ended.then(() => reject(new Error(`ended before it answered ${id}`)));
    await promise;
  }

  /** Its exit code, once it has ended by itself. */
  async ends(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  /** Closes its input, and waits for the end. */
  async close(): Promise<number | null> {
    this.#child.stdin.end();
    return await this.ends();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

const opened: AsyncDisposable[] = [];
let caller: TestNode;
let direct: Talk;
let meshed: Talk;

beforeAll(async () => {
  const config = {
    trust: { behaviour: { denials: 0, failuresInRow: 0 } },
    mcp: { servers: { tools: fixture, rubbish } },
  };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config });
  [caller] = nodes;
  await introduce(nodes[1], caller);
  [direct, meshed] = [new Talk(fixture), through('tools')];
  opened.push(direct, meshed, ...nodes);
  await Promise.all([direct, meshed].map(async (talk) => await echo(talk, 'before')));
}, 60_000);

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

function through(server: string): Talk {
  return new Talk({ command: process.execPath, args: [program, '--dir', caller.dir, 'mcp', `called/${server}`] });
}

const meta = JSON.stringify({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
});

function callOf(id: string, tool = 'echo', args = '{"text":"one"}'): string {
  const params = `{"name":"${tool}","arguments":${args},"_meta":${meta}}`;
  return `{"jsonrpc":"2.0","id":"${id}","method":"tools/call","params":${params}}`;
}

/** A good call, whose answer shows that what came before was taken. */
async function echo(talk: Talk, id: string): Promise<void> {
  talk.write(`${callOf(id)}\n`);
  await talk.hears(id);
}

/** `as direct`: what the server itself says, if anything. Otherwise the refusal in docs/bridges.md. */
interface Case {
  readonly what: string;
  /** Makes the line of a call of the id `bad`. */
  readonly line: (good: string) => string | Buffer;
  /** Whether the server itself answers it. */
  readonly answered?: boolean;
  readonly expected: 'as direct' | { readonly id: 'bad' | null; readonly code: number };
}

const parse = { id: null, code: -32700 };
const invalid = { id: null, code: -32600 };
const parseOfCall = { id: 'bad', code: -32700 } as const;
const deep = 100_000;

const cases: readonly Case[] = [
  { what: 'no JSON', line: () => 'hello', expected: parse },
  { what: 'JSON that ends too early', line: (good) => good.slice(0, -3), expected: parse },
  {
    what: 'bytes that are not UTF-8',
    line: (good) => Buffer.from(good.replace('one', '\u00f6'), 'latin1'),
    expected: parse,
  },
  { what: 'an id twice', line: (good) => good.replace('{', '{"id":"other",'), expected: parse },
  { what: 'JSON nested without end', line: () => `${'['.repeat(deep)}${']'.repeat(deep)}`, expected: parse },
  {
    what: 'a key twice in the parameters',
    line: (good) => good.replace('"one"', '"one","text":"two"'),
    expected: parseOfCall,
  },
  { what: 'half of a surrogate pair', line: (good) => good.replace('one', '\\ud800'), expected: parseOfCall },
  { what: 'a number beyond every double', line: (good) => good.replace('"one"', '1e999'), expected: parseOfCall },
  { what: 'a batch', line: (good) => `[${good},${good}]`, expected: invalid },
  { what: 'an empty batch', line: () => '[]', expected: invalid },
  { what: 'a text', line: () => '"hello"', expected: invalid },
  { what: 'no method', line: () => '{"jsonrpc":"2.0","id":"bad"}', expected: invalid },
  { what: 'an id that is null', line: (good) => good.replace(/"bad[^"]*"/, 'null'), expected: invalid },
  { what: 'another version of JSON-RPC', line: (good) => good.replace('2.0', '1.0'), expected: invalid },
  {
    what: 'a message larger than any',
    line: (good) => good.replace('one', 'x'.repeat(5 * 1024 * 1024)),
    expected: { id: 'bad', code: -32600 },
  },
  {
    what: 'a method of nobody',
    line: (good) => good.replace('tools/call', 'no/such'),
    answered: true,
    expected: 'as direct',
  },
  { what: 'a tool of nobody', line: (good) => good.replace('"echo"', '"none"'), answered: true, expected: 'as direct' },
  {
    what: 'arguments of another type',
    line: (good) => good.replace('"one"', '1'),
    answered: true,
    expected: 'as direct',
  },
  { what: 'a call without an id', line: (good) => good.replace(/"id":"bad[^"]*",/, ''), expected: 'as direct' },
  { what: 'a notification of nobody', line: () => '{"jsonrpc":"2.0","method":"no/such"}', expected: 'as direct' },
  { what: 'empty lines', line: () => '\n\r\n', expected: 'as direct' },
  { what: 'CR before the line feed', line: (good) => `${good}\r`, answered: true, expected: 'as direct' },
  {
    what: 'an answer to nothing',
    line: () => '{"jsonrpc":"2.0","id":"nobody","result":{}}',
    expected: 'as direct',
  },
];

interface Told {
  readonly round: number;
  /** Whether the bad call is answered by its id; otherwise what is said is there before the next answer. */
  readonly byId: boolean;
}

/** Sends the line and a good call after it; what was said besides the answer to that one. */
async function tell(talk: Talk, { line }: Case, { round, byId }: Told): Promise<readonly Answered[]> {
  const from = talk.said.length;
  const after = `after ${round}`;
  talk.write(Buffer.concat([Buffer.from(line(callOf(`bad ${round}`))), Buffer.from('\n')]));
  await echo(talk, after);
  if (byId) await talk.hears(`bad ${round}`);
  return talk.said.slice(from).filter(({ id }) => id !== after);
}

describe('a client that starts `parley mcp`', () => {
  it.each(cases.map((one, round) => ({ one, round, what: one.what })))(
    'and writes $what is answered as stated, and served on',
    async ({ one, round }) => {
      const { expected } = one;
      const isSame = expected === 'as direct';
      const own = isSame ? await tell(direct, one, { round, byId: one.answered === true }) : [];
      const byId = isSame ? own.length > 0 : expected.id !== null;
      const said = await tell(meshed, one, { round, byId });
      const refused = said.map(({ id, error }) => ({ id, code: error?.code }));
      const stated = isSame ? [] : [{ code: expected.code, id: expected.id === null ? null : `bad ${round}` }];
      expect(isSame ? said : refused).toEqual(isSame ? own : stated);
    },
  );

  it('and writes a line without end is told so before it ends', async () => {
    await using talk = through('tools');
    await echo(talk, 'before');
    talk.write('x'.repeat(11 * 1024 * 1024));
    expect(await talk.ends()).toBe(0);
    expect(talk.said.slice(1)).toMatchObject([{ id: null, error: { code: -32600 } }]);
  });

  it('and closes its end within a line is let go as by the server itself', async () => {
    const ends = await Promise.all(
      [new Talk(fixture), through('tools')].map(async (talk) => {
        await using one = talk;
        await echo(one, 'before');
        one.write(callOf('half').slice(0, -3));
        return { code: await one.close(), said: one.said };
      }),
    );
    expect(ends[1]).toEqual(ends[0]);
  });
});

async function ask(server: string, tool: string, signal?: AbortSignal): Promise<Answered> {
  const response = await fetch(`${caller.ingressUrl}/mcp/called/${server}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': tool,
    },
    body: callOf(tool, tool, '{}'),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  return answered.parse(JSON.parse(/\{.*\}/.exec(text)?.[0] ?? ''));
}

describe('an MCP server on stdio', () => {
  it.each([
    ['rubbish', 'in the end'],
    ['twice', 'first'],
    ['batch', 'one of a batch'],
    ['latin1', 'no JSON-RPC message'],
    ['key', 'no JSON-RPC message'],
    ['version', 'no JSON-RPC message'],
    ['huge', 'larger than the limit'],
    ['exit', 'ended before it answered'],
    ['half', 'ended before it answered'],
  ])('that answers a call with %s gives its caller: %s', async (tool, words) => {
    const [answer, other] = await Promise.all([ask('rubbish', tool), ask('tools', 'fail')]);
    expect(answer.id).toBe(tool);
    expect(JSON.stringify(answer)).toContain(words);
    expect([undefined, -32603]).toContain(answer.error?.code);
    expect(JSON.stringify(other)).toContain('it went wrong');
    expect(JSON.stringify(await ask('rubbish', 'well'))).toContain('"text":"well"');
  });

  it('that never answers holds up no other call of it', async () => {
    const stop = new AbortController();
    const waiting = ask('rubbish', 'nothing', stop.signal);
    const ended = waiting.then(
      () => 'answered',
      () => 'given up',
    );
    for (const tool of ['well', 'latin1', 'rubbish']) expect((await ask('rubbish', tool)).id).toBe(tool);
    stop.abort();
    expect(await ended).toBe('given up');
  });
});
