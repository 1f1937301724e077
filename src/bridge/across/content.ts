import { isObject } from '../mcp/rpc-message.ts';

type Json = Readonly<Record<string, unknown>>;

/** What an MCP tool gave, as parts of an A2A artifact (A2A 1.0, section 4.1.6). */
export function partsOf(result: Json): readonly Json[] {
  const { content, structuredContent } = result;
  const blocks: readonly Json[] = Array.isArray(content) ? content.filter(isObject) : [];
  const parts = blocks.map(partOf).filter((part) => part !== undefined);
  return isObject(structuredContent) ? [...parts, { data: structuredContent, mediaType: 'application/json' }] : parts;
}

function partOf(block: Json): Json | undefined {
  switch (block['type']) {
    case 'text':
      return { text: block['text'] };
    case 'image':
    case 'audio':
      return { raw: block['data'], mediaType: block['mimeType'] };
    case 'resource_link':
      return { url: block['uri'], filename: block['name'], ...media(block) };
    case 'resource':
      return isObject(block['resource']) ? embedded(block['resource']) : undefined;
    default:
      return { data: block };
  }
}

function embedded(resource: Json): Json {
  const named = { filename: resource['uri'], ...media(resource) };
  return typeof resource['text'] === 'string'
    ? { text: resource['text'], ...named }
    : { raw: resource['blob'], ...named };
}

function media({ mimeType }: Json): Json {
  return typeof mimeType === 'string' ? { mediaType: mimeType } : {};
}

/** Parts of an A2A message or artifact as content of an MCP tool's result. */
export function contentOf(parts: unknown): readonly Json[] {
  return (Array.isArray(parts) ? parts.filter(isObject) : []).map(blockOf);
}

function blockOf(part: Json): Json {
  const { text, raw, url, data, mediaType, filename } = part;
  if (typeof text === 'string') return { type: 'text', text };
  const type = typeof mediaType === 'string' ? mediaType : 'application/octet-stream';
  if (typeof raw === 'string') {
    const kind = /^(image|audio)\//.exec(type)?.[1];
    if (kind !== undefined) return { type: kind, data: raw, mimeType: type };
    const uri = `file:///${encodeURIComponent(typeof filename === 'string' ? filename : 'part')}`;
    return { type: 'resource', resource: { uri, mimeType: type, blob: raw } };
  }
  if (typeof url === 'string')
    return { type: 'resource_link', uri: url, name: typeof filename === 'string' ? filename : url, mimeType: type };
  return { type: 'text', text: JSON.stringify(data ?? part) };
}

/** The texts of parts, one on each line. */
export function textOf(message: unknown): string {
  const parts = isObject(message) ? message['parts'] : undefined;
  const texts = (Array.isArray(parts) ? parts.filter(isObject) : []).map(({ text }) => text);
  return texts.filter((text) => typeof text === 'string').join('\n');
}
