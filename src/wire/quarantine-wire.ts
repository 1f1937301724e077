import { limits, type Did, type Millis } from '../base/base.ts';
import { encoded } from './encoded.ts';
import { decodeCanonicalWith, did, fail, time, withoutDefaults } from './field.ts';
import { parley } from './gen/parley.js';

const wire = parley.v1;

/** Why an agent is shut out: what the behaviour monitor noticed, a chain of receipts that was forked, or a person's word. */
export const quarantineCauses = ['burst', 'failures', 'denials', 'equivocation', 'operator'] as const;

/** One of `quarantineCauses`. */
export type QuarantineCause = (typeof quarantineCauses)[number];

/** That `by` shut `subject` out. Travels as Signed of type `Quarantine`, by a key of `by`. */
export interface QuarantineBody {
  readonly by: Did;
  readonly subject: Did;
  readonly cause: QuarantineCause;
  readonly since: Millis;
  /** Undefined: until a person lifts it. Not after `at`: it was lifted then, before its end. */
  readonly until: Millis | undefined;
  /** When this was said: of two statements about one quarantine the later one holds. */
  readonly at: Millis;
}

/** Encodes the payload of a Signed of type `Quarantine`; one form only. */
export function encodeQuarantine({ since: sinceMs, until, at: atMs, ...rest }: QuarantineBody): Uint8Array {
  return encoded(wire.Quarantine, withoutDefaults({ ...rest, sinceMs, untilMs: until ?? 0, atMs }));
}

/** Decodes the payload of a Signed of type `Quarantine`: nobody is shut out before it is said, nor let in before it is shut out. */
export const decodeQuarantine = decodeCanonicalWith(wire.Quarantine, limits.maxRecordBytes, {
  read: (raw): QuarantineBody => {
    const since = time(raw.sinceMs, 'since');
    const until = time(raw.untilMs, 'until');
    const at = time(raw.atMs, 'at');
    if (since > at) fail('said before it began');
    if (until !== 0 && until < since) fail('over before it began');
    return {
      by: did(raw.by, 'by'),
      subject: did(raw.subject, 'subject'),
      cause: quarantineCauses.find((cause) => cause === raw.cause) ?? fail('an unknown cause'),
      since,
      until: until === 0 ? undefined : until,
      at,
    };
  },
  encode: encodeQuarantine,
});
