import { formatError, isNode, listOf, type Node, nodeAt, readUid, textAt } from './est.ts';
import type { CedarRequest } from './request.ts';
import type { EntityUid } from './value.ts';

/** One part of a policy's scope: `principal`, `principal == E`, `principal in E`, `principal is T`, `principal is T in E`. */
interface Constraint {
  readonly equals?: string;
  /** Any one of these keys. */
  readonly within?: readonly string[];
  readonly type?: string;
}

/** The scope of a policy. */
export interface Scope {
  readonly principal: Constraint;
  readonly action: Constraint;
  readonly resource: Constraint;
}

/** Reads the scope from Cedar's JSON policy format; throws MeshError('policy-invalid') for a template's slot. */
export function readScope(policy: Node): Scope {
  return {
    principal: readConstraint(nodeAt(policy, 'principal')),
    action: readConstraint(nodeAt(policy, 'action')),
    resource: readConstraint(nodeAt(policy, 'resource')),
  };
}

const everyone: Constraint = {};

function readConstraint(node: Node): Constraint {
  switch (node['op']) {
    case 'All':
      return everyone;
    case '==':
      return { equals: readUid(node['entity']).key };
    case 'in':
      return { within: readParents(node) };
    case 'is':
      return { type: textAt(node, 'entity_type'), ...(isNode(node['in']) ? { within: readParents(node['in']) } : {}) };
    default:
      throw formatError('a scope constraint is unknown');
  }
}

function readParents(node: Node): readonly string[] {
  const parents = 'entities' in node ? listOf(node['entities'], 'entities') : [node['entity']];
  return parents.map((parent) => readUid(parent).key);
}

/** A level of the index: what to look at next, by what the constraint names. */
class Level<T> {
  readonly #make: () => T;
  // Made when something is put in: a set of thousands has two levels for nearly every policy, each with one place.
  #equals: Map<string, T> | undefined;
  #within: Map<string, T> | undefined;
  #types: Map<string, T> | undefined;
  #any: T | undefined;

  constructor(make: () => T) {
    this.#make = make;
  }

  /** The places where a policy with this constraint belongs. */
  places(constraint: Constraint): readonly T[] {
    const { equals, within, type } = constraint;
    if (equals !== undefined) return [this.#at((this.#equals ??= new Map()), equals)];
    if (within !== undefined) return [...new Set(within)].map((key) => this.#at((this.#within ??= new Map()), key));
    if (type !== undefined) return [this.#at((this.#types ??= new Map()), type)];
    this.#any ??= this.#make();
    return [this.#any];
  }

  #at(map: Map<string, T>, key: string): T {
    const known = map.get(key);
    if (known !== undefined) return known;
    const made = this.#make();
    map.set(key, made);
    return made;
  }

  /** Visits the places of every constraint that `uid` meets, apart from the type of a `within`. */
  visit(uid: EntityUid, request: CedarRequest, see: (place: T) => void): void {
    if (this.#any !== undefined) see(this.#any);
    seeAt(this.#types, uid.type, see);
    seeAt(this.#equals, uid.key, see);
    if (this.#within === undefined) return;
    seeAt(this.#within, uid.key, see);
    for (const key of request.entities.get(uid.key)?.ancestors ?? []) {
      if (key !== uid.key) seeAt(this.#within, key, see);
    }
  }
}

function seeAt<T>(map: ReadonlyMap<string, T> | undefined, key: string, see: (place: T) => void): void {
  const place = map?.get(key);
  if (place !== undefined) see(place);
}

/**
 * Policies by scope: finding those that apply takes a handful of lookups, however many there are.
 * A scope can only match or not, never fail, so a policy that is not found needs no evaluation.
 */
export class ScopeIndex<P extends { readonly scope: Scope; readonly order: number }> {
  readonly #root = new Level(() => new Level(() => new Level<P[]>(() => [])));

  /** Adds a policy. */
  add(policy: P): void {
    for (const byAction of this.#root.places(policy.scope.principal)) {
      for (const byResource of byAction.places(policy.scope.action)) {
        for (const list of byResource.places(policy.scope.resource)) list.push(policy);
      }
    }
  }

  /** The policies whose scope matches, in their order, each once. */
  find(request: CedarRequest): readonly P[] {
    const found: P[] = [];
    const { principal, action, resource } = request;
    this.#root.visit(principal, request, (byAction) =>
      byAction.visit(action, request, (byResource) =>
        byResource.visit(resource, request, (list) => {
          for (const policy of list) if (hasTypes(policy.scope, request)) found.push(policy);
        }),
      ),
    );
    found.sort((a, b) => a.order - b.order);
    // A policy about several groups is found once for each of them that the action is in.
    return found.filter((policy, i) => policy !== found[i - 1]);
  }
}

function hasTypes(scope: Scope, request: CedarRequest): boolean {
  return isOf(scope.principal, request.principal) && isOf(scope.resource, request.resource);
}

function isOf(constraint: Constraint, uid: EntityUid): boolean {
  return constraint.type === undefined || constraint.type === uid.type;
}
