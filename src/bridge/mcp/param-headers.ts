import type { Header } from '../../wire/wire.ts';
import { headerValues } from '../headers.ts';
import { decodeHeaderText, encodeHeaderText } from './mcp-headers.ts';
import { isObject } from './rpc-message.ts';

/** One parameter of a tool that a header `Mcp-Param-<name>` repeats. */
interface Mirrored {
  /** Name of the header, lower case. */
  readonly header: string;
  /** Keys from the arguments down to the value. */
  readonly path: readonly string[];
}

/** Tools remembered for one server: far more than a model can choose from. */
const maxTools = 1024;
/** Mirrored parameters of one tool. */
const maxMirrored = 32;
/** Nested objects in which a mirrored parameter may stand. */
const maxDepth = 8;

const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * The parameters that tools want repeated in headers (`x-mcp-header`; 2026-07-28, custom headers from tool
 * parameters), learned from the tool lists that pass by. A server on stdio sees no headers, so what an HTTP server
 * would check is checked here. A tool that was never listed is not checked: its schema is not known.
 */
export class ParamHeaders {
  readonly #tools = new Map<string, readonly Mirrored[]>();

  /** Learns from the result of `tools/list`. */
  learn(result: Readonly<Record<string, unknown>>): void {
    const { tools } = result;
    if (!Array.isArray(tools)) return;
    for (const tool of tools) {
      if (!isObject(tool) || typeof tool['name'] !== 'string') continue;
      const mirrored: Mirrored[] = [];
      collect(tool['inputSchema'], [], mirrored);
      if (mirrored.length === 0) this.#tools.delete(tool['name']);
      else if (this.#tools.size < maxTools || this.#tools.has(tool['name'])) this.#tools.set(tool['name'], mirrored);
    }
  }

  /** The headers that a tool call needs beside it; a value that no header can repeat has none. */
  headersOf(params: Readonly<Record<string, unknown>>): readonly Header[] {
    const { name } = params;
    const mirrored = typeof name === 'string' ? this.#tools.get(name) : undefined;
    return (mirrored ?? []).flatMap(({ header, path }): readonly Header[] => {
      const text = textOf(valueAt(params['arguments'], path));
      return text === undefined ? [] : [[header, encodeHeaderText(text)]];
    });
  }

  /** What is wrong with the headers of a tool call, in words without text of the request; undefined when nothing is. */
  fault(headers: readonly Header[], params: Readonly<Record<string, unknown>>): string | undefined {
    const { name } = params;
    const mirrored = typeof name === 'string' ? this.#tools.get(name) : undefined;
    for (const { header, path } of mirrored ?? []) {
      const fault = faultOf(headerValues(headers, header), valueAt(params['arguments'], path));
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
}

function collect(schema: unknown, path: readonly string[], out: Mirrored[]): void {
  if (!isObject(schema) || !isObject(schema['properties']) || path.length >= maxDepth) return;
  for (const [key, property] of Object.entries(schema['properties'])) {
    if (out.length >= maxMirrored) return;
    const name = isObject(property) ? property['x-mcp-header'] : undefined;
    if (typeof name === 'string' && name !== '') {
      out.push({ header: `mcp-param-${name.toLowerCase()}`, path: [...path, key] });
    }
    collect(property, [...path, key], out);
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let at = root;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

function faultOf(given: readonly string[], value: unknown): string | undefined {
  const expected = textOf(value);
  // A value that no header can repeat is for the server to refuse, by its schema.
  if (expected === undefined) return undefined;
  const [header] = given;
  if (header === undefined) return 'a header Mcp-Param is missing';
  const decoded = decodeHeaderText(header.trim());
  if (given.length > 1 || decoded === undefined) return 'a header Mcp-Param is not as it should be';
  const same =
    decoded === expected || (typeof value === 'number' && decimal.test(decoded) && Number(decoded) === value);
  return same ? undefined : 'a header Mcp-Param and the body disagree';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? String(value)
    : undefined;
}
