import { fromUtf8, utf8 } from '../../base/base.ts';
import type { McpRequestFacts } from '../facts.ts';
import { elementSpans, spanAt, splice, type Edit, type Span } from './json-span.ts';
import { isObject, readRpcMessage } from './rpc-message.ts';

/** What a list of an MCP server holds, and how a use of one entry is asked for. */
export interface ListedKind {
  /** The member of the result that is the list. */
  readonly member: 'tools' | 'prompts' | 'resources' | 'resourceTemplates';
  /** What using the entry would ask; undefined for an entry that cannot be used by name. */
  readonly use: (server: string, entry: Readonly<Record<string, unknown>>) => McpRequestFacts | undefined;
}

const context = (method: string) => ({ protocol: 'mcp', sizeBytes: 0, method }) as const;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The lists, by the method that asks for them. A template is no resource yet, so all of them are shown. */
export const listedKinds: ReadonlyMap<string, ListedKind> = new Map<string, ListedKind>([
  [
    'tools/list',
    {
      member: 'tools',
      use: (server, entry) => {
        const name = text(entry['name']);
        const resource = { kind: 'tool', server, name: name ?? '' } as const;
        return name === undefined ? undefined : { action: 'mcp.call', resource, context: context('tools/call') };
      },
    },
  ],
  [
    'prompts/list',
    {
      member: 'prompts',
      use: (server, entry) => {
        const name = text(entry['name']);
        const resource = { kind: 'prompt', server, name: name ?? '' } as const;
        return name === undefined ? undefined : { action: 'mcp.prompt', resource, context: context('prompts/get') };
      },
    },
  ],
  [
    'resources/list',
    {
      member: 'resources',
      use: (server, entry) => {
        const uri = text(entry['uri']);
        const resource = { kind: 'mcp-resource', server, uri: uri ?? '' } as const;
        return uri === undefined ? undefined : { action: 'mcp.read', resource, context: context('resources/read') };
      },
    },
  ],
]);

/** Entries of one list that are judged; a longer list is refused rather than shown unjudged. */
const maxEntries = 4096;

/**
 * The answer to a list request with only the entries to `keep`, every other byte as it was; undefined when there is a
 * list that cannot be filtered. What depends on who asks is not for shared caches, so `cacheScope` becomes `private`.
 */
export function filterList(
  message: Uint8Array,
  kind: ListedKind,
  keep: (entry: Readonly<Record<string, unknown>>) => boolean,
): Uint8Array | undefined {
  const rpc = readRpcMessage(message);
  if (rpc?.kind !== 'response') return message;
  const list = rpc.result[kind.member];
  const at = spanAt(message, ['result', kind.member]);
  if (list === undefined) return message;
  if (!Array.isArray(list) || at === undefined) return undefined;
  const spans = elementSpans(message, at, maxEntries);
  if (spans === undefined || spans.length !== list.length) return undefined;
  const kept = spans.filter((_, i) => {
    const entry: unknown = list[i];
    return isObject(entry) && keep(entry);
  });
  const edits = [...privately(message), ...(kept.length === spans.length ? [] : [listOf(message, at, kept)])];
  return splice(message, edits);
}

function listOf(message: Uint8Array, span: Span, kept: readonly Span[]): Edit {
  const parts = kept.map(({ start, end }) => fromUtf8(message.subarray(start, end)) ?? 'null');
  return { span, bytes: utf8(`[${parts.join(',')}]`) };
}

function privately(message: Uint8Array): readonly Edit[] {
  const span = spanAt(message, ['result', 'cacheScope']);
  const isPublic = span !== undefined && fromUtf8(message.subarray(span.start, span.end)) === '"public"';
  return isPublic ? [{ span, bytes: utf8('"private"') }] : [];
}

/** The list in an answer that is not known to answer a request for one; undefined for every other message. */
export function listIn(message: Uint8Array): ListedKind | undefined {
  const result = readRpcMessage(message)?.result ?? {};
  return [...listedKinds.values()].find(({ member }) => Object.hasOwn(result, member));
}

/** The entries of the list in an answer; none when there is no list that can be read. */
export function entriesIn(message: Uint8Array, { member }: ListedKind): readonly Readonly<Record<string, unknown>>[] {
  const list = readRpcMessage(message)?.result[member];
  return Array.isArray(list) ? list.filter(isObject) : [];
}
