import { once } from 'node:events';
import { createServer } from 'node:http';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { tmpdir } from 'node:os';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { call, fixture, newAgent } from './identical-mcp-agents.ts';

let caller: TestNode;
let called: TestNode;
const opened: AsyncDisposable[] = [];

const card = { name: 'Filer', version: '1.0', description: 'Files.', skills: [{ id: 'file' }], capabilities: {} };

beforeAll(async () => {
  const agent = createServer((_, answer) => answer.end(JSON.stringify(card))).listen(0, '127.0.0.1');
  opened.push({ [Symbol.asyncDispose]: async () => void agent.close() });
  await once(agent, 'listening');
  const address = agent.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  [caller, called] = await startNodes(
    { name: 'caller' },
    { name: 'called', config: { mcp: { servers: { files: fixture } }, agent: { a2a: { url } } } },
  );
  opened.push(caller, called);
  await introduce(called, caller);
});

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

/** Where each client looks for servers, and what it calls the URL or the command of one. */
const clients = [
  { client: 'Claude Code', at: 'mcpServers', url: 'url' },
  { client: 'Claude Desktop', at: 'mcpServers', command: 'command' },
  { client: 'Cursor', at: 'mcpServers', url: 'url' },
  { client: 'VS Code', at: 'servers', url: 'url' },
  { client: 'Windsurf', at: 'mcpServers', url: 'serverUrl' },
  { client: 'Zed', at: 'context_servers', command: 'command' },
  { client: 'Gemini CLI', at: 'mcpServers', url: 'httpUrl' },
  { client: 'Codex CLI', at: 'mcp_servers', url: 'url' },
  { client: 'Goose', at: 'extensions', command: 'cmd' },
] as const;

const printed = z.object({
  clients: z.array(z.object({ client: z.string(), file: z.string(), format: z.string(), text: z.string() })),
});
const file = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const args = z.array(z.string());

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  json: (text) => JSON.parse(text),
  toml: parseToml,
  yaml: (text) => parseYaml(text),
};

/** What the client finds under the name of the server, in the file of its own format. */
async function entryOf(client: string, at: string) {
  const json: unknown = JSON.parse(await caller.cli('--json', 'connect', 'called/files'));
  const snippet = printed.parse(json).clients.find((each) => each.client === client);
  const read = readers[snippet?.format ?? ''];
  const entry = file.parse(read?.(snippet?.text ?? ''))[at]?.['called-files'];
  if (snippet === undefined || entry === undefined) throw new Error(`There is nothing for ${client}.`);
  return { snippet, entry };
}

describe('`parley connect`', () => {
  it.each(clients)(
    'prints what makes $client reach the server',
    { timeout: 60_000 },
    async ({ client, at, ...key }) => {
      const { snippet, entry } = await entryOf(client, at);
      expect(await caller.cli('connect', 'called/files')).toContain(`${client}: ${snippet.file}\n${snippet.text}\n`);
      const transport =
        'url' in key
          ? new StreamableHTTPClientTransport(new URL(String(entry[key.url])))
          : // As a program of a desktop starts it: from another folder, and without the PATH of a terminal.
            new StdioClientTransport({
              command: String(entry[key.command]),
              args: args.parse(entry['args']),
              cwd: tmpdir(),
              env: { PATH: '' },
              stderr: 'ignore',
            });
      await using agent = await newAgent(transport, 'auto');
      expect(JSON.stringify(await agent.ask('tools/call', call('echo', { text: 'hello there' })))).toContain(
        'hello there',
      );
    },
  );

  it('prints something for no client that is not tried here', async () => {
    const json: unknown = JSON.parse(await caller.cli('--json', 'connect', 'called/files'));
    expect(
      printed
        .parse(json)
        .clients.map(({ client }) => client)
        .toSorted(),
    ).toEqual(clients.map(({ client }) => client).toSorted());
  });
});

describe('the card of a remote agent', { timeout: 60_000 }, () => {
  it('is served on while its node is down, and shown for its DID', async () => {
    const url = `${caller.ingressUrl}/a2a/called/.well-known/agent-card.json`;
    const fresh = await fetch(url);
    expect([fresh.status, fresh.headers.get('age')]).toEqual([200, null]);
    await called.stop();
    const held = await fetch(url);
    expect([held.status, held.headers.get('etag')]).toEqual([200, fresh.headers.get('etag')]);
    expect(Number(held.headers.get('age') ?? 'none')).toBeGreaterThanOrEqual(0);
    expect(await held.json()).toEqual(await fresh.json());
    expect(await caller.cli('find', called.did)).toMatch(/card +Filer 1\.0/);
    await called.restart();
  });
});
