import { MeshError } from '../base/base.ts';
import { extensionFunctions } from './extension-function.ts';
import { EntityUid, RecordValue, SetValue, type Value } from './value.ts';

/** A JSON object of Cedar's policy format. */
export type Node = Readonly<Record<string, unknown>>;

/** Longest chain of nested expressions; a chain of `||` nests once per term. Protects the stack. */
export const maxExpressionDepth = 1000;

/** The error for a policy in a form this evaluator does not know. */
export function formatError(what: string): MeshError {
  return new MeshError('policy-invalid', `a policy cannot be compiled: ${what}; write it in another way`);
}

/** Narrows to a JSON object. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a field that must be an object. */
export function nodeAt(node: Node, name: string): Node {
  const value = node[name];
  if (!isNode(value)) throw formatError(`its JSON form lacks an object at "${name}"`);
  return value;
}

/** Reads a field that must be a text. */
export function textAt(node: Node, name: string): string {
  const value = node[name];
  if (typeof value !== 'string') throw formatError(`its JSON form lacks a text at "${name}"`);
  return value;
}

/** Reads a value that must be a list. */
export function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw formatError(`its JSON form lacks a list at "${name}"`);
  return value;
}

/** Reads an entity reference, with or without its `__entity` wrapping. */
export function readUid(value: unknown): EntityUid {
  if (!isNode(value)) throw formatError('an entity reference is not an object');
  const inner = value['__entity'];
  const node = isNode(inner) ? inner : value;
  return new EntityUid(textAt(node, 'type'), textAt(node, 'id'));
}

/**
 * Reads a literal of a policy (Cedar JSON "Value"), where `__entity` and `__extn` are references. Only
 * for policies: arguments of messages go another way, where these are plain keys. Integers beyond 2^53
 * arrive rounded in JSON, so they are refused. Throws EvaluationError for a bad extension literal.
 */
export function readLiteral(value: unknown, depth = 0): Value {
  if (depth > maxExpressionDepth) throw formatError('a literal is nested too deep');
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return readInteger(value);
  if (Array.isArray(value)) return new SetValue(value.map((item) => readLiteral(item, depth + 1)));
  if (!isNode(value)) throw formatError('a literal is neither bool, integer, string, list nor object');
  if (isNode(value['__entity'])) return readUid(value);
  if (isNode(value['__extn'])) return readExtension(value['__extn'], depth);
  return new RecordValue(new Map(Object.entries(value).map(([name, item]) => [name, readLiteral(item, depth + 1)])));
}

function readInteger(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw formatError('an integer is beyond 9007199254740991, which JSON cannot carry');
  return BigInt(value);
}

function readExtension(node: Node, depth: number): Value {
  const name = textAt(node, 'fn');
  const run = extensionFunctions.get(name);
  if (run === undefined) throw formatError(`the extension function "${name}" is unknown`);
  const args = 'args' in node ? listOf(node['args'], 'args') : [node['arg']];
  return run(args.map((arg) => readLiteral(arg, depth + 1)));
}
