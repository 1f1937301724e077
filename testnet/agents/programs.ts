import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program to start: the arguments of `node`. */
export type Program = readonly [script: string, ...args: readonly string[]];

/** The A2A agent of `echo-agent.ts`; its first line of output is `{"url":…}`. */
export const echoAgent: Program = [beside('echo-agent-main')];

/** The MCP server on stdio with one harmless and one dangerous tool. */
export const dangerServer: Program = [beside('danger-server')];

/** The same, with one that pays, and without an SDK. */
export const plainServer: Program = [beside('plain-server')];

/** The node with a wrong key; see `impostor.ts`. */
export const impostor: Program = [beside('impostor')];

/** The official MCP server that shows everything the protocol can do, on stdio. */
export function everythingServer(): Program {
  const manifest = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/package.json');
  const { bin }: { readonly bin: Readonly<Record<string, string>> } = JSON.parse(readFileSync(manifest, 'utf8'));
  return [join(dirname(manifest), bin['mcp-server-everything'] ?? 'dist/index.js'), 'stdio'];
}

/** A program of this folder: compiled, or as it is written where Node runs TypeScript itself. */
function beside(name: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url));
}
