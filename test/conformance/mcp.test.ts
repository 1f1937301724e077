import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFullServer } from '../support/mcp/full-server.ts';
import { serveMcp, type McpServerAt } from '../support/mcp/http.ts';
import { startReverseProxy } from '../support/reverse-proxy.ts';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { difference, judged, revisions, testClient, testServer, type Outcome, type Revision } from './mcp-suite.ts';

/** Checks that a fixture has to pass directly, or the comparison would say little. */
const leastPassed: Readonly<Record<Revision, number>> = { '2025-11-25': 80, '2026-07-28': 160 };

const stdio = {
  command: process.execPath,
  args: [fileURLToPath(new URL('../support/mcp/full-stdio.ts', import.meta.url))],
};

let server: McpServerAt;
let caller: TestNode;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  server = await serveMcp(createFullServer);
  // The suite's servers for clients listen on ports of their choice: a relay beside them finds each.
  const relay = await startReverseProxy((path) => {
    const { searchParams } = new URL(path, 'http://relay');
    return new URL(searchParams.get('path') ?? '/', `http://localhost:${searchParams.get('to') ?? ''}`);
  });
  opened.push(relay);
  const servers = { http: { url: server.url }, stdio, suite: { url: `${relay.url}/` } };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config: { mcp: { servers } } });
  opened.push(...nodes, server);
  [caller] = nodes;
  await introduce(nodes[1], caller);
});

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

/**
 * Scenarios that ask for what a server on stdio does not have: there an HTTP server closes the stream of a call while
 * it works, and the client takes it up again.
 */
const httpOnly: Readonly<Record<string, readonly string[]>> = { http: [], stdio: ['server-server-sse-polling'] };

const shown = ({ passed, failed }: Outcome): string => `${passed} passed, ${failed} failed`;

describe('the official conformance suite, against a server', () => {
  it.for(revisions)(
    'has the same outcome directly and through two nodes, for %s',
    { timeout: 120_000 },
    async (revision) => {
      const direct = await testServer(server.url, revision);
      expect(direct.passed).toBeGreaterThanOrEqual(leastPassed[revision]);
      for (const egress of ['http', 'stdio']) {
        const meshed = await testServer(`${caller.ingressUrl}/mcp/called/${egress}`, revision);
        console.log(`MCP ${revision}: direct ${shown(direct)}; through two nodes, ${egress}: ${shown(meshed)}`);
        const differing = difference(direct, meshed).filter((check) =>
          (httpOnly[egress] ?? []).every((scenario) => !check.includes(` ${scenario} `)),
        );
        expect.soft(differing, `${revision} over ${egress}`).toEqual([]);
      }
    },
  );
});

const client = fileURLToPath(new URL('../support/mcp/suite-client.ts', import.meta.url));

/** The suite's scenarios for clients but those of `auth/`: the called node owns what they test. */
const scenarios: Readonly<Record<Revision, readonly string[]>> = {
  '2025-11-25': ['initialize', 'tools_call', 'elicitation-sep1034-client-defaults', 'sse-retry'],
  '2026-07-28': [
    'tools_call',
    'request-metadata',
    'sep-2322-client-request-state',
    'http-standard-headers',
    'http-custom-headers',
    'http-invalid-tool-headers',
    'json-schema-ref-no-deref',
  ],
};

describe('the official conformance suite, against a client', () => {
  it.for(revisions)(
    'has the same outcome directly and through two nodes, for %s',
    { timeout: 120_000 },
    async (revision) => {
      const door = `${caller.ingressUrl}/mcp/called/suite`;
      const total = { direct: 0, meshed: 0 };
      for (const scenario of scenarios[revision]) {
        const direct = judged(await testClient(['node', client], { scenario, revision }));
        const meshed = judged(await testClient(['env', `PARLEY_DOOR=${door}`, 'node', client], { scenario, revision }));
        expect.soft(difference(direct, meshed), scenario).toEqual([]);
        expect.soft(direct.passed, scenario).toBeGreaterThan(0);
        total.direct += direct.passed;
        total.meshed += meshed.passed;
      }
      console.log(`MCP client ${revision}: direct ${total.direct} passed; through two nodes ${total.meshed} passed`);
    },
  );
});
