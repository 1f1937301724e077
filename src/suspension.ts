import { z } from 'zod';
import { fromUtf8, MeshError, millis, utf8, type Millis } from './base/base.ts';
import type { Operation, Store } from './store/store.ts';

/** The word of the operator that our agent rests: its record says so until the operator lets it go on. */
export interface Suspension {
  /** Who says to have decided: whoever holds the control token may give any name. */
  readonly by: string;
  readonly why: string;
  readonly at: Millis;
}

const key = 'own-suspension';

const stored = z.strictObject({ by: z.string(), why: z.string(), at: z.number().transform(millis) });

/**
 * The suspension in force; undefined when there is none. Throws MeshError `store-damaged` for one that cannot be read: an
 * agent must not go on because of that.
 */
export function suspensionIn(store: Pick<Store, 'get'>): Suspension | undefined {
  const bytes = store.get('meta', key);
  if (bytes === undefined) return undefined;
  try {
    return stored.parse(JSON.parse(fromUtf8(bytes) ?? ''));
  } catch (error) {
    throw new MeshError(
      'store-damaged',
      'The suspension in the store cannot be read. Put the node back from a backup.',
      { cause: error },
    );
  }
}

/** The write that begins a suspension, or ends it. */
export function putSuspension(suspension: Suspension | undefined): Operation {
  return suspension === undefined
    ? { kind: 'delete', space: 'meta', key }
    : { kind: 'put', space: 'meta', key, value: utf8(JSON.stringify(suspension)) };
}
