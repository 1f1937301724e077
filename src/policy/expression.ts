import { formatError, isNode, listOf, maxExpressionDepth, type Node, nodeAt, readLiteral, textAt } from './est.ts';
import { extensionFunctions } from './extension-function.ts';
import { isLike, likePattern } from './like.ts';
import { type CedarRequest, type Code, isIn } from './request.ts';
import {
  checkedLong,
  DatetimeValue,
  DurationValue,
  EntityUid,
  equals,
  EvaluationError,
  RecordValue,
  SetValue,
  typeOf,
  type Value,
} from './value.ts';

/** An expression compiled; `constant` when it does not look at the request. */
interface Compiled {
  readonly run: Code;
  readonly constant: boolean;
}

/**
 * Compiles an expression of Cedar's JSON policy format to a closure. What is constant (literals, lists
 * of them, `ip("...")`) is computed now; where that fails, each evaluation fails, as in Cedar. Throws
 * MeshError('policy-invalid') for a form it does not know.
 */
export function compileExpression(json: unknown): Code {
  return compile(json, 0).run;
}

function compile(json: unknown, depth: number): Compiled {
  if (depth > maxExpressionDepth) throw formatError(`it nests more than ${maxExpressionDepth} deep`);
  const entry = isNode(json) ? Object.entries(json) : [];
  const [operator, body] = entry[0] ?? [];
  if (operator === undefined || entry.length !== 1) throw formatError('an expression has not exactly one operator');
  const special = specials.get(operator);
  if (special !== undefined) return special(body, depth + 1);
  const extension = extensionFunctions.get(operator);
  if (extension === undefined) throw formatError(`the operator "${operator}" is unknown`);
  const args = listOf(body, operator).map((arg) => compile(arg, depth + 1));
  return fold(args, (request) => extension(args.map((arg) => arg.run(request))));
}

/** Runs code whose parts are all constant once, now. */
function fold(parts: readonly Compiled[], run: Code): Compiled {
  if (!parts.every((part) => part.constant)) return { run, constant: false };
  try {
    const value = run(nothing);
    return { run: () => value, constant: true };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { run, constant: false };
  }
}

const nobody = new EntityUid('', '');
const nothing: CedarRequest = {
  principal: nobody,
  action: nobody,
  resource: nobody,
  context: new RecordValue(new Map()),
  entities: new Map(),
};

type Special = (body: unknown, depth: number) => Compiled;

function unary(run: (arg: Value, request: CedarRequest) => Value): Special {
  return (body, depth) => {
    const arg = compile(asNode(body)['arg'], depth);
    return fold([arg], (request) => run(arg.run(request), request));
  };
}

function binary(run: (left: Value, right: Value, request: CedarRequest) => Value): Special {
  return (body, depth) => {
    const left = compile(asNode(body)['left'], depth).run;
    const right = compile(asNode(body)['right'], depth).run;
    // Never folded: `in` and tags look at the request's entities even when both sides are constant.
    return { run: (request) => run(left(request), right(request), request), constant: false };
  };
}

const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['Value', (body) => fold([], () => readLiteral(body))],
  ['Var', variable],
  ['Set', setLiteral],
  ['Record', recordLiteral],
  ['!', unary((arg) => !bool(arg))],
  ['neg', unary((arg) => checkedLong(-long(arg)))],
  ['isEmpty', unary((arg) => set(arg).size === 0)],
  ['==', binary(equals)],
  ['!=', binary((left, right) => !equals(left, right))],
  ['<', binary((left, right) => isLess(left, right))],
  ['<=', binary((left, right) => !isLess(right, left))],
  ['>', binary((left, right) => isLess(right, left))],
  ['>=', binary((left, right) => !isLess(left, right))],
  ['+', binary((left, right) => checkedLong(long(left) + long(right)))],
  ['-', binary((left, right) => checkedLong(long(left) - long(right)))],
  ['*', binary((left, right) => checkedLong(long(left) * long(right)))],
  ['in', binary((left, right, request) => isInAny(request, entity(left), right))],
  ['contains', binary((left, right) => set(left).has(right))],
  ['containsAll', binary((left, right) => set(left).hasAll(set(right)))],
  ['containsAny', binary((left, right) => set(left).hasAny(set(right)))],
  ['hasTag', binary((left, right, request) => tags(request, entity(left))?.has(text(right)) ?? hasNot(right))],
  ['getTag', binary(getTag)],
  ['&&', shortCut(false)],
  ['||', shortCut(true)],
  ['if-then-else', conditional],
  ['.', attribute],
  ['has', hasAttribute],
  ['like', like],
  ['is', isType],
]);

function variable(body: unknown): Compiled {
  switch (body) {
    case 'principal':
      return { run: (request) => request.principal, constant: false };
    case 'action':
      return { run: (request) => request.action, constant: false };
    case 'resource':
      return { run: (request) => request.resource, constant: false };
    case 'context':
      return { run: (request) => request.context, constant: false };
    default:
      throw formatError('a variable is not one of principal, action, resource, context');
  }
}

function setLiteral(body: unknown, depth: number): Compiled {
  const items = listOf(body, 'Set').map((item) => compile(item, depth));
  return fold(items, (request) => new SetValue(items.map((item) => item.run(request))));
}

function recordLiteral(body: unknown, depth: number): Compiled {
  const fields = Object.entries(asNode(body)).map(([name, item]) => ({ name, item: compile(item, depth) }));
  return fold(
    fields.map((field) => field.item),
    (request) => new RecordValue(new Map(fields.map(({ name, item }) => [name, item.run(request)]))),
  );
}

/** `&&` stops at false, `||` at true. */
function shortCut(stop: boolean): Special {
  return (body, depth) => {
    const left = compile(asNode(body)['left'], depth).run;
    const right = compile(asNode(body)['right'], depth).run;
    return { run: (request) => (bool(left(request)) === stop ? stop : bool(right(request))), constant: false };
  };
}

function conditional(body: unknown, depth: number): Compiled {
  const node = asNode(body);
  const test = compile(node['if'], depth).run;
  const yes = compile(node['then'], depth).run;
  const no = compile(node['else'], depth).run;
  return { run: (request) => (bool(test(request)) ? yes(request) : no(request)), constant: false };
}

function attribute(body: unknown, depth: number): Compiled {
  const node = asNode(body);
  const name = textAt(node, 'attr');
  const left = compile(node['left'], depth).run;
  const run: Code = (request) => {
    const value = attributes(request, left(request))?.get(name);
    if (value === undefined) throw new EvaluationError(`there is no attribute "${name}"`);
    return value;
  };
  return { run, constant: false };
}

/** `has` with one name, or with several as in `principal has a.b`. */
function hasAttribute(body: unknown, depth: number): Compiled {
  const node = asNode(body);
  const left = compile(node['left'], depth).run;
  const attr = node['attr'];
  const path = typeof attr === 'string' ? [attr] : listOf(attr, 'attr').map(String);
  const run: Code = (request) => {
    let value: Value | undefined = left(request);
    for (const [i, name] of path.entries()) {
      const fields = attributes(request, value);
      if (!fields?.has(name)) return false;
      if (i < path.length - 1) value = fields.get(name) ?? '';
    }
    return true;
  };
  return { run, constant: false };
}

function like(body: unknown, depth: number): Compiled {
  const node = asNode(body);
  const left = compile(node['left'], depth).run;
  const parts = [''];
  for (const element of listOf(node['pattern'], 'pattern')) {
    if (element === 'Wildcard') parts.push('');
    else parts.push((parts.pop() ?? '') + textAt(asNode(element), 'Literal'));
  }
  const pattern = likePattern(parts);
  return { run: (request) => isLike(text(left(request)), pattern), constant: false };
}

function isType(body: unknown, depth: number): Compiled {
  const node = asNode(body);
  const left = compile(node['left'], depth).run;
  const type = textAt(node, 'entity_type');
  if (node['in'] === undefined) return { run: (request) => entity(left(request)).type === type, constant: false };
  const parent = compile(node['in'], depth).run;
  const run: Code = (request) => {
    const uid = entity(left(request));
    return uid.type === type && isInAny(request, uid, parent(request));
  };
  return { run, constant: false };
}

function getTag(left: Value, right: Value, request: CedarRequest): Value {
  const uid = entity(left);
  const value = tags(request, uid)?.get(text(right));
  if (value === undefined) throw new EvaluationError('there is no such tag; ask with hasTag first');
  return value;
}

function tags(request: CedarRequest, uid: EntityUid): RecordValue | undefined {
  return request.entities.get(uid.key)?.tags;
}

/** False, for an entity without tags, once the name is known to be a string. */
function hasNot(name: Value): boolean {
  return text(name) === undefined;
}

function attributes(request: CedarRequest, value: Value): RecordValue | undefined {
  if (value instanceof RecordValue) return value;
  return request.entities.get(entity(value).key)?.attributes;
}

function isInAny(request: CedarRequest, uid: EntityUid, parent: Value): boolean {
  if (parent instanceof EntityUid) return isIn(request, uid, parent);
  // All elements are looked at first, because one that is no entity is an error even beside a match.
  const parents = [...set(parent).values()].map(entity);
  return parents.some((each) => isIn(request, uid, each));
}

function isLess(left: Value, right: Value): boolean {
  if (typeof left === 'bigint') return left < long(right);
  if (left instanceof DatetimeValue && right instanceof DatetimeValue) return left.ms < right.ms;
  if (left instanceof DurationValue && right instanceof DurationValue) return left.ms < right.ms;
  throw mismatch('two integers, datetimes or durations', left);
}

function bool(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw mismatch('a bool', value);
}

function long(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  throw mismatch('an integer', value);
}

function text(value: Value): string {
  if (typeof value === 'string') return value;
  throw mismatch('a string', value);
}

function set(value: Value): SetValue {
  if (value instanceof SetValue) return value;
  throw mismatch('a set', value);
}

function entity(value: Value): EntityUid {
  if (value instanceof EntityUid) return value;
  throw mismatch('an entity', value);
}

function mismatch(wanted: string, value: Value): EvaluationError {
  return new EvaluationError(`an operator wants ${wanted} and was given a value of type ${typeOf(value)}`);
}

function asNode(value: unknown): Node {
  return nodeAt({ body: value }, 'body');
}
