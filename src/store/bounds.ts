import { storeLimits } from './coalescer.ts';
import type { Range } from './format.ts';
import { databaseKey, spaceEnd, type RangeOptions, type Space } from './space.ts';

/** Bytes that an iterator reads ahead. */
export const readAheadBytes = 256 * 1024;

/** The bounds of a range read in the database's own keys. Throws RangeError when the limit is none. */
export function bounds(space: Space, options: RangeOptions): Range {
  const { limit } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > storeLimits.maxRange) {
    throw new RangeError(`a range read needs a limit from 1 to ${storeLimits.maxRange}, not ${limit}`);
  }
  const out: Range = { reverse: options.reverse ?? false, limit, highWaterMarkBytes: readAheadBytes };
  if (options.gt !== undefined) out.gt = databaseKey(space, options.gt);
  else out.gte = databaseKey(space, options.gte ?? '');
  if (options.lte !== undefined) out.lte = databaseKey(space, options.lte);
  else out.lt = options.lt === undefined ? spaceEnd(space) : databaseKey(space, options.lt);
  return out;
}
