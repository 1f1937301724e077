import { type EntityUid, type RecordValue, type Value } from './value.ts';

/** An entity of a request. */
export interface Entity {
  readonly uid: EntityUid;
  /** Keys of all entities it is in, directly or through others; without itself. */
  readonly ancestors: ReadonlySet<string>;
  readonly attributes: RecordValue;
  /** Its tags, made when first asked for; undefined when its type has none. */
  readonly tags?: RecordValue;
}

/** A question to Cedar. */
export interface CedarRequest {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly context: RecordValue;
  /** By the key of their uid. What is missing has no attributes and is in nothing. */
  readonly entities: ReadonlyMap<string, Entity>;
}

/** Cedar's `in`: the same entity, or one of its descendants. */
export function isIn(request: CedarRequest, child: EntityUid, parent: EntityUid): boolean {
  return child.key === parent.key || (request.entities.get(child.key)?.ancestors.has(parent.key) ?? false);
}

/** A compiled expression: its value for a request, or an EvaluationError thrown. */
export type Code = (request: CedarRequest) => Value;
