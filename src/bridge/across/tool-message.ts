import { accept, reject, type Verdict } from '../../base/base.ts';
import { isJsonObject, listAt, objectAt, textAt, type JsonObject } from '../strict-json.ts';
import { isObject } from '../mcp/rpc-message.ts';
import type { Tool } from './mcp-line.ts';

/** The call of a tool that a message asks for. */
export interface ToolAsked {
  readonly tool: Tool;
  readonly arguments: JsonObject;
}

/**
 * Reads which tool an A2A message asks for, and with what. The skill stands in the metadata of the message or in a data
 * part (`{"skill": "read", "arguments": {…}}`); with it in the metadata a data part is the arguments themselves, and a
 * text alone is the one argument that the tool requires. Rejects with `facts-invalid` and what is missing.
 */
export function readToolAsked(message: JsonObject, tools: readonly Tool[]): Verdict<ToolAsked> {
  const parts = listAt(message, 'parts').filter(isJsonObject);
  const data = parts.map((part) => objectAt(part, 'data')).find((value) => value !== undefined);
  const named = textAt(objectAt(message, 'metadata') ?? {}, 'skill');
  const inPart = named === undefined ? textAt(data ?? {}, 'skill') : undefined;
  const skill = named ?? inPart;
  const tool = tools.find(({ name }) => name === skill);
  if (skill === undefined)
    return reject('facts-invalid', 'the message names no skill, in its metadata or in a data part');
  if (tool === undefined) return reject('facts-invalid', 'there is no skill of that name');
  if (data !== undefined)
    return accept({ tool, arguments: inPart === undefined ? data : (objectAt(data, 'arguments') ?? {}) });
  return withText(tool, parts);
}

function withText(tool: Tool, parts: readonly JsonObject[]): Verdict<ToolAsked> {
  const texts = parts.map((part) => textAt(part, 'text')).filter((text) => text !== undefined);
  if (texts.length === 0) return accept({ tool, arguments: {} });
  const key = onlyText(tool);
  return key === undefined
    ? reject('facts-invalid', 'the skill takes more than one text: put its arguments into a data part')
    : accept({ tool, arguments: { [key]: texts.join('\n') } });
}

/** The one argument that a tool requires, if that is a text. */
function onlyText({ inputSchema }: Tool): string | undefined {
  if (!isObject(inputSchema) || !isObject(inputSchema['properties'])) return undefined;
  const { required, properties } = inputSchema;
  const names: readonly unknown[] = Array.isArray(required) ? required : Object.keys(properties);
  const [name] = names;
  if (names.length !== 1 || typeof name !== 'string') return undefined;
  const property = properties[name];
  return isObject(property) && property['type'] === 'string' ? name : undefined;
}
