import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { isNode, listOf, type Node, nodeAt, readLiteral, readUid } from '../../src/policy/est.ts';
import { type CompiledPolicies, compilePolicies } from '../../src/policy/compiled-policies.ts';
import type { CedarRequest, Entity } from '../../src/policy/request.ts';
import { type EntityUid, RecordValue } from '../../src/policy/value.ts';

/** Compiles policy text as Cedar numbers it: `policy0`, `policy1`, ... */
export function compileText(policies: Readonly<Record<string, string>>): CompiledPolicies {
  const sources = Object.entries(policies).map(([id, text]) => {
    const answer = cedar.policyToJson(text);
    if (answer.type === 'failure') throw new Error(`not parsed: ${answer.errors[0]?.message}`);
    return { id, file: 'corpus', line: 1, annotations: {}, json: answer.json };
  });
  return compilePolicies(sources, '');
}

/** Reads entities in Cedar's JSON form, with the action groups of a schema, and closes them over `in`. */
export function readEntities(entities: unknown, schema?: string): ReadonlyMap<string, Entity> {
  const nodes = [...listOf(entities, 'entities'), ...(schema === undefined ? [] : actionEntities(schema))];
  const parents = new Map<string, readonly string[]>();
  const open = nodes.map((entity) => {
    const node = nodeAt({ entity }, 'entity');
    const uid = readUid(node['uid']);
    parents.set(
      uid.key,
      listOf(node['parents'], 'parents').map((parent) => readUid(parent).key),
    );
    return {
      uid,
      attributes: readRecord(nodeAt(node, 'attrs')),
      tags: readRecord(isNode(node['tags']) ? node['tags'] : {}),
    };
  });
  return new Map(open.map((entity) => [entity.uid.key, { ...entity, ancestors: closure(entity.uid.key, parents) }]));
}

function closure(key: string, parents: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(parents.get(key) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(parents.get(next) ?? []));
  }
  return found;
}

function actionEntities(schema: string): readonly unknown[] {
  const answer = cedar.schemaToJson(schema);
  if (answer.type === 'failure') throw new Error(`schema not parsed: ${answer.errors[0]?.message}`);
  return Object.entries(answer.json).flatMap(([namespace, definition]) => {
    const type = namespace === '' ? 'Action' : `${namespace}::Action`;
    return Object.entries(definition.actions).map(([id, action]) => ({
      uid: { type, id },
      attrs: {},
      parents: (action.memberOf ?? []).map((group) => ({ type: group.type ?? type, id: group.id })),
    }));
  });
}

/** Reads a record in Cedar's JSON form. */
function readRecord(node: Node): RecordValue {
  return new RecordValue(new Map(Object.entries(node).map(([name, value]) => [name, readLiteral(value)])));
}

/** Reads a request in Cedar's JSON form. */
export function readRequest(node: Node, entities: ReadonlyMap<string, Entity>): CedarRequest {
  const uid = (name: string): EntityUid => readUid(node[name]);
  return {
    principal: uid('principal'),
    action: uid('action'),
    resource: uid('resource'),
    context: readRecord(nodeAt(node, 'context')),
    entities,
  };
}
