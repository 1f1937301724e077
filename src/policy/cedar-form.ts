import { authorize, type CompiledPolicies } from './compiled-policies.ts';
import type { Facts } from './facts.ts';
import type { CedarRequest, Entity } from './request.ts';
import { toRequest } from './to-request.ts';
import { EntityUid, type DatetimeValue, type RecordValue, SetValue, type Value } from './value.ts';

/** What a set of policies answers by Cedar's own rules, which are more lenient than those of `decide`; ids sorted. */
export interface CedarVerdict {
  readonly decision: 'allow' | 'deny';
  /** The forbids that hold, or else the permits that hold. */
  readonly reasons: readonly string[];
  /** The policies that failed. */
  readonly errors: readonly string[];
}

/**
 * A question in Cedar's JSON form, as every engine of Cedar takes it ("JSON entities format", "JSON context"). Made
 * anew for each question, and given away with it: so nothing in it is read-only.
 */
export interface CedarForm {
  principal: Reference;
  action: Reference;
  resource: Reference;
  context: Record<string, Json>;
  entities: EntityForm[];
}

interface Reference {
  type: string;
  id: string;
}

interface EntityForm {
  uid: Reference;
  attrs: Record<string, Json>;
  tags: Record<string, Json>;
  parents: Reference[];
}

/** A value in Cedar's JSON form. */
type Json = boolean | number | string | Json[] | { [name: string]: Json };

/** Longest question, UTF-16 units of its texts: arguments nested deep are spelled out at every level. */
const maxFormLength = 1024 * 1024;

/** What the policies answer about facts by Cedar's own rules; undefined for facts that Cedar cannot carry. */
export function cedarVerdict(policies: CompiledPolicies, facts: Facts): CedarVerdict | undefined {
  const request = toRequest(facts, policies.mentions);
  if (request.kind !== 'accept') return undefined;
  const { decision, reasons, failures } = authorize(policies, request.value);
  return {
    decision,
    reasons: reasons.map(({ source }) => source.id).sort(),
    errors: failures.map(({ policy }) => policy.source.id).sort(),
  };
}

/**
 * Facts as another engine of Cedar takes them, with everything that the schema has. `limits` are the texts of the
 * limits that some policy names. Undefined for facts that Cedar cannot carry, and for what would be too long.
 */
export function cedarForm(facts: Facts, limits: readonly string[]): CedarForm | undefined {
  const request = toRequest(facts);
  if (request.kind !== 'accept') return undefined;
  try {
    return formOf(request.value, limits, new Writer());
  } catch (error) {
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}

function formOf(request: CedarRequest, limits: readonly string[], writer: Writer): CedarForm {
  const entities = [...request.entities.values()].map((entity): EntityForm => ({
    uid: referenceTo(entity.uid),
    attrs: writer.fields(entity.attributes, entity.attributes.names()),
    tags: entity.tags === undefined ? {} : writer.fields(entity.tags, tagNames(entity, entity.tags, limits)),
    parents: Array.from(entity.ancestors, referenceOf),
  }));
  return {
    principal: referenceTo(request.principal),
    action: referenceTo(request.action),
    resource: referenceTo(request.resource),
    context: writer.fields(request.context, request.context.names()),
    entities,
  };
}

/** Limits have no list of their own: each is asked for by its text. */
function tagNames({ uid }: Entity, tags: RecordValue, limits: readonly string[]): Iterable<string> {
  return uid.type === 'Limits' ? limits.filter((limit) => tags.has(limit)) : tags.names();
}

function referenceTo({ type, id }: EntityUid): Reference {
  return { type, id };
}

/** From the key of an entity, which is its type and its id behind a NUL. */
function referenceOf(key: string): Reference {
  const end = key.indexOf('\u0000');
  return { type: key.slice(0, end), id: key.slice(end + 1) };
}

class TooLong extends Error {}

/** Writes values, and counts what it wrote. */
class Writer {
  #left = maxFormLength;

  fields(record: RecordValue, names: Iterable<string>): Record<string, Json> {
    const written: [string, Json][] = [];
    for (const name of names) {
      const value = record.get(name);
      if (value !== undefined) written.push([this.#counted(name), this.#value(value)]);
    }
    return Object.fromEntries(written);
  }

  #counted(text: string): string {
    this.#left -= text.length + 1;
    if (this.#left < 0) throw new TooLong();
    return text;
  }

  #value(value: Value): Json {
    if (typeof value === 'string') return this.#counted(value);
    if (typeof value === 'boolean') return value;
    // Facts hold only what is exact in a double.
    if (typeof value === 'bigint') return Number(value);
    if (value instanceof EntityUid) return { __entity: { type: value.type, id: this.#counted(value.id) } };
    if (value instanceof SetValue) return Array.from(value.values(), (item) => this.#value(item));
    if (value.kind === 'record') return this.fields(value, value.names());
    if (value.kind === 'datetime') return { __extn: { fn: 'datetime', arg: instant(value) } };
    throw new TypeError(`no fact is a ${value.kind}`);
  }
}

/** As `datetime("...")` reads it. */
function instant({ ms }: DatetimeValue): string {
  return new Date(Number(ms)).toISOString();
}
