import {
  isJsonObject,
  listAt,
  objectAt,
  readStrictJson,
  textAt,
  type JsonObject,
  type JsonValue,
} from '../strict-json.ts';

/** How an agent of AgentMesh marks what it asks, and finds the answer: as it wrote it, or null where it wrote none. */
export type MeshCallId = string | number | null;

/** Longest id, characters: it is kept on disk while the call is under way. */
const maxIdLength = 256;

/** What an agent of AgentMesh asks of what stands behind this node; docs/agentmesh.md has the shapes. */
export type MeshCall =
  /** A request to an MCP server. */
  | {
      readonly kind: 'mcp';
      readonly id: MeshCallId;
      readonly server: string;
      readonly method: string;
      readonly params: JsonObject;
    }
  /** A message to the A2A agent. */
  | {
      readonly kind: 'a2a';
      readonly id: MeshCallId;
      readonly parts: readonly JsonValue[];
      readonly contextId: string | undefined;
      readonly taskId: string | undefined;
    };

/** What stands behind a node for agents of AgentMesh. */
export interface MeshServed {
  /** Whether there are MCP servers. */
  readonly mcp: boolean;
  /** Whether messages are for the A2A agent. */
  readonly a2a: boolean;
}

/**
 * Reads the clear text of an AgentMesh message as a call of what is served; undefined when it is none, as every answer
 * is none: two nodes whose agents answer all that they hear would never end otherwise.
 */
export function readMeshCall(payload: Uint8Array, served: MeshServed): MeshCall | undefined {
  const read = readStrictJson(payload);
  if (read.kind !== 'accept') return undefined;
  const { value } = read;
  if (!isJsonObject(value)) return served.a2a ? { ...plainMessage, parts: [partOf(value)] } : undefined;
  if ('inReplyTo' in value) return undefined;
  const server = textAt(value, 'mcp');
  const method = textAt(value, 'method');
  const id = idIn(value);
  if (served.mcp && server !== undefined && method !== undefined && id !== null)
    return { kind: 'mcp', id, server, method, params: objectAt(value, 'params') ?? {} };
  return served.a2a ? messageCall(value, id) : undefined;
}

const plainMessage = { kind: 'a2a', id: null, contextId: undefined, taskId: undefined } as const;

function messageCall(value: JsonObject, id: MeshCallId): MeshCall {
  const text = textAt(value, 'message');
  const parts = listAt(value, 'parts');
  if (parts.length === 0 && text === undefined) return { ...plainMessage, id, parts: [partOf(value)] };
  return {
    kind: 'a2a',
    id,
    parts: parts.length > 0 ? parts : [partOf(text ?? '')],
    contextId: textAt(value, 'contextId'),
    taskId: textAt(value, 'taskId'),
  };
}

/** Any JSON as a part of an A2A message (A2A 1.0, section 4.1.6). */
function partOf(value: JsonValue): JsonObject {
  return typeof value === 'string' ? { text: value } : { data: value, mediaType: 'application/json' };
}

function idIn({ id }: JsonObject): MeshCallId {
  return (typeof id === 'string' && id.length <= maxIdLength) || typeof id === 'number' ? id : null;
}
