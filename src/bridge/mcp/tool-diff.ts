import { isObject } from './rpc-message.ts';

/** One place where two definitions differ; JSON texts, absent where there is nothing. */
export interface ToolChange {
  /** As in a JSON Pointer (RFC 6901): `/inputSchema/properties/path`. */
  readonly path: string;
  readonly was?: string;
  readonly is?: string;
}

/** Changes told of: more, and it is another tool. */
const maxChanges = 128;

/** What differs between two definitions, both as canonical JSON, in the order of the first; at most 128 places. */
export function toolChanges(was: string, is: string): readonly ToolChange[] {
  const found: ToolChange[] = [];
  compare(JSON.parse(was), JSON.parse(is), '', found);
  return found;
}

function compare(was: unknown, is: unknown, path: string, found: ToolChange[]): void {
  if (found.length >= maxChanges || JSON.stringify(was) === JSON.stringify(is)) return;
  if (isObject(was) && isObject(is)) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
      compare(own(was, key), own(is, key), `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, found);
    return;
  }
  found.push({
    path,
    ...(was === undefined ? {} : { was: JSON.stringify(was) }),
    ...(is === undefined ? {} : { is: JSON.stringify(is) }),
  });
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
